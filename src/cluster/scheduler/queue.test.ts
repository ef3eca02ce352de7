import { expect, test } from 'vitest';
import type { Pod } from '../../api/pod.ts';
import { emptyMap, get } from '../../base/persistent-map.ts';
import { later, type Micros, seconds } from '../../kernel/time.ts';
import { schedulerProfile } from './config.ts';
import { podInfo } from './node-info.ts';
import {
  backoffOf,
  enqueue,
  flushBackoff,
  flushUnschedulable,
  markFailed,
  markUnschedulable,
  moveUnschedulable,
  nextBackoffEnd,
  nextPod,
  type Queue,
} from './queue.ts';
import type { QueuedPod } from './state.ts';

const PROFILE = schedulerProfile('containerd');
const START = 0 as Micros;

function added(queue: Queue, name: string, priority: number, at: Micros): Queue {
  const metadata = { name, namespace: 'default', uid: name };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [], priority } };
  return enqueue(queue, podInfo(pod as unknown as Pod), at);
}

function one(queue: Queue, name: string): QueuedPod {
  const found = get(queue, `default/${name}`);
  if (found === undefined) throw new Error(`${name} is not queued`);
  return found;
}

test('priority first, then who waited longest', () => {
  let queue: Queue = emptyMap();
  queue = added(queue, 'late', 0, later(START, seconds(1)));
  queue = added(queue, 'early', 0, START);
  expect(nextPod(queue)?.key).toBe('default/early');
  queue = added(queue, 'urgent', 10, later(START, seconds(2)));
  expect(nextPod(queue)?.key).toBe('default/urgent');
});

test('back-off doubles from one second to ten', () => {
  const waits = [1, 2, 3, 4, 5, 6].map((attempts) => backoffOf(attempts, PROFILE) / 1_000_000);
  expect(waits).toEqual([1, 2, 4, 8, 10, 10]);
});

test('what failed waits, what nothing helps waits longer', () => {
  let queue = added(emptyMap(), 'web', 0, START);
  queue = markFailed(queue, one(queue, 'web'), START);
  expect(nextPod(queue)).toBeUndefined();
  expect(nextBackoffEnd(queue, PROFILE)).toBe(later(START, seconds(1)));
  queue = flushBackoff(queue, PROFILE, later(START, seconds(1)));
  expect(one(queue, 'web').queue).toBe('active');

  queue = markUnschedulable(queue, one(queue, 'web'), later(START, seconds(1)));
  const helped = moveUnschedulable(queue, () => true, PROFILE, later(START, seconds(2)));
  expect(one(helped, 'web').queue).toBe('backoff');
  const much = later(START, seconds(290));
  expect(flushUnschedulable(queue, PROFILE, much)).toBe(queue);
  const more = later(START, seconds(301));
  expect(one(flushUnschedulable(queue, PROFILE, more), 'web').queue).toBe('active');
});
