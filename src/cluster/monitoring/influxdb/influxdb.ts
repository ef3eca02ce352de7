// InfluxDB: answers on 8086, keeps what is written, and lets old shard groups go. What it has
// written lies on its pod's volume: a new container of the same pod finds it again.
// Models cmd/influxd/run and services/retention of InfluxDB v1.3.

import { emptyMap, entries, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Envelope } from '../../../kernel/message.ts';
import { minutes } from '../../../kernel/time.ts';
import {
  WORKLOAD_HTTP,
  type WorkloadAnswer,
  type WorkloadConfig,
  type WorkloadHttp,
} from '../../protocol/workload.ts';
import type { Workload, WorkloadState } from '../workload.ts';
import { answerHttp } from './http.ts';
import { type Databases, enforced } from './store.ts';

/** What it keeps. */
export interface InfluxHttp {
  readonly databases: Databases;
  /** How often what is kept has changed: who asked before need not ask again. */
  readonly changes: number;
}

/** What lies on the volume, and whose that is. */
interface Volume extends InfluxHttp {
  readonly podUid: string;
}

const CHECK_INTERVAL = minutes(30);

/** The program. */
export const influxdb: Workload<null, InfluxHttp> = {
  init(config, io, disk) {
    io.after('retention', CHECK_INTERVAL, { type: 'influxdb.retention' }, WORKLOAD_HTTP);
    return { loop: null, http: foundOn(disk as Volume | undefined, config) };
  },
  loop: () => null,
  http(state, envelope, io) {
    switch (envelope.message.type) {
      case 'influxdb.retention':
        io.after('retention', CHECK_INTERVAL, envelope.message);
        return changed(state.http, withoutOld(state.http.databases, unixMicros(io)));
      case 'workload.http':
        return answer(state, envelope, io);
      default:
        return state.http;
    }
  },
  survives: ({ config, http }): Volume => ({ podUid: config.podUid, ...http }),
};

function foundOn(disk: Volume | undefined, { podUid }: WorkloadConfig): InfluxHttp {
  if (disk?.podUid !== podUid) return { databases: emptyMap(), changes: 0 };
  return { databases: disk.databases, changes: disk.changes };
}

function changed(before: InfluxHttp, databases: Databases): InfluxHttp {
  return databases === before.databases ? before : { databases, changes: before.changes + 1 };
}

function unixMicros(io: Io): number {
  return io.epochSeconds * 1_000_000 + io.now;
}

function withoutOld(databases: Databases, now: number): Databases {
  let next = databases;
  for (const [name, database] of entries(databases)) {
    let { policies } = database;
    for (const [key, policy] of entries(policies)) {
      const kept = enforced(policy, now);
      if (kept !== policy) policies = set(policies, key, kept);
    }
    if (policies !== database.policies) next = set(next, name, { ...database, policies });
  }
  return next;
}

function answer(state: WorkloadState<null, InfluxHttp>, envelope: Envelope, io: Io): InfluxHttp {
  const { databases } = state.http;
  const done = answerHttp(databases, envelope.message as WorkloadHttp, unixMicros(io));
  const { status, body, written } = done;
  const headers = [
    { name: 'Content-Type', value: 'application/json' },
    { name: 'X-Influxdb-Version', value: '1.3.3' },
  ];
  const answered: WorkloadAnswer = { type: 'workload.answer', status, headers, body };
  io.reply(envelope, answered);
  if (written !== undefined) {
    const { podName, namespace, podUid } = state.config;
    const about = { kind: 'pod', name: podName, namespace, uid: podUid };
    io.fact('Metrics', about, { step: 'written', points: written });
  }
  return changed(state.http, done.databases);
}
