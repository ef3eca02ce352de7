// The insides of what stands around the kubelet: the control plane, the runtime, the registry.

import { expect, it } from 'vitest';
import type { RoomCell } from '../room.ts';
import { inside, only, podFile, S, type Typed } from './testing.ts';

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: front}
spec:
  selector: {app: web}
  ports: [{port: 80}]
`;

const WEB = podFile('web');
const LABELLED = {
  ...WEB,
  files: Object.fromEntries(
    Object.entries(WEB.files ?? {}).map(([file, yaml]) => [
      file,
      `${yaml.replace('name: web', 'name: web\n  labels: {app: web}')}\n---\n${SERVICE}`,
    ]),
  ),
};
const START: Typed = { at: 13, command: LABELLED };

/** The lines of a table of a room. */
function lines(
  edition: string,
  room: string,
  name: string,
  until: number,
  typed: readonly Typed[] = [START],
): readonly (readonly RoomCell[])[] {
  const tables = only(
    inside(edition, () => room, until, typed),
    'table',
  );
  return tables.find((table) => table.name === name)?.lines ?? [];
}

it('counts the objects and watches of each watch cache', () => {
  const pods = lines('docker', 'apiserver', 'watchCaches', 40).find(
    ([prefix]) => prefix === 'pods',
  );
  expect(pods?.[1]).toBe('1');
  expect(Number(pods?.[3])).toBeGreaterThanOrEqual(4);
});

it('shows when a lease of etcd takes its keys along', () => {
  const leases = lines('containerd', 'etcd', 'leases', 40);
  expect(leases.length).toBeGreaterThan(0);
  for (const [, keys, due] of leases) {
    expect(Number(keys)).toBeGreaterThan(0);
    expect((due as { readonly at: number }).at).toBeGreaterThan(40 * S);
  }
});

it('says who waits for the scheduler, and how often it tried', () => {
  const yaml = `apiVersion: v1
kind: Pod
metadata: {name: huge}
spec:
  containers:
  - {name: main, image: 'nginx:1.25', resources: {requests: {cpu: '400'}}}
`;
  const huge = { text: 'kubectl apply -f huge.yaml', files: { 'huge.yaml': yaml } };
  const [waiting] = lines('docker', 'scheduler', 'waitingPods', 20, [{ at: 13, command: huge }]);
  expect(waiting?.slice(0, 3)).toEqual(['default/huge', 'unschedulable', '1']);
});

it('says how many endpoints of a service are ready', () => {
  expect(lines('docker', 'controllers', 'services', 50)).toContainEqual(['front', '1', '0']);
});

it.each(['docker', 'containerd'])('has the containers as the runtime has them: %s', (edition) => {
  const once = `    command: ['sh', '-c', 'exit 3']`;
  const crash: Typed = { at: 14, command: podFile('crash', 'busybox:1.36', once) };
  const found = lines(edition, 'engine', 'engineContainers', 50, [START, crash]);
  const states = new Map(found.map(([name, state]) => [name, state]));
  expect(states.get('web/main #0')).toBe('running');
  expect(states.get('web/POD #0')).toBe('running');
  expect(
    [...states].some(([name, state]) => /^crash/.test(`${name}`) && state === 'exited (3)'),
  ).toBe(true);
  expect(found.at(-1)?.[1]).not.toBe('running');
});

it('shows what a pull still waits for', () => {
  const typed = [{ at: 13, command: podFile('big', 'mysql:8.0') }];
  const [[image, rest] = []] = lines('docker', 'engine', 'pulls', 15, typed);
  expect(image).toContain('mysql');
  expect((rest as { readonly bytes: number }).bytes).toBeGreaterThan(1e6);
});

it('says that the registry is silent', () => {
  const down: Typed = { at: 20, command: { text: 'lab registry down' } };
  const activeAt = (at: number): number | undefined =>
    only(
      inside('docker', () => 'registry', at, [down]),
      'steps',
    )[0]?.active;
  expect([activeAt(15), activeAt(25)]).toEqual([0, 1]);
});

it('counts what the kubelet was asked', () => {
  const logs: Typed = { at: 40, command: { text: 'kubectl logs web' } };
  const served = lines('docker', 'kubelet', 'served', 45, [START, logs]);
  expect(served).toContainEqual(['/containerLogs', 'GET', '1']);
  expect(lines('docker', 'kubelet', 'workerStates', 45)).toEqual([['SyncPod', '1']]);
});

it('stands while the kubelet is down', () => {
  const stop: Typed = { at: 30, command: { text: 'systemctl stop kubelet' } };
  expect(lines('docker', 'engine', 'engineContainers', 40, [START, stop])).not.toEqual([]);
  expect(lines('docker', 'kubelet', 'workerStates', 40, [START, stop])).toEqual([]);
});
