// What the stores of figures answer, InfluxDB in the cluster and Google Cloud Monitoring outside,
// and cAdvisor's own pages, read from their state as it stands: nothing is sent, and nothing of the
// run changes. The same code answers over HTTP.

import { values } from '../base/persistent-map.ts';
import type { Micros } from '../kernel/time.ts';
import { processNamed, stateOf, type World } from '../kernel/world.ts';
import { namedBy } from './cadvisor/api/calls.ts';
import { pageOf } from './cadvisor/api/pages.ts';
import type { CadvisorState } from './cadvisor/state.ts';
import type { DockerdState } from './docker/state.ts';
import { machineInfo } from './linux/linux.ts';
import { processList } from './linux/processes.ts';
import type { LinuxState } from './linux/state.ts';
import { listSeries } from './monitoring/cloud/http.ts';
import type { CloudState } from './monitoring/cloud/state.ts';
import { executeQuery } from './monitoring/influxdb/execute.ts';
import type { InfluxHttp } from './monitoring/influxdb/influxdb.ts';
import type { WorkloadState } from './monitoring/workload.ts';
import { CLOUD_PROCESS } from './protocol/cloud-monitoring.ts';
import type { InfluxReply } from './protocol/influxdb.ts';
import type { CadvisorQuestion } from './protocol/stats.ts';

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

/** The bodies that cAdvisor's port of a node answers with; undefined: nobody listens there. */
export function askCadvisor(
  world: World,
  node: string,
  questions: readonly CadvisorQuestion[],
  when: { readonly now: Micros; readonly epochSeconds: number },
): readonly unknown[] | undefined {
  const process = processNamed(world, `cadvisor@${node}`);
  const state = stateOf<CadvisorState>(world, `cadvisor@${node}`);
  const linux = stateOf<LinuxState>(world, `linux@${node}`);
  if (state?.config.port === undefined || linux === undefined || !process?.isUp) return undefined;
  const known = { ...state, named: namesFrom(world, state) };
  const parts = { machine: machineInfo(linux), processes: processList(linux) };
  return questions.map((question) => {
    const request = { type: 'cadvisor.request', verb: 'GET', ...question } as const;
    return pageOf(known, { request, parts }, when.now, when.epochSeconds).body;
  });
}

/** As the engine would say now; while it is away, as it said last. */
function namesFrom(world: World, state: CadvisorState): CadvisorState['named'] {
  const engine = state.config.docker ?? '';
  const docker = stateOf<DockerdState>(world, engine);
  if (docker === undefined || processNamed(world, engine)?.isUp !== true) return state.named;
  const running = [...values(docker.containers)].filter((one) => one.state.Running);
  return namedBy(
    state,
    running.map(({ row }) => row),
  );
}
