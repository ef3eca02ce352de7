// From what InfluxDB answers to the lines of a panel.

import type { InfluxReply } from '../../cluster/protocol/influxdb.ts';
import { type Chosen, legendOf, type Panel } from '../../formats/dashboard.ts';
import type { ChartLine, Point, Unit } from '../charts/chart-model.ts';

const UNITS: { readonly [unit: string]: Unit } = {
  millicores: 'millicores',
  bytes: 'bytes',
  'bytes per second': 'bytesPerSecond',
};

/** The unit of a panel's axis. */
export function unitOf({ unit }: Panel): Unit {
  return UNITS[unit] ?? 'count';
}

/** Lines of one series have their dashes in common; so many can be told apart. */
const LOOKS = 3;

/** Lines of a panel; `epochMicros` is what instant 0 is called. Nothing stored is no point. */
export function panelLines(
  panel: Panel,
  replies: readonly InfluxReply[],
  chosen: Chosen,
  epochMicros: number,
): readonly ChartLine[] {
  const lines: ChartLine[] = [];
  panel.series.forEach((series, i) => {
    const legend = untold(series.legend, panel.title);
    let look = i * LOOKS;
    for (const { tables } of replies[i]?.results ?? []) {
      for (const { tags = {}, values } of tables) {
        const points = values.flatMap(([time, value]): Point[] =>
          typeof time === 'number' && typeof value === 'number'
            ? [[time - epochMicros, value]]
            : [],
        );
        if (points.length === 0) continue;
        const name = legendOf({ legend }, chosen, tags);
        lines.push({ id: `${i} ${name}`, name, points, look });
        look += look % LOOKS < LOOKS - 1 ? 1 : 0;
      }
    }
  });
  return lines;
}

/** A legend without what the title of all lines says already. */
function untold(legend: string, title: string): string {
  return legend.replace(/\$\w+ ?/g, (word) => (title.includes(word.trim()) ? '' : word));
}

/** The values that a `SHOW TAG VALUES` found. */
export function tagValues(reply: InfluxReply | undefined): readonly string[] {
  const found = new Set<string>();
  for (const { tables } of reply?.results ?? []) {
    for (const { columns, values } of tables) {
      const at = columns.indexOf('value');
      for (const row of values) {
        const value = row[at];
        if (typeof value === 'string' && value !== '') found.add(value);
      }
    }
  }
  return [...found].sort();
}

/** What went wrong, in InfluxDB's own words; the first of it. */
export function errorOf(replies: readonly InfluxReply[]): string | undefined {
  for (const { error, results } of replies) {
    if (error !== undefined) return error;
    const failed = results.find((one) => one.error !== undefined);
    if (failed !== undefined) return failed.error;
  }
  return undefined;
}
