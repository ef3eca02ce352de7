// The room of one pod inside its kubelet: when its worker looks again, its probe workers, and the
// resources wished for, allocated and in effect.

import type { ResourceRequirements } from '../../api/container.ts';
import { get, values } from '../../base/persistent-map.ts';
import type { CriContainerStatus } from '../../cluster/protocol/cri-objects.ts';
import { minutes, NEVER } from '../../kernel/time.ts';
import type { RoomBlock } from '../room.ts';
import { type Inside, type Room, tableBlock } from './inside.ts';
import { probeBlocks } from './pods.ts';

/** The room of the pod with that uid. */
export function podRoom(uid: string): Room {
  const own = ({ kubelet }: Inside) =>
    [...values(kubelet.prober.workers)].filter(({ pod }) => pod.metadata.uid === uid);
  return {
    reads: (inside) => [
      get(inside.kubelet.podWorkers.workers, uid),
      get(inside.kubelet.podCache, uid),
      get(inside.kubelet.syncLoop.resizes, uid),
      ...own(inside).flatMap((one) => [one, inside.timer(`probe/${one.key}`)]),
    ],
    blocks: (inside) => {
      const workers = own(inside);
      return [
        ...worker(inside, uid),
        ...(workers.length === 0 ? [] : probeBlocks(inside, workers)),
        ...resize(inside, uid),
      ];
    },
  };
}

function worker({ kubelet }: Inside, uid: string): readonly RoomBlock[] {
  const one = get(kubelet.podWorkers.workers, uid);
  if (one?.nextSyncAt === undefined) return [];
  const { lastSyncAt, nextSyncAt } = one;
  return [
    {
      block: 'timer',
      name: 'nextSync',
      period: minutes(1),
      ...(lastSyncAt === NEVER ? {} : { lastAt: lastSyncAt }),
      nextAt: nextSyncAt,
    },
  ];
}

function resize({ kubelet }: Inside, uid: string): readonly RoomBlock[] {
  const pod = get(kubelet.podManager.pods, uid);
  if (pod === undefined || kubelet.config.edition !== 'containerd') return [];
  const { allocated } = get(kubelet.syncLoop.resizes, uid) ?? {};
  const cached = get(kubelet.podCache, uid);
  const lines = pod.spec.containers
    .filter(({ resources }) => resources !== undefined)
    .map(({ name, resources }) => [
      name,
      amounts(resources),
      amounts(allocated?.[name] ?? resources),
      inEffect(cached?.containers.find(({ metadata }) => metadata.name === name)),
    ]);
  if (lines.length === 0) return [];
  return [tableBlock('resize', ['container', 'desired', 'allocated', 'actual'], lines)];
}

function amounts(resources: ResourceRequirements | undefined): string {
  const { cpu = '–', memory = '–' } = resources?.limits ?? resources?.requests ?? {};
  return `${cpu} ${memory}`;
}

function inEffect(container: CriContainerStatus | undefined): string {
  const { cpuQuota = 0, cpuPeriod = 0, memoryLimitInBytes = 0 } = container?.resources ?? {};
  const cpu = cpuQuota > 0 && cpuPeriod > 0 ? `${(cpuQuota * 1000) / cpuPeriod}m` : '–';
  const memory = memoryLimitInBytes > 0 ? `${memoryLimitInBytes / 1024 / 1024}Mi` : '–';
  return `${cpu} ${memory}`;
}
