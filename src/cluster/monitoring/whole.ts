// Puts the late code of the programs that watch a cluster in its place.

import { receiveCloud } from './cloud/http.ts';
import { heapster } from './heapster/heapster.ts';
import { influxdb } from './influxdb/influxdb.ts';
import { metricsServer } from './metrics-server/metrics-server.ts';
import { type Workload, workloads } from './workload.ts';

/** Fills the place of the programs with processes of their own. */
export function fillMonitoring(): void {
  workloads.fill({
    heapster: heapster as Workload<unknown, unknown>,
    influxdb: influxdb as Workload<unknown, unknown>,
    'metrics-server': metricsServer,
    cloud: receiveCloud,
  });
}
