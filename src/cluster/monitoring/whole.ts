// Puts the late code of the programs that watch a cluster in its place.

import { workloads } from './workload.ts';

/** Fills the place of the programs with processes of their own. */
export function fillMonitoring(): void {
  workloads.fill({});
}
