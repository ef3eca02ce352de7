// What the kubelet says when the runtime does not do what it was told to do.
// Models pkg/kubelet/container/sync_result.go, PodSyncResult.Error, and killContainer's errors.

import type { Message } from '../../../kernel/message.ts';
import type { PodLifecycle } from '../../editions/pod-lifecycle.ts';
import { type CriResponse, criErrorText } from '../../protocol/cri.ts';

/** One failed action of a sync. */
export function actionError(
  action: 'KillContainer' | 'KillPodSandbox' | 'ResizePodInPlace',
  of: string,
  why: string,
): string {
  return `failed to "${action}" for "${of}" with ${action}Error: ${JSON.stringify(why)}`;
}

/** Why a stop failed, if it did. What is not there counts as stopped, but for the older kubelet. */
export function stopError(lifecycle: PodLifecycle, message: Message): string | undefined {
  const { error } = message as CriResponse;
  if (error === undefined) return undefined;
  const isGone = error.code === 'NotFound' && lifecycle.hasThreePhases;
  return isGone ? undefined : criErrorText(error);
}

/** Several errors as one text, as Go's utilerrors.NewAggregate puts them. */
export function aggregate(errors: readonly string[]): string {
  const all = [...new Set(errors)];
  return all.length === 1 ? (all[0] as string) : `[${all.join(', ')}]`;
}
