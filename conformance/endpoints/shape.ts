// Compares two JSON answers: which members are there, of which type, in which form, and the values
// where the objects determine them.

/** One difference between two answers. */
export interface ShapeDifference {
  readonly path: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** Which values are compared as such; everywhere else the form is. */
export interface ShapeRules {
  readonly isDetermined: (path: string) => boolean;
  /** What a moment decides, not a structure: not looked at. */
  readonly isFree: (path: string) => boolean;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The differences, by path. */
export function compareShape(
  recorded: unknown,
  simulated: unknown,
  rules: ShapeRules,
  path: string = '',
): readonly ShapeDifference[] {
  const expected = recorded as Json | undefined;
  const got = simulated as Json | undefined;
  if (rules.isFree(path)) return [];
  if (kindOf(expected) !== kindOf(got))
    return [{ path, expected: short(expected), got: short(got) }];
  if (Array.isArray(expected) && Array.isArray(got)) {
    return compareLists(expected, got, rules, path);
  }
  if (typeof expected === 'object' && expected !== null) {
    const [a, b] = [expected, got] as { readonly [key: string]: Json }[];
    const keys = [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])];
    return keys.flatMap((key) => compareShape(a?.[key], b?.[key], rules, `${path}.${key}`));
  }
  const isSame = rules.isDetermined(path) ? expected === got : formOf(expected) === formOf(got);
  return isSame ? [] : [{ path, expected: short(expected), got: short(got) }];
}

/** Lists of named things by name, all others in order. */
function compareLists(
  expected: readonly Json[],
  got: readonly Json[],
  rules: ShapeRules,
  path: string,
): readonly ShapeDifference[] {
  const names = (list: readonly Json[]): readonly string[] =>
    list.map((one, i) => nameOf(one) ?? String(i));
  const [a, b] = [names(expected), names(got)];
  return [...new Set([...a, ...b])].flatMap((name) =>
    compareShape(expected[a.indexOf(name)], got[b.indexOf(name)], rules, `${path}[${name}]`),
  );
}

function nameOf(value: Json): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const one = value as { readonly [key: string]: Json };
  const whose = (one['podRef'] ?? one['metadata']) as { readonly [key: string]: Json } | undefined;
  if (whose !== undefined) return `${String(whose['namespace'])}/${String(whose['name'])}`;
  const name = one['name'] ?? one['type'];
  return typeof name === 'string' ? name : undefined;
}

function kindOf(value: Json | undefined): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'time'],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/, 'exact time'],
  [/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'uid'],
  [/^[0-9a-f]{32}$/, 'hash'],
  [/^(docker:\/\/)?sha256:[0-9a-f]{64}$/, 'digest'],
  [/^\w+:\/\/[0-9a-f]{64}$/, 'container id'],
  [/^\d+\.\d+\.\d+\.\d+$/, 'address'],
];

function formOf(value: Json | undefined): string {
  if (typeof value !== 'string') return typeof value;
  return FORMS.find(([form]) => form.test(value))?.[1] ?? 'text';
}

function short(value: Json | undefined): unknown {
  const text = JSON.stringify(value);
  return text !== undefined && text.length > 200 ? `${text.slice(0, 200)}…` : value;
}
