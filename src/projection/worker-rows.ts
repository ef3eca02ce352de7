// The rows of a kubelet's pod workers: the seven steps of a sync and where each worker stands.

import { changedKeys } from '../base/changed-keys.ts';
import { emptyMap, get } from '../base/persistent-map.ts';
import type { PodWorker } from '../cluster/kubelet/pod-workers/state.ts';
import type { KubeletState } from '../cluster/kubelet/state.ts';
import type { SYNC_STEPS } from '../cluster/kubelet/sync-pod/plan.ts';
import { stateOf } from '../kernel/world.ts';
import type { WorkerRow } from './rows.ts';
import { putRow, type Update } from './view.ts';

type Workers = KubeletState['podWorkers']['workers'];

/** The steps of the design document in order; a row counts them from 1. */
const STEPS: typeof SYNC_STEPS = [
  'dir',
  'spec',
  'volumes',
  'secrets',
  'check',
  'pause',
  'containers',
];

/** Rows `worker/<uid>`. */
export function updateWorkers(update: Update, node: string): void {
  const state = stateOf<KubeletState>(update.world, `kubelet@${node}`);
  const { parts } = update.memo;
  const before = (parts.get('workers') as Workers | undefined) ?? emptyMap<PodWorker>();
  const after = state?.podWorkers.workers ?? emptyMap<PodWorker>();
  if (before === after) return;
  parts.set('workers', after);
  for (const uid of changedKeys(before, after)) {
    const worker = get(after, uid);
    putRow(update, `worker/${uid}`, worker === undefined ? undefined : workerRow(worker));
  }
}

function workerRow(worker: PodWorker): WorkerRow {
  const { uid, pod, state, plan, pending, nextSyncAt, lastError, isWaitingForCache } = worker;
  return {
    row: 'worker',
    uid,
    pod: pod.metadata.name ?? '',
    namespace: pod.metadata.namespace ?? 'default',
    state,
    isWorking: plan !== undefined,
    step: worker.step === undefined ? 0 : STEPS.indexOf(worker.step) + 1,
    stepStatus: worker.stepStatus,
    doing: isWaitingForCache && plan === undefined ? '' : worker.doing,
    hasPending: pending !== undefined,
    ...(nextSyncAt === undefined ? {} : { nextSyncAt }),
    ...(lastError === undefined ? {} : { error: lastError }),
  };
}
