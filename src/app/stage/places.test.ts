import { expect, test } from 'vitest';
import { placeOf } from './places.ts';

const kubelet = (port: string) => ({ process: 'kubelet@node-1', port });

test('what speaks for the node starts at the timer that made it speak', () => {
  const lease = { kind: 'lease', name: 'node-1' };
  const node = { kind: 'node', name: 'node-1' };
  expect(placeOf(kubelet('node-status'), 'node-1', lease)).toBe('tile.lease');
  expect(placeOf(kubelet('node-status'), 'node-1', node)).toBe('tile.node-status');
  expect(placeOf(kubelet('status-manager'), 'node-1', undefined)).toBe('tile.status');
  expect(placeOf(kubelet('gc'), 'node-1', undefined)).toBe('tile.gc');
});

test('all of another node is its chip', () => {
  expect(placeOf(kubelet('pleg'), 'node-2', undefined)).toBe('node.node-1');
});

test('inside the machine a message about a pod goes to its card', () => {
  const linux = { process: 'linux@node-1', port: 'syscalls' };
  expect(placeOf(linux, 'node-1', { kind: 'pod', name: 'web', uid: 'u' })).toBe('pod.u');
  expect(placeOf(linux, 'node-1', undefined)).toBe('floor');
  const scraper = { process: 'heapster@node-1', port: 'loop', pod: 'u' };
  expect(placeOf(scraper, 'node-1', undefined)).toBe('pod.u');
  expect(placeOf(scraper, 'node-2', undefined)).toBe('node.node-1');
});
