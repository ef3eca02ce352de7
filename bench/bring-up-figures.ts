// The figures of a bring-up, wherever it ran.

import type { BringUp } from './bring-up.ts';
import type { Figure } from './figures.ts';

/** What was measured, as figures; `where` names the engine, `limit` is that of the whole time. */
export function bringUpFigures(run: BringUp, where: string, limit?: number): readonly Figure[] {
  if (run.ready < run.pods) throw new Error(`only ${run.ready} of ${run.pods} pods became Ready`);
  const { pods, edition, liveness, isMonitored, totalMs, events, seekMs, cpuMs, heapMb, digestMs } =
    run;
  const parts = isMonitored ? `${edition} with Heapster and InfluxDB` : edition;
  const group = `${pods} pods, ${parts}, readiness by http, liveness by ${liveness}, ${where}`;
  const of = (name: string, value: number, unit: string, most?: number): Figure =>
    most === undefined ? { group, name, value, unit } : { group, name, value, unit, limit: most };
  return [
    of('Ready after (simulated)', run.readyAfterSeconds, 's'),
    of('events until 30 minutes later', events, ''),
    of('time for all of it', totalMs, 'ms', limit),
    ...(cpuMs === undefined ? [] : [of('processor time for all of it', cpuMs, 'ms')]),
    ...(digestMs === undefined ? [] : [of('a digest of it, asked for at its end', digestMs, 'ms')]),
    of('per event', (totalMs * 1_000) / events, 'µs'),
    of('seek, median', seekMs.median, 'ms'),
    of('seek, 95th percentile', seekMs.p95, 'ms', 150),
    of('seek, longest', seekMs.max, 'ms'),
    of('a checkpoint', run.checkpointMs, 'ms'),
    ...(heapMb === undefined ? [] : [of('memory after the run', heapMb, 'MB')]),
  ];
}
