import { expect, test } from 'vitest';
import { mapOf } from '../../base/persistent-map.ts';
import { findTask } from './ctr.ts';
import type { ContainerdState } from './state.ts';

const record = (id: string, name: string, createdAt: number, labels: object = {}): unknown => ({
  id,
  createdAt,
  config: { metadata: { name, attempt: 0 }, labels },
});

const OF_WEB = { 'io.kubernetes.pod.name': 'web' };
const state = {
  // A static pod that was changed: the old one has ended, and the new one has its name.
  containers: mapOf([
    ['c1', record('c1', 'c', 90, OF_WEB)],
    ['c2', record('c2', 'c', 20, OF_WEB)],
    ['c3', record('c3', 'c', 95, { 'io.kubernetes.pod.name': 'other' })],
  ]),
  sandboxes: mapOf([
    ['s1', record('s1', 'web', 10)],
    ['s2', record('s2', 'web', 80)],
  ]),
} as unknown as ContainerdState;

test('of those that bear one name the one that was made last is meant', () => {
  const container = findTask(state, { pod: 'web', container: 'c', attempt: 0 });
  expect(container?.container?.id).toBe('c1');
  const pause = findTask(state, { pod: 'web', container: 'POD', attempt: 0 });
  expect(pause?.sandbox?.id).toBe('s2');
  expect(findTask(state, { pod: 'web', container: 'c', attempt: 1 })).toBeUndefined();
});
