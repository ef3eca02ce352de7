// A figure of the bench and the table of them. Programs that measure print one figure a line as
// JSON.

/** One measured value, with its limit where the project promises one. */
export interface Figure {
  readonly group: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** At most this, on a quiet machine of two cores. */
  readonly limit?: number;
}

/** Prints figures for whoever runs this program. */
export function tell(figures: readonly Figure[]): void {
  for (const figure of figures) process.stdout.write(`${JSON.stringify(figure)}\n`);
}

/** The figures in what such a program printed. */
export function toldIn(text: string): readonly Figure[] {
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as Figure);
}

/** The figures as lines, groups in the order in which they come. */
export function table(figures: readonly Figure[]): string {
  const lines: string[] = [];
  let group = '';
  for (const figure of figures) {
    if (figure.group !== group) lines.push('', figure.group);
    group = figure.group;
    const value = `${written(figure.value)} ${figure.unit}`;
    lines.push(`  ${figure.name.padEnd(44)}${value.padStart(16)}  ${besides(figure)}`.trimEnd());
  }
  return lines.join('\n');
}

function written(value: number): string {
  const digits = Number.isInteger(value) || value >= 1_000 ? 0 : value < 10 ? 2 : 1;
  return value.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

function besides({ value, unit, limit }: Figure): string {
  if (limit === undefined) return '';
  const verdict = value <= limit ? 'within' : 'OVER';
  return `${verdict} the limit of ${written(limit)} ${unit}`;
}
