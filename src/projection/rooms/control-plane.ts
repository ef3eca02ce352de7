// The rooms of the control plane: what the API server is at and keeps, etcd's leases, who waits for
// the scheduler, and what the controllers watch over.

import type { Endpoints, Service } from '../../api/config.ts';
import { entries, get, values } from '../../base/persistent-map.ts';
import type { ApiServerState } from '../../cluster/apiserver/state.ts';
import type { ControllerManagerState } from '../../cluster/controllers/state.ts';
import type { EtcdState } from '../../cluster/etcd/etcd.ts';
import type { QueuedPod, SchedulerState } from '../../cluster/scheduler/state.ts';
import { seconds } from '../../kernel/time.ts';
import type { AgeBlock, RoomBlock } from '../room.ts';
import { type Around, podName, type Room, tableBlock, timerBlock } from './inside.ts';

/** The API server: requests under way, and its watch caches. */
export const apiserverRoom: Room<Around> = {
  reads: ({ of }) => {
    const state = of<ApiServerState>('apiserver');
    return [state?.inFlight, state?.caches, state?.watchers];
  },
  blocks: ({ of }) => {
    const state = of<ApiServerState>('apiserver');
    if (state === undefined) return [];
    const watchers = new Map<string, number>();
    for (const { target } of values(state.watchers)) {
      const { storagePrefix } = target.info;
      watchers.set(storagePrefix, (watchers.get(storagePrefix) ?? 0) + 1);
    }
    return [
      {
        block: 'queue',
        name: 'inFlight',
        items: [],
        busy: [...values(state.inFlight)].map(({ request }) => `${request.verb} ${request.path}`),
      },
      tableBlock(
        'watchCaches',
        ['prefix', 'objects', 'version', 'watches'],
        [...entries(state.caches)].map(([prefix, { objects, revision }]) => [
          prefix.slice('/registry/'.length),
          String(objects.size),
          String(revision),
          String(watchers.get(prefix) ?? 0),
        ]),
      ),
    ];
  },
};

/** etcd: keys that end with their lease. */
export const etcdRoom: Room<Around> = {
  reads: ({ of }) => [of<EtcdState>('etcd')?.store.leases],
  blocks: ({ of, timer }) => {
    const leases = of<EtcdState>('etcd')?.store.leases;
    if (leases === undefined) return [];
    return [
      tableBlock(
        'leases',
        ['leaseId', 'keys', 'due'],
        [...entries(leases)].map(([id, { keys }]) => {
          const armed = timer(`lease/${Number(id)}`, 'etcd');
          const due = armed === undefined ? '–' : { at: armed.deliverAt };
          return [String(Number(id)), String(keys.size), due];
        }),
      ),
    ];
  },
};

/** The scheduler: its three queues, and what it has placed without having seen it placed. */
export const schedulerRoom: Room<Around> = {
  reads: ({ of, timer }) => {
    const state = of<SchedulerState>('scheduler');
    const timers = ['backoff', 'unschedulable'].map((name) => timer(name, 'scheduler'));
    return [state?.queue, state?.assumed, state?.bindings, ...timers];
  },
  blocks: ({ of, timer }) => {
    const state = of<SchedulerState>('scheduler');
    if (state === undefined) return [];
    const pods = [...values(state.queue)];
    const active = pods.filter(({ queue }) => queue === 'active').sort(byTurn);
    const waiting = pods.filter(({ queue }) => queue !== 'active');
    const binding = [...values(state.bindings)].map(({ key, node }) => `${key} → ${node}`);
    const { unschedulableFlush } = state.profile;
    return [
      { block: 'queue', name: 'activeQueue', items: active.map(({ key }) => key), busy: binding },
      timerBlock('backoffOver', timer('backoff', 'scheduler'), seconds(1)),
      timerBlock('flush', timer('unschedulable', 'scheduler'), unschedulableFlush),
      tableBlock(
        'waitingPods',
        ['pod', 'queue', 'attempts', 'since'],
        waiting.map((one) => [one.key, one.queue, String(one.attempts), { at: one.since }]),
      ),
      tableBlock(
        'assumed',
        ['pod', 'node'],
        [...entries(state.assumed)].map(([key, node]) => [key, node]),
      ),
    ];
  },
};

function byTurn(a: QueuedPod, b: QueuedPod): number {
  return b.priority - a.priority || a.since - b.since;
}

const CONTROLLERS = 'controller-manager';

/** The controllers: how long each node has been silent, who is to leave, where services lead. */
export const controllersRoom: Room<Around> = {
  reads: ({ of, timer }) => {
    const state = of<ControllerManagerState>(CONTROLLERS);
    const timers = ['node-lifecycle', 'pod-gc', 'binder'].map((name) => timer(name, CONTROLLERS));
    return [state?.health, state?.evictions, state?.services, state?.endpoints, ...timers];
  },
  blocks: ({ of, timer }) => {
    const state = of<ControllerManagerState>(CONTROLLERS);
    if (state === undefined) return [];
    const { config, evictions, pods } = state;
    const nameOf = (key: string): string => {
      const pod = get(pods, key);
      return pod === undefined ? key : podName(pod);
    };
    const services = [...values(state.services)];
    return [
      timerBlock('monitor', timer('node-lifecycle', CONTROLLERS), seconds(5)),
      ...silences(state),
      tableBlock(
        'evictions',
        ['pod', 'due'],
        [...entries(evictions)].map(([key, { at }]) => [nameOf(key), { at }]),
      ),
      timerBlock('podGc', timer('pod-gc', CONTROLLERS), seconds(20)),
      timerBlock('binder', timer('binder', CONTROLLERS), seconds(15)),
      ...(services.length === 0 ? [] : [serviceTable(services, state)]),
      tableBlock(
        'controllers',
        ['controller'],
        config.controllers.map((name) => [name]),
      ),
    ];
  },
};

function silences({ config, health }: ControllerManagerState): readonly AgeBlock[] {
  const limit = config.nodeMonitorGrace ?? seconds(config.edition === 'containerd' ? 50 : 40);
  return [...entries(health)].map(([node, { probeAt }]) => ({
    block: 'age',
    name: 'heard',
    label: node,
    since: probeAt,
    limit,
    limitName: 'lost',
  }));
}

function serviceTable(services: readonly Service[], state: ControllerManagerState): RoomBlock {
  return tableBlock(
    'services',
    ['service', 'ready', 'notReady'],
    services.map(({ metadata: { namespace = 'default', name = '' } }) => {
      const { subsets = [] }: Partial<Endpoints> =
        get(state.endpoints, `${namespace}/${name}`) ?? {};
      const count = (key: 'addresses' | 'notReadyAddresses'): string =>
        String(subsets.reduce((sum, subset) => sum + (subset[key]?.length ?? 0), 0));
      return [name, count('addresses'), count('notReadyAddresses')];
    }),
  );
}
