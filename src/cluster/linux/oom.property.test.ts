// LOAD-8: a leak ends where the limit is. Whatever leaks how fast against which limit: the kernel
// kills with the step that would go beyond it, counts that, and no sample ever stands above.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CgroupUsage, LinuxUsage } from '../protocol/linux.ts';
import { startOf, type TestMachine, testMachine } from './test-machine.ts';
import { fillLinux } from './whole.ts';

fillLinux();

const MIB = 1_048_576;
/** A leak takes once a second what is due: so long the kernel may have to wait. */
const STEP_SECONDS = 1;

const leaks = fc.record({
  limitMib: fc.integer({ min: 8, max: 400 }),
  heldMib: fc.integer({ min: 0, max: 6 }),
  leakKib: fc.integer({ min: 300, max: 40_000 }),
});

function used(machine: TestMachine, path: string): CgroupUsage | undefined {
  const { cgroups } = machine.call({ type: 'linux.readUsage' }) as LinuxUsage;
  return cgroups.find((one) => one.path === path);
}

test('the limit is reached when the rate says, and nobody gets beyond it', () => {
  fc.assert(
    fc.property(leaks, ({ limitMib, heldMib, leakKib }) => {
      const machine = testMachine({ isOomGroup: true });
      const limit = limitMib * MIB;
      const leakPerSecond = leakKib * 1_024;
      machine.call(startOf('a', ['sleep', '100000'], { limits: { memoryBytes: limit } }));
      machine.call({
        type: 'linux.setLoad',
        containerId: 'a',
        memoryBytes: heldMib * MIB,
        dials: { leakPerSecond },
      });
      const begun = used(machine, '/kubepods/pod1/a')?.workingSetBytes ?? 0;
      const left = (limit - begun) / leakPerSecond;
      const before = left - STEP_SECONDS / 10;
      if (before > 0) {
        machine.run(before);
        const { workingSetBytes = 0, memoryBytes = 0 } = used(machine, '/kubepods/pod1/a') ?? {};
        expect(workingSetBytes).toBeGreaterThan(limit - 1.2 * STEP_SECONDS * leakPerSecond);
        expect(memoryBytes).toBeLessThanOrEqual(limit);
      }
      machine.run(Math.min(left, STEP_SECONDS / 10) + 1.1 * STEP_SECONDS);
      const exits = machine.answers().filter(([, { type }]) => type === 'linux.exited');
      expect(exits.map(([, exit]) => exit)).toMatchObject([
        { containerId: 'a', exitCode: 137, isOomKilled: true },
      ]);
      const pod = used(machine, '/kubepods/pod1');
      expect(pod).toMatchObject({ oomKills: 1, workingSetBytes: 0 });
      expect(used(machine, '/')?.oomKills).toBe(1);
    }),
    { numRuns: 40 },
  );
});
