// The rooms of what works for each pod: PLEG, the status manager, volumes, objects and probes.

import { entries, get, values } from '../../base/persistent-map.ts';
import type { ProbeWorker } from '../../cluster/kubelet/prober/state.ts';
import { minutes, NEVER, seconds } from '../../kernel/time.ts';
import type { RoomBlock, RoomWord, StepsBlock, TimerBlock } from '../room.ts';
import { errorTable, type Inside, podName, type Room, tableBlock, timerBlock } from './inside.ts';

const RELIST: readonly RoomWord[] = ['waiting', 'listing', 'reading'];
const WRITE: readonly RoomWord[] = ['waiting', 'get', 'patch', 'delete'];
/** As many timers as can be read. */
const MOST_TIMERS = 6;

/** PLEG. */
export const plegRoom: Room = {
  reads: ({ kubelet, timer }) => [kubelet.pleg, kubelet.podCache, timer('relist')],
  blocks: ({ kubelet, timer }) => {
    const { relist, relistAt, pods, reads, error } = kubelet.pleg;
    const step = relist === undefined ? 0 : relist.containers === undefined ? 1 : 2;
    return [
      timerBlock('relist', timer('relist'), seconds(1)),
      { block: 'steps', name: 'steps', steps: RELIST, active: step },
      {
        block: 'age',
        name: 'plegHealth',
        ...(relistAt === NEVER ? {} : { since: relistAt }),
        limit: minutes(3),
        limitName: 'unhealthy',
      },
      ...errorTable(error),
      tableBlock(
        'pods',
        ['pod', 'running', 'readAt'],
        [...values(pods)].map((pod) => {
          const at = get(reads, pod.uid);
          const running = pod.containers.filter((one) => one.state === 'CONTAINER_RUNNING');
          const count = `${running.length} / ${pod.containers.length}`;
          return [pod.name, count, at === undefined ? '–' : { at }];
        }),
      ),
    ];
  },
};

/** The status manager. */
export const statusRoom: Room = {
  reads: ({ kubelet, timer }) => [kubelet.statuses, timer('status.tick')],
  blocks: ({ kubelet, timer }) => {
    const { queue, write, statuses, sent } = kubelet.statuses;
    const steps: StepsBlock = {
      block: 'steps',
      name: 'steps',
      steps: WRITE,
      active: write === undefined ? 0 : WRITE.indexOf(write.step),
    };
    return [
      timerBlock('statusTick', timer('status.tick'), seconds(10)),
      {
        block: 'queue',
        name: 'statusQueue',
        items: queue.map(({ status }) => podName(status.pod)),
        busy: write === undefined ? [] : [podName(write.status.pod)],
      },
      steps,
      tableBlock(
        'statuses',
        ['pod', 'known', 'sent'],
        [...entries(statuses)].map(([uid, { pod, status, version }]) => {
          const known = `v${version} ${status.phase ?? ''}`;
          const last = get(sent, write?.uid === uid ? (write.apiUid ?? uid) : uid);
          return [podName(pod), known, last === undefined ? '–' : `v${last}`];
        }),
      ),
    ];
  },
};

/** The volume manager's two worlds. */
export const volumesRoom: Room = {
  reads: ({ kubelet, timer }) => [kubelet.volumes, timer('volumes.loop')],
  blocks: ({ kubelet, timer }) => {
    const all = [...values(kubelet.volumes.pods)];
    const waits = all.flatMap(({ pod, waiter }): readonly RoomBlock[] =>
      waiter === undefined
        ? []
        : [
            {
              block: 'age',
              name: 'mountWait',
              label: podName(pod),
              since: waiter.since,
              limit: seconds(123),
              limitName: 'timeout',
            },
          ],
    );
    const retries = all.flatMap(({ volumes }) =>
      volumes
        .filter(({ backoff, isMounted }) => backoff > 0 && !isMounted)
        .map(
          (one): TimerBlock => ({
            block: 'timer',
            name: 'retry',
            label: one.name,
            period: one.backoff,
            nextAt: one.retryAt,
            state: 'backoff',
          }),
        ),
    );
    return [
      timerBlock('reconcile', timer('volumes.loop'), seconds(1)),
      ...waits.slice(0, MOST_TIMERS),
      ...retries.slice(0, MOST_TIMERS),
      tableBlock(
        'worlds',
        ['pod', 'volume', 'desired', 'actual'],
        all.flatMap(({ pod, volumes, isDesired }) =>
          volumes.map((one) => [
            podName(pod),
            one.name,
            isDesired ? '✓' : '–',
            one.phase === 'desired' ? '–' : one.phase,
          ]),
        ),
      ),
    ];
  },
};

/** Secrets and ConfigMaps. */
export const secretsRoom: Room = {
  reads: ({ kubelet }) => [kubelet.objects.cached, kubelet.objects.waiters],
  blocks: ({ kubelet }) => [
    {
      block: 'queue',
      name: 'waiters',
      items: [...values(kubelet.objects.waiters)].flatMap(({ keys }) =>
        keys.map(({ kind, name }) => `${kind} ${name}`),
      ),
      busy: [],
    },
    tableBlock(
      'objects',
      ['object', 'references', 'watch', 'version'],
      [...values(kubelet.objects.cached)].map((one) => [
        `${one.key.kind} ${one.key.name}`,
        String(one.references),
        one.watch === undefined ? '–' : '✓',
        one.object === undefined ? '–' : (one.object.metadata.resourceVersion ?? ''),
      ]),
    ),
  ],
};

/** The probe workers. */
export const probesRoom: Room = {
  reads: (inside) => {
    const workers = [...values(inside.kubelet.prober.workers)];
    return [...workers, ...workers.slice(0, MOST_TIMERS).map(({ key }) => probeTimer(inside, key))];
  },
  blocks: (inside) => probeBlocks(inside, [...values(inside.kubelet.prober.workers)]),
};

function probeTimer({ timer }: Inside, key: string): ReturnType<Inside['timer']> {
  return timer(`probe/${key}`);
}

/** The timers of probe workers, how the first of them stands, and what all of them found. */
export function probeBlocks(inside: Inside, workers: readonly ProbeWorker[]): readonly RoomBlock[] {
  const [first] = workers;
  return [
    ...workers
      .slice(0, MOST_TIMERS)
      .map((one) => timerBlock('probe', probeTimer(inside, one.key), one.period, whose(one))),
    ...(first === undefined
      ? []
      : [
          {
            block: 'machine',
            name: 'probe',
            label: whose(first),
            machine: 'probe',
            state: stateOf(inside, first),
          } as const,
        ]),
    tableBlock(
      'workers',
      ['pod', 'probe', 'result', 'streak'],
      workers.map((one) => [
        `${podName(one.pod)} / ${one.container}`,
        one.kind,
        verdictOf(inside, one) ?? '–',
        String(one.run),
      ]),
    ),
  ];
}

function whose(worker: ProbeWorker): string {
  return `${podName(worker.pod)} / ${worker.container} · ${worker.kind}`;
}

function verdictOf({ kubelet }: Inside, worker: ProbeWorker): string | undefined {
  return get(kubelet.prober[worker.kind], worker.containerId);
}

function stateOf(inside: Inside, worker: ProbeWorker): string {
  if (worker.isOnHold) return 'OnHold';
  if (worker.last === undefined) return 'Delayed';
  return verdictOf(inside, worker) ?? 'Unknown';
}
