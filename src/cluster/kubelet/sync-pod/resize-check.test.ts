// Lower memory limits are held against what is used.

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import type { ContainerInfo } from '../../protocol/stats.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import { lowered, memoryRefusal } from './resize-check.ts';

const MIB = 1_048_576;

function podWith(limit: string | undefined): Pod {
  const resources = limit === undefined ? {} : { limits: { memory: limit } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { uid: 'u', name: 'web', namespace: 'default' },
    spec: { containers: [{ name: 'c', resources: { ...resources, requests: { cpu: '1m' } } }] },
  };
}

function sampled(name: string, used: number | undefined, limit?: number): ContainerInfo {
  const samples = used === undefined ? [] : [{ memoryBytes: used * MIB }];
  return {
    name,
    samples,
    limits: limit === undefined ? {} : { memoryBytes: limit * MIB },
  } as never;
}

const update = (mib: number) => ({
  id: 'i',
  name: 'c',
  resources: { memoryLimitInBytes: mib * MIB } as never,
});
const runtime = (mib: number): RuntimePodStatus =>
  ({ containers: [{ id: 'i', resources: { memoryLimitInBytes: mib * MIB } }] }) as never;

describe('KUBELET-44: a memory limit', () => {
  it('is lowered when it falls, and when there was none', () => {
    expect(lowered([update(50)], runtime(100))).toHaveLength(1);
    expect(lowered([update(50)], runtime(0))).toHaveLength(1);
    expect(lowered([update(50)], runtime(50))).toHaveLength(0);
    expect(lowered([update(0)], runtime(50))).toHaveLength(0);
  });

  it('is not lowered below what the pod and the container use', () => {
    const path = '/kubepods/burstable/podu';
    const found = [sampled(path, 60, 100), sampled(`${path}/i`, 55)];
    const refusal = memoryRefusal(podWith('50Mi'), [update(50)], found);
    const numbers = `limit (${50 * MIB}) below current usage (${60 * MIB})`;
    expect(refusal).toBe(
      `cannot decrease memory limits: [attempting to set pod memory ${numbers}, ` +
        `attempting to set container "c" memory ${numbers}]`,
    );
    expect(memoryRefusal(podWith('80Mi'), [update(80)], found)).toBeUndefined();
  });

  it('is not lowered when nobody knows what is used', () => {
    const path = '/kubepods/burstable/podu';
    const found = [sampled(path, undefined, 100)];
    expect(memoryRefusal(podWith('50Mi'), [], found)).toBe(
      'cannot decrease memory limits: missing pod memory usage',
    );
  });
});
