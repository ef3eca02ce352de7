// What the stores of figures answer, InfluxDB in the cluster and Google Cloud Monitoring outside,
// read from their state as it stands: nothing is sent, and nothing of the run changes. The same
// code answers over HTTP.

import { stateOf, type World } from '../kernel/world.ts';
import { listSeries } from './monitoring/cloud/http.ts';
import type { CloudState } from './monitoring/cloud/state.ts';
import { executeQuery } from './monitoring/influxdb/execute.ts';
import type { InfluxHttp } from './monitoring/influxdb/influxdb.ts';
import type { WorkloadState } from './monitoring/workload.ts';
import { CLOUD_PROCESS } from './protocol/cloud-monitoring.ts';
import type { InfluxReply } from './protocol/influxdb.ts';

/** A question to InfluxDB. */
export interface InfluxQuestion {
  readonly query: string;
  readonly database: string;
  /** What `now()` is: microseconds since 1970. */
  readonly now: number;
}

const NOBODY = 'no InfluxDB is running';

/** The answer of the InfluxDB that runs, on whichever node. What would change it is not kept. */
export function askInfluxdb(world: World, { query, database, now }: InfluxQuestion): InfluxReply {
  const process = world.processes.find(({ name, isUp }) => isUp && name.startsWith('influxdb@'));
  const state =
    process === undefined
      ? undefined
      : stateOf<WorkloadState<null, InfluxHttp>>(world, process.name);
  if (state === undefined) return { results: [], error: NOBODY };
  const { results, error } = executeQuery(state.http.databases, query, database, now);
  return error === undefined ? { results } : { results, error };
}

/** The body of the answer of Google Cloud Monitoring to `timeSeries.list` with this filter. */
export function askCloudMonitoring(world: World, filter: string, epochSeconds: number): object {
  const state = stateOf<CloudState>(world, CLOUD_PROCESS);
  return state === undefined ? {} : listSeries(state, filter, epochSeconds)[1];
}
