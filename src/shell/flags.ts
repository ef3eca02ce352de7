// Flags as Go's pflag reads them (kubectl, docker, etcdctl): long and short, values joined or
// apart, words in between, `--` at the end. Must not know any tool.

/** How a flag takes its value: `optional` has a value of its own when it stands bare. */
export type FlagKind = 'bool' | 'string' | 'int' | 'duration' | 'list' | 'optional';

/** One flag of a command. */
export interface FlagSpec {
  readonly kind: FlagKind;
  readonly short?: string;
  /** For `optional`: what the bare flag means. */
  readonly bare?: string;
}

/** All flags of a command by their long names. */
export interface FlagTable {
  readonly [name: string]: FlagSpec;
}

/** What was found. */
export interface Flags {
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Words that are no flags, in order. */
  readonly args: readonly string[];
  /** Words behind `--`; undefined when there was none. */
  readonly rest: readonly string[] | undefined;
}

/** Flags, or what pflag says. */
export type FlagResult = Flags | { readonly problem: string };

/** Reads flags out of `words`; with `stopsAtWord` the first other word ends them (docker exec). */
export function parseFlags(
  words: readonly string[],
  table: FlagTable,
  stopsAtWord: number = Number.MAX_SAFE_INTEGER,
): FlagResult {
  const values = new Map<string, string[]>();
  const args: string[] = [];
  let rest: readonly string[] | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (args.length >= stopsAtWord) {
      args.push(word);
    } else if (word === '--') {
      rest = words.slice(i + 1);
      break;
    } else if (word.startsWith('--')) {
      const used = readLong(word, words[i + 1], table, values);
      if (typeof used === 'string') return { problem: used };
      i += used;
    } else if (word.startsWith('-') && word.length > 1) {
      const used = readShort(word, words[i + 1], table, values);
      if (typeof used === 'string') return { problem: used };
      i += used;
    } else {
      args.push(word);
    }
  }
  return { values, args, rest };
}

type Found = Map<string, string[]>;

function readLong(
  word: string,
  next: string | undefined,
  table: FlagTable,
  values: Found,
): number | string {
  const equals = word.indexOf('=');
  const name = word.slice(2, equals < 0 ? undefined : equals);
  const spec = Object.hasOwn(table, name) ? table[name] : undefined;
  if (spec === undefined) return `unknown flag: --${name}`;
  if (equals >= 0) return put(values, name, spec, word.slice(equals + 1), `--${name}`) ?? 0;
  if (spec.kind === 'bool') return put(values, name, spec, 'true', `--${name}`) ?? 0;
  if (spec.kind === 'optional') return put(values, name, spec, spec.bare ?? '', word) ?? 0;
  if (next === undefined) return `flag needs an argument: --${name}`;
  return put(values, name, spec, next, `--${name}`) ?? 1;
}

function readShort(
  word: string,
  next: string | undefined,
  table: FlagTable,
  values: Found,
): number | string {
  for (let i = 1; i < word.length; i++) {
    const letter = word[i] as string;
    const name = Object.keys(table).find((key) => table[key]?.short === letter);
    const spec = name === undefined ? undefined : table[name];
    if (name === undefined || spec === undefined) {
      return `unknown shorthand flag: '${letter}' in ${word}`;
    }
    const shown = `-${letter}, --${name}`;
    const tail = word.slice(i + 1);
    if (tail.startsWith('=')) return put(values, name, spec, tail.slice(1), shown) ?? 0;
    if (spec.kind === 'bool' || (spec.kind === 'optional' && tail === '')) {
      const bare = spec.kind === 'bool' ? 'true' : (spec.bare ?? '');
      const problem = put(values, name, spec, bare, shown);
      if (problem !== undefined) return problem;
      continue;
    }
    if (tail !== '') return put(values, name, spec, tail, shown) ?? 0;
    if (next === undefined) return `flag needs an argument: '${letter}' in ${word}`;
    return put(values, name, spec, next, shown) ?? 1;
  }
  return 0;
}

function put(
  values: Found,
  name: string,
  spec: FlagSpec,
  value: string,
  shown: string,
): string | undefined {
  const bad = (why: string): string => `invalid argument "${value}" for "${shown}" flag: ${why}`;
  if (spec.kind === 'int' && !/^[-+]?\d+$/.test(value)) {
    return bad(`strconv.ParseInt: parsing "${value}": invalid syntax`);
  }
  if (spec.kind === 'bool' && !/^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(value)) {
    return bad(`strconv.ParseBool: parsing "${value}": invalid syntax`);
  }
  if (spec.kind === 'duration' && parseDuration(value) === undefined) {
    return bad(`time: invalid duration "${value}"`);
  }
  const parts = spec.kind === 'list' ? value.split(',') : [value];
  const before = values.get(name) ?? [];
  values.set(name, spec.kind === 'list' ? [...before, ...parts] : [...before, value]);
  return undefined;
}

/** The last value given, if any. */
export function flagText(flags: Flags, name: string): string | undefined {
  return flags.values.get(name)?.at(-1);
}

/** Every value given. */
export function flagTexts(flags: Flags, name: string): readonly string[] {
  return flags.values.get(name) ?? [];
}

/** A whole number given, if any. */
export function flagNumber(flags: Flags, name: string): number | undefined {
  const text = flagText(flags, name);
  return text === undefined ? undefined : Number(text);
}

/** A switch: its value, or `otherwise` when it was not given. */
export function flagOn(flags: Flags, name: string, otherwise = false): boolean {
  const text = flagText(flags, name);
  return text === undefined ? otherwise : /^(1|t)/i.test(text);
}

const UNITS: { readonly [unit: string]: number } = {
  ns: 0.001,
  us: 1,
  µs: 1,
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
};

/** A duration as Go reads it (`1m30s`, `0`), in microseconds. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const match = /^([-+]?)((?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+)$/.exec(text);
  if (match === null) return undefined;
  let total = 0;
  for (const part of (match[2] as string).matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    total += Number(part[1]) * (UNITS[part[2] as string] as number);
  }
  return Math.round(match[1] === '-' ? -total : total);
}
