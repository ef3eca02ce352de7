// Who of several static pods with one full name may run: one at a time, in the order in which they
// came. Models pkg/kubelet/pod_workers.go, allowPodStart and allowStaticPodStart.

import type { Pod } from '../../../api/pod.ts';
import { isStaticPod } from '../../../api/pod-helpers.ts';
import { emptyMap, get, type PersistentMap, remove, set } from '../../../base/persistent-map.ts';
import { fullNameOf } from '../pod-names.ts';
import type { PodWorker } from './state.ts';

/** By full name: which static pod has started, and who waits for its end. */
export interface StaticPods {
  readonly started: PersistentMap<string>;
  readonly waiting: PersistentMap<readonly string[]>;
}

/** Whether a pod may start, now or ever. */
export interface StartVerdict {
  readonly isAllowed: boolean;
  readonly isAllowedEver: boolean;
  readonly statics: StaticPods;
}

/** No static pod is known. */
export function noStaticPods(): StaticPods {
  return { started: emptyMap(), waiting: emptyMap() };
}

/** With one more at the end of the line, if the pod is a static one. */
export function queued(statics: StaticPods, pod: Pod): StaticPods {
  if (!isStaticPod(pod)) return statics;
  const name = fullNameOf(pod);
  const line = [...(get(statics.waiting, name) ?? []), pod.metadata.uid ?? ''];
  return { ...statics, waiting: set(statics.waiting, name, line) };
}

/** Whether the pod may start; it leaves the line when it does. */
export function allowPodStart(
  workers: PersistentMap<PodWorker>,
  statics: StaticPods,
  pod: Pod,
): StartVerdict {
  if (!isStaticPod(pod)) return { isAllowed: true, isAllowedEver: true, statics };
  const uid = pod.metadata.uid ?? '';
  const worker = get(workers, uid);
  if (worker === undefined || worker.terminatingAt !== undefined) {
    return { isAllowed: false, isAllowedEver: false, statics };
  }
  const name = fullNameOf(pod);
  const started = get(statics.started, name);
  if (started !== undefined) return { isAllowed: started === uid, isAllowedEver: true, statics };
  const line = get(statics.waiting, name) ?? [];
  const first = line.findIndex((other) => isWaiting(get(workers, other)));
  if (first >= 0 && line[first] !== uid) {
    const waiting = set(statics.waiting, name, line.slice(first));
    return { isAllowed: false, isAllowedEver: true, statics: { ...statics, waiting } };
  }
  const rest = first < 0 ? line : line.slice(first + 1);
  const waiting =
    rest.length === 0 ? remove(statics.waiting, name) : set(statics.waiting, name, rest);
  const now = { started: set(statics.started, name, uid), waiting };
  return { isAllowed: true, isAllowedEver: true, statics: now };
}

/** Whether somebody in the line still wants to start. */
function isWaiting(worker: PodWorker | undefined): boolean {
  return worker !== undefined && worker.terminatingAt === undefined;
}

/** Without the pod as the one that has started: the next of its name may. */
export function released(statics: StaticPods, pod: Pod): StaticPods {
  const name = fullNameOf(pod);
  if (get(statics.started, name) !== pod.metadata.uid) return statics;
  return { ...statics, started: remove(statics.started, name) };
}
