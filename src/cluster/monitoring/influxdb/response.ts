// Results as InfluxDB writes them: JSON with times as texts or, where asked, as numbers.
// Models influxql/result.go and services/httpd/response_writer.go of InfluxDB v1.3.

import { rfc3339Nano } from '../../../base/calendar.ts';
import type { InfluxResult, InfluxRow, InfluxTable } from '../../protocol/influxdb.ts';

/** Marks a text that is to become a bare number: nanoseconds do not fit into a double. */
const BARE = '\u0001';

/** How many microseconds one unit of `epoch` is; `ns` is written with three zeros more. */
const EPOCHS: { readonly [epoch: string]: number } = {
  u: 1,
  µ: 1,
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
};

/** A time as an answer says it. */
function timeText(micros: number, epoch: string | undefined): string | number {
  if (epoch === undefined) return rfc3339Nano(0, micros);
  const unit = EPOCHS[epoch];
  return unit === undefined ? `${BARE}${micros}000` : Math.floor(micros / unit);
}

/** The body of an answer. */
export function bodyOf(
  results: readonly InfluxResult[],
  epoch: string | undefined,
  isPretty: boolean,
): string {
  const said = results.map(({ tables, error }, index) => ({
    statement_id: index,
    ...(tables.length === 0 ? {} : { series: tables.map((table) => seriesOf(table, epoch)) }),
    ...(error === undefined ? {} : { error }),
  }));
  const text = JSON.stringify({ results: said }, null, isPretty ? 4 : undefined);
  return `${text.replace(/"\\u0001(-?\d+)"/g, '$1')}\n`;
}

function seriesOf(table: InfluxTable, epoch: string | undefined): object {
  const { name, tags, columns, values } = table;
  const rows = columns[0] === 'time' ? values.map((row) => timed(row, epoch)) : values;
  return {
    ...(name === undefined ? {} : { name }),
    ...(tags === undefined ? {} : { tags }),
    columns,
    ...(rows.length === 0 ? {} : { values: rows }),
  };
}

function timed([at, ...cells]: InfluxRow, epoch: string | undefined): InfluxRow {
  return [timeText(Number(at), epoch), ...cells];
}
