import { expect, test } from 'vitest';
import type { Flight, Station } from '../../session/protocol.ts';
import { placeOf } from './places.ts';

const kubelet = (port: string) => ({ process: 'kubelet@node-1', port });

function placed(station: Station, focus: string, about?: Flight['about'], label = ''): string {
  return placeOf(station, focus, { label, ...(about === undefined ? {} : { about }) });
}

test('what speaks for the node starts at the timer that made it speak', () => {
  const lease = { kind: 'lease', name: 'node-1' };
  const node = { kind: 'node', name: 'node-1' };
  expect(placed(kubelet('node-status'), 'node-1', lease)).toBe('tile.lease');
  expect(placed(kubelet('node-status'), 'node-1', node)).toBe('tile.node-status');
  expect(placed(kubelet('status-manager'), 'node-1')).toBe('tile.status');
  expect(placed(kubelet('gc'), 'node-1')).toBe('tile.gc');
});

test('all of another node is its chip', () => {
  expect(placed(kubelet('pleg'), 'node-2')).toBe('node.node-1');
});

test('inside the machine a message about a pod goes to its card', () => {
  const linux = { process: 'linux@node-1', port: 'syscalls' };
  expect(placed(linux, 'node-1', { kind: 'pod', name: 'web', uid: 'u' })).toBe('pod.u');
  expect(placed(linux, 'node-1')).toBe('floor');
  const scraper = { process: 'heapster@node-1', port: 'loop', pod: 'u' };
  expect(placed(scraper, 'node-1')).toBe('pod.u');
  expect(placed(scraper, 'node-2')).toBe('node.node-1');
});

test('requests reach the port of the server, and manifests the source that they are', () => {
  const server = kubelet('server');
  expect(placed(server, 'node-1', undefined, 'GET /stats/summary')).toBe('server');
  expect(placed(server, 'node-1', undefined, '200')).toBe('server');
  expect(placed(server, 'node-1', undefined, 'PUT /container')).toBe('source.http');
});
