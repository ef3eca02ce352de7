// The API status a sync computes, from what the runtime said last and what starts failed.

import type { PodStatus } from '../../../api/pod.ts';
import { get } from '../../../base/persistent-map.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { PodResize } from '../allocation/state.ts';
import type { SetStatus } from '../channels.ts';
import type { PodWorker } from '../pod-workers/state.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import { generateApiPodStatus } from '../status/generate-status.ts';
import { cachedStatus } from '../status/state.ts';
import type { Turn } from './turn.ts';

/** The status of the worker's pod now; `isTerminal` once nothing of it will run any more. */
export function podStatusNow(
  turn: Turn,
  worker: PodWorker,
  runtime: RuntimePodStatus | undefined,
  isTerminal: boolean,
  resize: PodResize | undefined = get(turn.state.syncLoop.resizes, worker.uid),
): PodStatus {
  const { state, io } = turn;
  const status = generateApiPodStatus({
    behaviour: kubeletBehaviour(state.config.edition),
    config: state.config,
    pod: worker.pod,
    runtime,
    previous: cachedStatus(state.statuses, worker.uid) ?? worker.pod.status ?? {},
    reasons: worker.reasons,
    isTerminal,
    ...(resize === undefined ? {} : { resize }),
    prober: state.prober,
    now: io.now,
    epochSeconds: io.epochSeconds,
  });
  return worker.statusOverride === undefined ? status : { ...status, ...worker.statusOverride };
}

/** Hands the status to the status manager. */
export function setStatus(turn: Turn, worker: PodWorker, status: PodStatus): void {
  const message: SetStatus = { type: 'status.set', pod: worker.pod, status };
  turn.io.signal('status-manager', message);
}
