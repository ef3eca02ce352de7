// The scheduling queue: pods to try now, pods that wait out a failure, pods that nothing helps.
// Models pkg/scheduler/backend/queue/scheduling_queue.go. Pure functions over one map.

import { compareText } from '../../apimachinery/go-text.ts';
import { get, type PersistentMap, remove, set, values } from '../../base/persistent-map.ts';
import type { Duration, Micros } from '../../kernel/time.ts';
import { later } from '../../kernel/time.ts';
import type { SchedulerProfile } from './config.ts';
import type { PodInfo } from './node-info.ts';
import type { QueuedPod } from './state.ts';
import { podKey } from './state.ts';

/** All waiting pods by key. */
export type Queue = PersistentMap<QueuedPod>;

/** A new pod, to be tried at once. */
export function enqueue(queue: Queue, info: PodInfo, now: Micros): Queue {
  const key = podKey(info.pod);
  const uid = info.pod.metadata.uid ?? '';
  const priority = info.pod.spec.priority ?? 0;
  return set(queue, key, { key, uid, queue: 'active', priority, attempts: 0, since: now });
}

/** The pod whose turn it is: the highest priority, then the longest waiting. */
export function nextPod(queue: Queue): QueuedPod | undefined {
  let first: QueuedPod | undefined;
  for (const pod of values(queue)) {
    if (pod.queue === 'active' && (first === undefined || isBefore(pod, first))) first = pod;
  }
  return first;
}

function isBefore(a: QueuedPod, b: QueuedPod): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  if (a.since !== b.since) return a.since < b.since;
  return compareText(a.key, b.key) < 0;
}

/** How long a pod waits after its so many-th failed attempt. */
export function backoffOf(attempts: number, profile: SchedulerProfile): Duration {
  let wait: number = profile.initialBackoff;
  for (let failed = 1; failed < attempts && wait < profile.maxBackoff; failed += 1) wait *= 2;
  return Math.min(wait, profile.maxBackoff) as Duration;
}

/** Whether the wait after its last failure is over. */
export function isBackoffOver(pod: QueuedPod, profile: SchedulerProfile, now: Micros): boolean {
  return pod.attempts === 0 || later(pod.since, backoffOf(pod.attempts, profile)) <= now;
}

/** The pod found no node: it waits until something changes. */
export function markUnschedulable(queue: Queue, pod: QueuedPod, now: Micros): Queue {
  const next: QueuedPod = {
    ...pod,
    queue: 'unschedulable',
    attempts: pod.attempts + 1,
    since: now,
  };
  return set(queue, pod.key, next);
}

/** Something failed that a retry may mend: the pod waits out its back-off only. */
export function markFailed(queue: Queue, pod: QueuedPod, now: Micros): Queue {
  const next: QueuedPod = { ...pod, queue: 'backoff', attempts: pod.attempts + 1, since: now };
  return set(queue, pod.key, next);
}

/** A change may help these pods: to the front if their back-off is over, else to the back-off. */
export function moveUnschedulable(
  queue: Queue,
  helps: (pod: QueuedPod) => boolean,
  profile: SchedulerProfile,
  now: Micros,
): Queue {
  let next = queue;
  for (const pod of values(queue)) {
    if (pod.queue !== 'unschedulable' || !helps(pod)) continue;
    const isReady = isBackoffOver(pod, profile, now);
    next = set(next, pod.key, { ...pod, queue: isReady ? 'active' : 'backoff' });
  }
  return next;
}

/** Pods whose back-off is over become active. */
export function flushBackoff(queue: Queue, profile: SchedulerProfile, now: Micros): Queue {
  let next = queue;
  for (const pod of values(queue)) {
    if (pod.queue !== 'backoff' || !isBackoffOver(pod, profile, now)) continue;
    next = set(next, pod.key, { ...pod, queue: 'active' });
  }
  return next;
}

/** Pods that waited very long are tried again although nothing happened. */
export function flushUnschedulable(queue: Queue, profile: SchedulerProfile, now: Micros): Queue {
  const isOld = (pod: QueuedPod): boolean => later(pod.since, profile.maxUnschedulable) <= now;
  return moveUnschedulable(queue, isOld, profile, now);
}

/** The pod leaves the queue, if it is in it. */
export function dequeue(queue: Queue, key: string): Queue {
  return get(queue, key) === undefined ? queue : remove(queue, key);
}

/** When the first back-off ends, if any pod is in back-off. */
export function nextBackoffEnd(queue: Queue, profile: SchedulerProfile): Micros | undefined {
  let first: Micros | undefined;
  for (const pod of values(queue)) {
    if (pod.queue !== 'backoff') continue;
    const end = later(pod.since, backoffOf(pod.attempts, profile));
    if (first === undefined || end < first) first = end;
  }
  return first;
}
