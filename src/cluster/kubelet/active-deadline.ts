// activeDeadlineSeconds: a pod that has been on the node for too long fails.
// Models pkg/kubelet/active_deadline.go.

import type { Pod } from '../../api/pod.ts';
import { microsSince } from '../../base/calendar.ts';
import type { Io } from '../../kernel/component.ts';
import { seconds } from '../../kernel/time.ts';
import type { KubeletState } from './state.ts';
import type { StartError } from './status/input.ts';
import { statusOf } from './sync-loop/active-pods.ts';

/** What the pod fails with. */
export const DEADLINE: StartError = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

/** Whether the pod's deadline has passed, counted from its start time (whole seconds). */
export function isPastDeadline(
  state: Pick<KubeletState, 'statuses'>,
  pod: Pod,
  io: Pick<Io, 'now' | 'epochSeconds'>,
): boolean {
  const limit = pod.spec.activeDeadlineSeconds;
  const { startTime, phase } = limit === undefined ? {} : statusOf(state, pod);
  // Who has succeeded cannot be late any more: what is over stays as it ended.
  if (limit === undefined || startTime === undefined || phase === 'Succeeded') return false;
  const startedAt = microsSince(io.epochSeconds, startTime) ?? io.now;
  return io.now - startedAt >= seconds(limit);
}
