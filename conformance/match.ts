// Whether an answer is what a vector expects: the conventions of the vectors' own index.

/** An answer that can be given in several ways; a case asks for one of them. */
export class Either {
  readonly ways: readonly unknown[];

  constructor(...ways: readonly unknown[]) {
    this.ways = ways;
  }
}

/** Whether `got` says what `expected` asks for; what is not expected is not looked at. */
export function matches(expected: unknown, got: unknown, field: string = ''): boolean {
  if (expected === null) return true;
  if (got instanceof Either) return got.ways.some((way) => matches(expected, way, field));
  if (field.endsWith('PerPodOneOf')) return areAllAmong(expected, got);
  if (typeof expected !== 'object') return matchesScalar(expected, got, field);
  if (Array.isArray(expected)) return matchesList(expected, got, field);
  if (got === null || typeof got !== 'object') return false;
  return Object.entries(expected).every(
    ([key, value]) => isRemark(key) || matches(value, (got as { [k: string]: unknown })[key], key),
  );
}

/** What a case tells its reader, not its runner. */
function isRemark(key: string): boolean {
  return key === 'why' || key.startsWith('observed');
}

/** Whether each of the answers is one of those that may be. */
function areAllAmong(expected: unknown, got: unknown): boolean {
  if (!Array.isArray(expected) || !Array.isArray(got)) return false;
  return got.every((one) => expected.some((way) => matches(way, one)));
}

/** Lists whose order is that of Go's maps, which is chance; `[]` are the lists in a list. */
const UNORDERED: RegExp =
  /^(errors|env|thresholds|met|conditions|eventsAfterEachRelist\[\]|.*AnyOrder)$/;

/** Texts that list errors: their order is the validator's own walk through Go's maps. */
const LISTING: readonly string[] = ['statusMessage', 'kubectlText'];

function matchesScalar(expected: unknown, got: unknown, field: string): boolean {
  if (typeof expected === 'number' && typeof got === 'number') {
    return matchesNumber(expected, got, field);
  }
  if (typeof expected !== 'string' || typeof got !== 'string') return expected === got;
  if (field === 'bodyNotContains') return !got.includes(expected);
  if (field === 'bodyContains') return got.includes(expected);
  const [wanted, found] = [bare(expected), bare(got)];
  if (wanted === found) return true;
  return LISTING.includes(field) && pieces(wanted).join('\n') === pieces(found).join('\n');
}

/** The ends of a range in which the answer must lie. */
function matchesNumber(expected: number, got: number, field: string): boolean {
  if (field === 'oomScoreAdjMin') return got >= expected;
  return field === 'oomScoreAdjMax' ? got <= expected : got === expected;
}

/** Addresses in printed Go values are another in every run. */
function bare(text: string): string {
  return text.replace(/0x[0-9a-f]{6,}|<ptr>/g, '0x');
}

function pieces(text: string): readonly string[] {
  return text
    .replace(/^([^[]*)\[(.*)\]$/s, '$1, $2')
    .split(/, |\n/)
    .map((piece) => piece.trim())
    .toSorted();
}

function matchesList(expected: readonly unknown[], got: unknown, field: string): boolean {
  // Pieces that a text has to contain, or must not.
  if (typeof got === 'string') {
    const isAbsent = /^(not|absent|doesNot)/.test(field);
    return expected.every((piece) => got.includes(String(piece)) !== isAbsent);
  }
  if (!Array.isArray(got)) return false;
  // How many attempts a case makes stands in its expectation only.
  if (field === 'attempts') return expected.every((item, i) => matches(item, got[i]));
  if (got.length !== expected.length) return false;
  if (!UNORDERED.test(field)) {
    const inner = (item: unknown): string => (Array.isArray(item) ? `${field}[]` : field);
    return expected.every((item, i) => matches(item, got[i], inner(item)));
  }
  const left = [...got];
  return expected.every((item) => {
    const index = left.findIndex((one) => matches(item, one));
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
}
