// Recorded readings of a kubelet's figures, one every second: rows by source, and what the load was
// when, told by the recording or read off it.

import { readFileSync } from 'node:fs';

/** One reading: when it was asked, of when the sample is, and its values. Seconds and bytes. */
export interface Row {
  readonly t: number;
  readonly source: string;
  readonly sampleTime: number | null;
  readonly cpuNanoCores: number | null;
  readonly cpuCoreNanoSeconds: number | null;
  readonly workingSet: number | null;
  readonly rss: number | null;
  readonly rxBytes: number | null;
}

/** Seconds since the pod was made. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** The load of the one container. */
export interface Load {
  readonly shortSpin: Span;
  readonly longSpin: Span;
  /** Every second one more process that holds 1 MiB. */
  readonly leak: Span;
}

/** One run of the load. */
export interface Series {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly load: Load;
}

interface Told {
  readonly phases?: readonly { readonly from: number; readonly what: string }[];
  readonly series: readonly Row[];
}

type NumberedRow = Row & { readonly run?: number };

/** The runs of a file: `docker-series.json`, or a bare list of rows with a number of the run. */
export function readSeries(path: string): readonly Series[] {
  const read = JSON.parse(readFileSync(path, 'utf8')) as Told | readonly NumberedRow[];
  const told = 'series' in read ? read : { series: read };
  const runs = [...new Set(told.series.map((row: NumberedRow) => row.run ?? 1))];
  return runs.map((run) => {
    const rows = told.series.filter((row: NumberedRow) => (row.run ?? 1) === run);
    const load = 'phases' in told && told.phases ? toldLoad(told.phases) : seenLoad(rows);
    return { name: `run ${run}`, rows, load };
  });
}

function toldLoad(phases: NonNullable<Told['phases']>): Load {
  const spans = phases.map(({ from, what }, i) => ({
    what,
    from,
    until: phases[i + 1]?.from ?? from,
  }));
  const [shortSpin, longSpin] = spans.filter(({ what }) => what.includes('spins'));
  const leak = spans.find(({ what }) => what.includes('more process'));
  if (shortSpin === undefined || longSpin === undefined || leak === undefined) {
    throw new Error('the recording does not tell its load');
  }
  return { shortSpin, longSpin, leak };
}

const SPINNING = 0.35e9;
const LEAKING = 500_000;

/** From readings a second apart: where the counter runs, and where memory grows. */
function seenLoad(rows: readonly Row[]): Load {
  const seen = rows.filter(({ source }) => source === 'summary/container');
  const pairs = seen.slice(1).map((row, i) => ({ row, before: seen[i] as Row }));
  const rate = ({ row, before }: (typeof pairs)[number]): number =>
    ((row.cpuCoreNanoSeconds ?? 0) - (before.cpuCoreNanoSeconds ?? 0)) / (row.t - before.t);
  const [shortSpin, longSpin] = spansOf(pairs.map((one) => [one.row.t, rate(one) > SPINNING]));
  const [leak] = spansOf(
    pairs.map(({ row, before }) => [
      row.t,
      (row.workingSet ?? 0) - (before.workingSet ?? 0) > LEAKING,
    ]),
  );
  if (shortSpin === undefined || longSpin === undefined || leak === undefined) {
    throw new Error('the recording does not show its load');
  }
  const used = ({ from, until }: Span): number => {
    const inside = seen.filter(({ t }) => t >= from && t <= until + 1);
    const [first, last] = [inside[0], inside.at(-1)];
    return ((last?.cpuCoreNanoSeconds ?? 0) - (first?.cpuCoreNanoSeconds ?? 0)) / 1e9;
  };
  // It span for as many seconds as it used, wherever they fell between two readings.
  const whole = (span: Span): Span => ({ ...span, until: span.from + Math.round(used(span)) });
  return { shortSpin: whole(shortSpin), longSpin: whole(longSpin), leak };
}

/** Where something holds; of what was measured over the second before. */
function spansOf(seen: readonly (readonly [t: number, isSo: boolean])[]): readonly Span[] {
  const spans: Span[] = [];
  let from: number | undefined;
  for (const [t, isSo] of seen) {
    if (isSo) from ??= t - 1;
    else if (from !== undefined) {
      spans.push({ from, until: t - 1 });
      from = undefined;
    }
  }
  // A single second of less is a breath, not an end.
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last !== undefined && span.from - last.until <= 2) {
      joined[joined.length - 1] = { from: last.from, until: span.until };
    } else joined.push(span);
  }
  return joined.filter(({ from: start, until }) => until - start >= 2);
}
