// When a pod's deadline has passed, and when it no longer can.

import { expect, it } from 'vitest';
import type { Pod, PodStatus } from '../../api/pod.ts';
import { mapOf } from '../../base/persistent-map.ts';
import { micros, seconds } from '../../kernel/time.ts';
import { isPastDeadline } from './active-deadline.ts';
import type { KubeletState } from './state.ts';

const POD = {
  metadata: { name: 'job', uid: 'u' },
  spec: { activeDeadlineSeconds: 9, containers: [] },
} as unknown as Pod;

function isLate(phase: string, after: number): boolean {
  const status: PodStatus = { phase, startTime: '1970-01-01T00:00:00Z' };
  const statuses = { statuses: mapOf([['u', { status }]]) };
  const state = { statuses } as unknown as Pick<KubeletState, 'statuses'>;
  return isPastDeadline(state, POD, { now: micros(seconds(after)), epochSeconds: 0 });
}

it('passes when the pod has been there for so long', () => {
  expect(isLate('Running', 8)).toBe(false);
  expect(isLate('Running', 9)).toBe(true);
});

it('does not pass for a pod that has succeeded in time (KUBELET-36)', () => {
  expect(isLate('Succeeded', 9)).toBe(false);
});
