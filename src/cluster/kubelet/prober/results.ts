// Recording what probes found out, and telling those who act on it.
// Models pkg/kubelet/prober/results/results_manager.go and how the kubelet reads its updates.

import { get, remove, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { ProbeUpdate, SetContainerFlag } from '../channels.ts';
import type { KubeletState } from '../state.ts';
import type { ProbeResult, ProberState, ProbeWorker } from './state.ts';
import type { ResultChange } from './worker.ts';

/** Applies the changes; only a result that differs from the one before is told. */
export function withChanges(
  kubelet: KubeletState,
  state: ProberState,
  io: Io,
  worker: ProbeWorker,
  changes: readonly ResultChange[],
): ProberState {
  let results = state[worker.kind];
  for (const { containerId, result } of changes) {
    if (result === undefined) results = remove(results, containerId);
    else if (get(results, containerId) !== result) {
      results = set(results, containerId, result);
      tell(kubelet, io, worker, containerId, result);
    }
  }
  return results === state[worker.kind] ? state : { ...state, [worker.kind]: results };
}

function tell(
  kubelet: KubeletState,
  io: Io,
  worker: ProbeWorker,
  containerId: string,
  result: ProbeResult,
): void {
  const { kind: probe, pod } = worker;
  const uid = pod.metadata.uid ?? '';
  if (probe !== 'liveness') {
    const type = probe === 'readiness' ? 'status.readiness' : 'status.startup';
    const isTrue = result === 'Success';
    const flag: SetContainerFlag = { type, uid, containerId, isTrue };
    io.signal('status-manager', flag);
  }
  // The older kubelet syncs a pod because of its liveness only.
  const isSynced =
    probe === 'liveness'
      ? result === 'Failure'
      : kubeletBehaviour(kubelet.config.edition).isStartupFailureSynced;
  if (!isSynced) return;
  const update: ProbeUpdate = { type: 'probe.update', probe, uid, containerId, result };
  io.signal('sync-loop', update);
}
