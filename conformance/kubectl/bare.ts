// A text of kubectl without what is the machine's or the moment's: addresses, ids, instants, and
// how long ago things were. How such a value is written stays part of the text.

const RULES: readonly (readonly [RegExp, string])[] = [
  [/\b\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, '<instant>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '<ip>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uid>'],
  [/\b[0-9a-f]{64}\b/g, '<id>'],
  [/\b[0-9a-f]{32}\b/g, '<hash>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>'],
];

/** `8s`, `4m12s`, `3h`: as kubectl's tables say how long ago something was. */
const AGE = /^(?:\d+[smhd]|\d+m\d+s|\d+h\d+m|\d+d\d+h)$/;

/** The text without values of the moment, in the namespace `default`. */
export function bare(text: string, namespace: string): string {
  return RULES.reduce((all, [value, word]) => all.replace(value, word), text)
    .replace(new RegExp(`^(Namespace:\\s+)${namespace}$`, 'gm'), '$1default')
    .replaceAll(`_${namespace}(`, '_default(');
}

/** A cell of a table: an age is an age. */
export function bareCell(cell: string): string {
  if (AGE.test(cell)) return '<age>';
  return cell
    .replace(/^(\S+) \((x\d+) over (\S+)\)$/, (whole, last: string, n: string, first: string) =>
      AGE.test(last) && AGE.test(first) ? `<age> (${n} over <age>)` : whole,
    )
    .replace(/^(\d+) \((\S+) ago\)$/, (whole, count: string, age: string) =>
      AGE.test(age) ? `${count} (<age> ago)` : whole,
    );
}

const TIMES = /\(x(\d+) over /g;

/** The same text; what came often may just have come once more or not yet. */
export function isAlike(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one.replace(TIMES, '(') !== other.replace(TIMES, '(')) return false;
  const others = timesIn(other);
  return timesIn(one).every((times, i) => Math.abs(times - (others[i] ?? 0)) <= 1);
}

function timesIn(text: string): readonly number[] {
  return [...text.matchAll(TIMES)].map((match) => Number(match[1]));
}
