// LOAD-9: what processes have open and what memory once was, as the cgroup of a container says it.

import { expect, it } from 'vitest';
import type { CgroupUsage, LinuxUsage } from '../protocol/linux.ts';
import { startOf, type TestMachine, testMachine } from './test-machine.ts';
import { fillLinux } from './whole.ts';

fillLinux();

const MIB = 1_048_576;
const OWN = '/kubepods/pod1/a';

function used(machine: TestMachine, path: string = OWN): CgroupUsage {
  const { cgroups } = machine.call({ type: 'linux.readUsage' }) as LinuxUsage;
  return cgroups.find((one) => one.path === path) as CgroupUsage;
}

it('LOAD-9: counts standard streams, files, and sockets that are listened at', () => {
  const machine = testMachine();
  machine.call({ type: 'linux.netns', op: 'create', id: 'net1', ip: '10.244.1.2' });
  machine.call(startOf('a', ['nginx'], { netns: 'net1', image: 'nginx:1.25' }));
  machine.run(5);
  const { files, sockets } = used(machine);
  expect(sockets).toBe(1);
  expect(files).toBe(3 + 1 + 1);
  expect(used(machine, '/kubepods/pod1')).toMatchObject({ files: 0, sockets: 0 });
  expect(used(machine, '/').files).toBeGreaterThan(1_000);
  machine.call(startOf('b', ['sh', '-c', 'while true; do sleep 1; done > /tmp/out']));
  machine.run(1);
  expect(used(machine, '/kubepods/pod1/b').files).toBeGreaterThan(3);
});

it('LOAD-9: keeps the most that memory was, also above a container that has ended', () => {
  const machine = testMachine();
  machine.call(startOf('a', ['sleep', '1000']));
  const start = used(machine).peakBytes;
  expect(start).toBeGreaterThan(4 * MIB);
  machine.call({ type: 'linux.setLoad', containerId: 'a', memoryBytes: 80 * MIB });
  const high = used(machine).peakBytes;
  expect(high).toBeGreaterThan(80 * MIB);
  expect(high).toBe(used(machine).memoryBytes);
  machine.call({ type: 'linux.setLoad', containerId: 'a', memoryBytes: MIB });
  expect(used(machine).memoryBytes).toBeLessThan(5 * MIB);
  expect(used(machine).peakBytes).toBe(high);
  machine.call({ type: 'linux.signal', containerId: 'a', signal: 'SIGKILL' });
  machine.run(1);
  expect(used(machine, '/kubepods/pod1')).toMatchObject({ peakBytes: high, workingSetBytes: 0 });
});

it('LOAD-9: starts with what runc takes, within the limit', () => {
  const machine = testMachine();
  const limits = { memoryBytes: 2 * MIB };
  machine.call(startOf('a', ['sleep', '1000'], { limits }));
  expect(used(machine).peakBytes).toBe(2 * MIB);
});
