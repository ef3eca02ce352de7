// `-o influx`: results as InfluxDB's own command line prints them, in columns; times are
// nanoseconds.
// Models cmd/influx/cli of InfluxDB v1.3, writeColumns.

import type { InfluxResult, InfluxTable } from '../cluster/protocol/influxdb.ts';

/** The text of some results. */
export function influxText(results: readonly InfluxResult[]): string {
  return results
    .flatMap(({ tables }) => tables)
    .map(tableText)
    .join('\n');
}

function tableText({ name, tags, columns, values }: InfluxTable): string {
  const isTimed = columns[0] === 'time';
  const rows = values.map((row) =>
    row.map((cell, i) => (isTimed && i === 0 ? `${cell}000` : cell === null ? '' : String(cell))),
  );
  const lines = [columns, columns.map((one) => '-'.repeat(one.length)), ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const padded = lines.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join(' ')
      .trimEnd(),
  );
  const pairs = Object.entries(tags ?? {}).map((pair) => pair.join('='));
  const head = [
    ...(name === undefined ? [] : [`name: ${name}`]),
    ...(pairs.length === 0 ? [] : [`tags: ${pairs.join(', ')}`]),
  ];
  return `${[...head, ...padded].join('\n')}\n`;
}
