// What is written stays in memory as page cache, as far as limits and the machine leave room.

import { expect, it } from 'vitest';
import type { LinuxUsage } from '../protocol/linux.ts';
import { startOf, testMachine } from './test-machine.ts';
import { fillLinux } from './whole.ts';

fillLinux();

const MIB = 1_048_576;
/** Of testMachine. */
const MEMORY = 4_096 * MIB;

it('LOAD-2: a cache fills the machine and no more, each container by its part', () => {
  const machine = testMachine();
  for (const id of ['a', 'b']) {
    machine.call(startOf(id, ['sleep', '1000'], { cgroup: `/kubepods/pod1/${id}` }));
    const dials = { writePerSecond: 100 * MIB };
    machine.call({ type: 'linux.setLoad', containerId: id, dials });
  }
  machine.run(40);
  const { cgroups } = machine.call({ type: 'linux.readUsage' }) as LinuxUsage;
  const of = (path: string) => cgroups.find((one) => one.path === path);
  const used = (path: string): number => of(path)?.memoryBytes ?? 0;
  expect(used('/')).toBeGreaterThan(0.99 * MEMORY);
  expect(used('/')).toBeLessThanOrEqual(MEMORY);
  expect(used('/kubepods/pod1/a') + used('/kubepods/pod1/b')).toBe(used('/kubepods/pod1'));
  expect(of('/')?.workingSetBytes).toBeLessThan(600 * MIB);
});
