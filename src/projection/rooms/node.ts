// The rooms of the node as a whole: its status and its Lease, the sync loop with its channels, and
// cAdvisor.

import { microsSince } from '../../base/calendar.ts';
import { entries, values } from '../../base/persistent-map.ts';
import { type Duration, later, type Micros, minutes, seconds } from '../../kernel/time.ts';
import type { AgeBlock, RoomBlock, RoomWord } from '../room.ts';
import { errorTable, type Inside, podName, type Room, tableBlock, timerBlock } from './inside.ts';

/** The node's status: computed often, written seldom. */
export const nodeStatusRoom: Room = {
  reads: ({ kubelet, timer }) => [kubelet.node, timer('node.status')],
  blocks: ({ kubelet, timer }) => {
    const { lastReportAt, reportAfter, runtime, node } = kubelet.node;
    const conditions = node?.status?.conditions ?? [];
    const report = {
      ...(lastReportAt === undefined ? {} : { since: lastReportAt }),
      limit: (reportAfter > 0 ? reportAfter : minutes(5)) as Duration,
    };
    const health = runtime.lastGoodAt === undefined ? {} : { since: runtime.lastGoodAt };
    return [
      timerBlock('nodeStatus', timer('node.status'), kubelet.config.nodeStatusUpdateFrequency),
      { block: 'age', name: 'reported', ...report, limitName: 'reportDue' },
      { block: 'age', name: 'runtime', ...health, limit: seconds(30), limitName: 'unhealthy' },
      ...errorTable(runtime.runtimeError, runtime.networkError),
      tableBlock(
        'conditions',
        ['condition', 'known', 'result'],
        conditions.map((one) => [one.type, one.status, one.reason ?? '']),
      ),
    ];
  },
};

/** The Lease. */
export const leaseRoom: Room = {
  reads: ({ kubelet, timer }) => [kubelet.node.lease, timer('node.lease')],
  blocks: ({ kubelet, timer, epochSeconds }) => {
    const renewed = kubelet.node.lease?.spec?.renewTime;
    const since = typeof renewed === 'string' ? microsSince(epochSeconds, renewed) : undefined;
    const limit = seconds(kubelet.config.nodeLeaseDurationSeconds);
    const age: AgeBlock = { block: 'age', name: 'renewed', limit, limitName: 'expired' };
    return [
      timerBlock('lease', timer('node.lease'), seconds(10)),
      since === undefined ? age : { ...age, since: since as Micros },
    ];
  },
};

/** Channels of the loop, in the order in which upstream's select names them. */
const CHANNELS: readonly RoomWord[] = ['configCh', 'plegCh', 'syncCh', 'probes', 'housekeepingCh'];

/** The sync loop. */
export const loopRoom: Room = {
  reads: ({ kubelet, timer }) => [
    kubelet.syncLoop,
    kubelet.podWorkers.workers,
    timer('sync'),
    timer('housekeeping'),
  ],
  blocks: ({ kubelet, timer }) => {
    const { last, standstill, sourcesReady } = kubelet.syncLoop;
    const due = [...values(kubelet.podWorkers.workers)]
      .flatMap(({ pod, nextSyncAt: at }) => (at === undefined ? [] : [{ name: podName(pod), at }]))
      .sort((a, b) => a.at - b.at);
    return [
      {
        block: 'steps',
        name: 'channels',
        ...(last === undefined ? {} : { label: `${last.what} ${last.pod}` }),
        steps: CHANNELS,
        active: last === undefined ? -1 : channelOf(last.what),
      },
      timerBlock('sync', timer('sync'), seconds(1)),
      timerBlock('housekeeping', timer('housekeeping'), seconds(2)),
      ...(standstill === undefined ? [] : still(standstill)),
      tableBlock(
        'sources',
        ['source'],
        sourcesReady.map((source) => [source]),
      ),
      tableBlock(
        'nextSyncs',
        ['pod', 'due'],
        due.map(({ name, at }) => [name, { at }]),
      ),
    ];
  },
};

function still(
  standstill: NonNullable<Inside['kubelet']['syncLoop']['standstill']>,
): readonly RoomBlock[] {
  const { since, wait, held } = standstill;
  const nextAt = later(since, wait);
  return [
    { block: 'timer', name: 'standstill', period: wait, lastAt: since, nextAt, state: 'failed' },
    { block: 'queue', name: 'held', items: held.map(({ message }) => message.type), busy: [] },
  ];
}

function channelOf(what: string): number {
  if (what.startsWith('PLEG')) return 1;
  if (what === 'SYNC') return 2;
  if (what.startsWith('PROBE')) return 3;
  return what === 'housekeeping' ? 4 : 0;
}

function samplingTimer({ timer, kubelet }: Inside): ReturnType<Inside['timer']> {
  return timer('housekeeping', `cadvisor@${kubelet.config.nodeName}`);
}

/** cAdvisor. */
export const cadvisorRoom: Room = {
  reads: (inside) => [inside.cadvisor?.cgroups, samplingTimer(inside)],
  blocks: (inside) => [
    timerBlock('sampling', samplingTimer(inside), seconds(10)),
    tableBlock(
      'cgroups',
      ['cgroup', 'sampled', 'due', 'memory'],
      inside.cadvisor === undefined
        ? []
        : [...entries(inside.cadvisor.cgroups)].map(([path, { samples, dueAt }]) => {
            const last = samples.at(-1);
            return [
              path.length > 28 ? `…${path.slice(-27)}` : path,
              last === undefined ? '–' : { at: last.at },
              { at: dueAt },
              last === undefined ? '–' : { bytes: last.workingSetBytes },
            ];
          }),
    ),
  ],
};
