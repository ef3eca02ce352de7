// Who goes first.

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import { storageViolation } from './local-storage.ts';
import type { PodUsage } from './pod-usage.ts';
import { rankPods } from './ranking.ts';

const MIB = 1_024 ** 2;

function pod(name: string, request: string, priority = 0): Pod {
  const requests = { memory: request, 'ephemeral-storage': request };
  const containers = [{ name: 'c', image: 'i', resources: { requests } }];
  return { metadata: { name, uid: name }, spec: { priority, containers } } as unknown as Pod;
}

function usage(mib: number, processes = 1): PodUsage {
  return {
    memory: { workingSetBytes: mib * MIB },
    containers: [{ name: 'c', rootfs: { usedBytes: mib * MIB } }],
    process_stats: { process_count: processes },
  };
}

const PODS = [pod('within', '500Mi'), pod('dear', '10Mi', 5), pod('over', '10Mi'), pod('big', '0')];
const USAGE: { readonly [name: string]: PodUsage } = {
  within: usage(400, 9),
  dear: usage(300, 4),
  over: usage(100, 3),
  big: usage(200, 2),
};

function names(resource: Parameters<typeof rankPods>[0], pods: readonly Pod[]): readonly string[] {
  const ranked = rankPods(resource, pods, ({ metadata }) => USAGE[metadata.name ?? '']);
  return ranked.map(({ metadata }) => metadata.name ?? '');
}

describe('ranking (PRESSURE-5)', () => {
  it('asks first who is over its request, then priority, then how much', () => {
    expect(names('memory', PODS)).toEqual(['big', 'over', 'dear', 'within']);
    expect(names('ephemeral-storage', PODS)).toEqual(['big', 'over', 'dear', 'within']);
  });

  it('goes by priority and number for process ids', () => {
    expect(names('pids', PODS)).toEqual(['within', 'over', 'big', 'dear']);
  });

  it('puts a pod without any measurement first', () => {
    expect(names('memory', [...PODS, pod('unseen', '1Gi', 9)])[0]).toBe('unseen');
  });
});

describe('limits on own storage (PRESSURE-9)', () => {
  const limited = {
    metadata: { name: 'p' },
    spec: {
      volumes: [{ name: 'v', emptyDir: { sizeLimit: '1Mi' } }],
      containers: [{ name: 'c', resources: { limits: { 'ephemeral-storage': '2Mi' } } }],
    },
  } as unknown as Pod;
  const using = (volume: number, layer: number, all: number): PodUsage => ({
    volume: [{ name: 'v', usedBytes: volume }],
    containers: [{ name: 'c', rootfs: { usedBytes: layer } }],
    'ephemeral-storage': { usedBytes: all },
  });

  it('are those of a volume, of all together, and of a container', () => {
    expect(storageViolation(limited, using(MIB, 2 * MIB, 2 * MIB))).toBeUndefined();
    expect(storageViolation(limited, using(MIB + 1, 0, 0))).toBe(
      'Usage of EmptyDir volume "v" exceeds the limit "1Mi". ',
    );
    expect(storageViolation(limited, using(0, 0, 3 * MIB))).toBe(
      'Pod ephemeral local storage usage exceeds the total limit of containers 2Mi. ',
    );
    expect(storageViolation(limited, using(0, 3 * MIB, 0))).toBe(
      'Container c exceeded its local ephemeral storage limit "2Mi". ',
    );
  });
});
