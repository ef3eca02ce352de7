// Where in a session most messages are in the air at once, without being so many that the stage
// bundles them: there the flight layer is busiest.

import { arrivalOf } from '../../src/player/flights.ts';
import type { Flight } from '../../src/session/protocol.ts';

/** A stretch of simulated time, in microseconds. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** How long after the moment counts: what is played of it. */
const SPAN = 1_500;

/** The instant, in microseconds, from which on the next messages fill the layer best. */
export function busiestMoment(flights: readonly Flight[], least: number, most: number): number {
  const dense = denseStretches(flights, least, most);
  let best = { from: 0, count: 0 };
  for (const { from } of dense) {
    const count = dense.filter((one) => one.from >= from && one.to <= from + SPAN).length;
    if (count > best.count) best = { from, count };
  }
  if (best.count === 0) throw new Error('the layer is never that busy');
  return best.from;
}

/** Stretches between two changes in which so many flights are in the air. */
function denseStretches(
  flights: readonly Flight[],
  least: number,
  most: number,
): readonly Stretch[] {
  const changes = flights.flatMap((flight) => [
    { at: flight.sentAt as number, by: 1 },
    { at: arrivalOf(flight), by: -1 },
  ]);
  changes.sort((a, b) => a.at - b.at || a.by - b.by);
  const found: Stretch[] = [];
  let count = 0;
  let since = 0;
  for (const { at, by } of changes) {
    if (count >= least && count <= most && at > since) found.push({ from: since, to: at });
    count += by;
    since = at;
  }
  return found;
}
