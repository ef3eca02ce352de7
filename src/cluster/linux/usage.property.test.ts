// The laws of usage, whatever runs and is turned up: figures add up from containers to the machine
// at every sample, limits hold, counters only rise, and a container that starts anew begins at 0.

import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { CgroupUsage, LinuxUsage } from '../protocol/linux.ts';
import { startOf, type TestMachine, testMachine } from './test-machine.ts';
import { fillLinux } from './whole.ts';

fillLinux();

const MIB = 1_048_576;
/** Of testMachine. */
const CORES = 2;
const MEMORY = 4 * 1_024 * MIB;

const PODS = ['/kubepods/burstable/podA', '/kubepods/besteffort/podB', '/kubepods/podC'] as const;

const SCRIPTS = [
  'sleep 1000',
  'while :; do :; done',
  'while true; do sleep 1; done',
  'memhog 60',
  'while true; do dd if=/dev/zero of=/tmp/x bs=1M count=3 2>/dev/null; sleep 2; done',
  'sleep 3; exit 1',
] as const;

interface Start {
  readonly pod: number;
  readonly script: number;
  readonly cpuMillis: number | undefined;
  readonly memoryBytes: number | undefined;
}

interface Turn {
  readonly which: number;
  readonly milliCpu: number;
  readonly leak: number;
  readonly write: number;
}

const starts = fc.array(
  fc.record<Start>({
    pod: fc.nat(PODS.length - 1),
    script: fc.nat(SCRIPTS.length - 1),
    cpuMillis: fc.constantFrom(undefined, 100, 500, 1_500),
    memoryBytes: fc.constantFrom(undefined, 32 * MIB, 256 * MIB),
  }),
  { minLength: 1, maxLength: 6 },
);

const turns = fc.array(
  fc.record<Turn>({
    which: fc.nat(5),
    milliCpu: fc.constantFrom(0, 300, 2_500),
    leak: fc.constantFrom(0, 8 * MIB),
    write: fc.constantFrom(0, 2 * MIB),
  }),
  { maxLength: 5 },
);

function begin(
  machine: TestMachine,
  { pod, script, cpuMillis, memoryBytes }: Start,
  i: number,
): void {
  const limits = {
    ...(cpuMillis === undefined ? {} : { cpuMillis }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
  const cgroup = `${PODS[pod]}/c${i}`;
  const argv = ['sh', '-c', SCRIPTS[script] as string];
  machine.call(startOf(`c${i}`, argv, { cgroup, netns: `net${pod}`, limits }));
}

function turn(machine: TestMachine, { which, milliCpu, leak, write }: Turn): void {
  const dials = { leakPerSecond: leak, writePerSecond: write };
  machine.call({ type: 'linux.setLoad', containerId: `c${which}`, milliCpu, dials });
}

function read(machine: TestMachine): LinuxUsage {
  return machine.call({ type: 'linux.readUsage' }) as LinuxUsage;
}

/** Samples after every turn of a random story. */
function story(all: readonly Start[], later: readonly Turn[]): readonly LinuxUsage[] {
  const machine = testMachine();
  all.forEach((one, i) => void begin(machine, one, i));
  const samples = [read(machine)];
  for (const one of [...later, ...later]) {
    turn(machine, one);
    machine.run(3.3);
    samples.push(read(machine));
  }
  machine.run(12);
  return [...samples, read(machine)];
}

function childrenOf({ cgroups }: LinuxUsage, path: string): readonly CgroupUsage[] {
  const prefix = path === '/' ? '/' : `${path}/`;
  return cgroups.filter(
    (one) =>
      one.path !== '/' && one.path.startsWith(prefix) && !one.path.includes('/', prefix.length),
  );
}

function sum(all: readonly CgroupUsage[], read: (one: CgroupUsage) => number): number {
  return all.reduce((total, one) => total + read(one), 0);
}

const GAUGES: readonly ((one: CgroupUsage) => number)[] = [
  (one) => one.mappedBytes,
  (one) => one.memoryBytes,
  (one) => one.rssBytes,
  (one) => one.workingSetBytes,
  (one) => one.processes,
];
/** Those who have ended are still in the sums above them. */
const COUNTERS: readonly ((one: CgroupUsage) => number)[] = [
  (one) => one.cpuNanos,
  (one) => one.systemNanos,
  (one) => one.pageFaults,
  (one) => one.oomKills,
  (one) => one.disk.writtenBytes,
  (one) => one.disk.writes,
];

describe('LOAD-1: figures add up at every sample', () => {
  test('container to pod to class to all pods to machine', () => {
    fc.assert(
      fc.property(starts, turns, (all, later) => {
        for (const sample of story(all, later)) {
          for (const parent of sample.cgroups) {
            const inside = childrenOf(sample, parent.path);
            if (inside.length === 0) continue;
            const isRoot = parent.path === '/';
            for (const gauge of GAUGES) {
              const total = sum(inside, gauge);
              if (isRoot) expect(gauge(parent)).toBeGreaterThanOrEqual(total);
              else expect(gauge(parent)).toBe(total);
            }
            for (const counter of COUNTERS) {
              expect(counter(parent)).toBeGreaterThanOrEqual(sum(inside, counter));
            }
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('LOAD-2: what is there is not exceeded', () => {
  test('the machine never uses more than its cores, nobody more than its limit', () => {
    fc.assert(
      fc.property(starts, turns, (all, later) => {
        const samples = story(all, later);
        samples.slice(1).forEach((sample, i) => {
          const before = samples[i] as LinuxUsage;
          const micros = sample.at - before.at;
          for (const one of sample.cgroups) {
            const old = before.cgroups.find(({ path }) => path === one.path);
            if (old === undefined) continue;
            const cores = (one.cpuNanos - old.cpuNanos) / (micros * 1_000);
            // Short steps of work are counted where they begin: a few milliseconds.
            const slack = 30_000 / micros;
            const limit =
              one.path === '/' ? CORES : (one.limits.cpuMillis ?? CORES * 1_000) / 1_000;
            expect(cores).toBeLessThanOrEqual(limit + slack);
            const room = one.limits.memoryBytes ?? Number.MAX_SAFE_INTEGER;
            expect(one.workingSetBytes).toBeLessThanOrEqual(room);
            expect(one.memoryBytes).toBeLessThanOrEqual(Math.min(room, MEMORY));
            expect(one.memoryBytes).toBeLessThanOrEqual(one.peakBytes);
            expect(one.peakBytes).toBeLessThanOrEqual(room);
            expect(one.peakBytes).toBeGreaterThanOrEqual(old.peakBytes);
            expect(one.mappedBytes).toBeLessThanOrEqual(one.memoryBytes - one.workingSetBytes);
            expect(one.rssBytes).toBeLessThanOrEqual(one.workingSetBytes);
            expect(one.workingSetBytes).toBeLessThanOrEqual(one.memoryBytes);
            expect(one.systemNanos).toBeLessThanOrEqual(one.cpuNanos);
          }
        });
      }),
      { numRuns: 25 },
    );
  });
});

describe('LOAD-3: counters only rise', () => {
  test('from sample to sample', () => {
    fc.assert(
      fc.property(starts, turns, (all, later) => {
        const samples = story(all, later);
        samples.slice(1).forEach((sample, i) => {
          for (const one of sample.cgroups) {
            const old = samples[i]?.cgroups.find(({ path }) => path === one.path);
            if (old === undefined) continue;
            for (const counter of COUNTERS) {
              expect(counter(one)).toBeGreaterThanOrEqual(counter(old));
            }
            const [wire, before] = [one.network, old.network];
            expect(wire?.rxBytes ?? 0).toBeGreaterThanOrEqual(before?.rxBytes ?? 0);
            expect(wire?.txPackets ?? 0).toBeGreaterThanOrEqual(before?.txPackets ?? 0);
            expect(one.cfs?.periods ?? 0).toBeGreaterThanOrEqual(old.cfs?.periods ?? 0);
          }
        });
      }),
      { numRuns: 25 },
    );
  });

  it('begin at 0 with a container that starts anew', () => {
    const machine = testMachine();
    const argv = ['sh', '-c', 'while :; do :; done'];
    machine.call(startOf('a', argv));
    machine.run(10);
    const path = '/kubepods/pod1/a';
    const find = (): CgroupUsage | undefined =>
      read(machine).cgroups.find((one) => one.path === path);
    expect(find()?.cpuNanos).toBeGreaterThan(9e9);
    machine.call({ type: 'linux.signal', containerId: 'a', signal: 'SIGKILL' });
    machine.run(1);
    machine.call(startOf('a', argv));
    expect(find()?.cpuNanos).toBeLessThan(1e9);
    const pod = read(machine).cgroups.find((one) => one.path === '/kubepods/pod1');
    expect(pod?.cpuNanos).toBeGreaterThan(9e9);
  });
});

describe('LOAD-4: a limit of CPU time throttles', () => {
  const used = (limit: number | undefined): CgroupUsage => {
    const machine = testMachine();
    const limits = limit === undefined ? {} : { cpuMillis: limit };
    machine.call(startOf('a', ['sh', '-c', 'while :; do :; done'], { limits }));
    machine.run(20);
    return read(machine).cgroups.find(({ containerId }) => containerId === 'a') as CgroupUsage;
  };

  it('to a tenth of a core, in every period, for nine tenths of it', () => {
    const { cpuNanos, cfs } = used(100);
    expect(cpuNanos / 20e9).toBeCloseTo(0.1, 2);
    expect(cfs?.periods).toBeGreaterThanOrEqual(198);
    expect(cfs?.throttledPeriods).toBeGreaterThanOrEqual(198);
    expect((cfs?.throttledNanos ?? 0) / 20e9).toBeCloseTo(0.9, 1);
  });

  it('not what stays below, and nothing without a limit', () => {
    const enough = used(1_500);
    expect(enough.cpuNanos / 20e9).toBeCloseTo(1, 1);
    expect(enough.cfs).toMatchObject({ throttledPeriods: 0, throttledNanos: 0 });
    expect(used(undefined).cfs).toBeUndefined();
  });
});

describe('LOAD-5: the dials of a load', () => {
  const loaded = (dials: object, howLong = 20): CgroupUsage => {
    const machine = testMachine();
    machine.call({ type: 'linux.netns', op: 'create', id: 'net1', ip: '10.244.1.2' });
    machine.call({ type: 'linux.netns', op: 'create', id: 'net2', ip: '10.244.1.3' });
    machine.call(startOf('a', ['sleep', '1000'], { netns: 'net1' }));
    machine.call(startOf('web', ['nginx'], { netns: 'net2', image: 'nginx:1.25' }));
    machine.run(5);
    machine.call({ type: 'linux.setLoad', containerId: 'a', ...dials });
    machine.run(howLong);
    const { cgroups } = read(machine);
    web = cgroups.find(({ containerId }) => containerId === 'web');
    return cgroups.find(({ containerId }) => containerId === 'a') as CgroupUsage;
  };
  let web: CgroupUsage | undefined;

  it('leaks memory at its rate', () => {
    const { rssBytes } = loaded({ dials: { leakPerSecond: MIB } });
    expect(rssBytes / MIB).toBeGreaterThan(18);
    expect(rssBytes / MIB).toBeLessThan(22);
  });

  it('writes to the disk at its rate', () => {
    const { disk, rootfsBytes } = loaded({ dials: { writePerSecond: 2 * MIB } });
    expect(disk.writtenBytes / MIB).toBeCloseTo(40, -1);
    expect(rootfsBytes).toBe(disk.writtenBytes);
    expect(disk.writes).toBeGreaterThan(200);
  });

  it('LOAD-6: sends requests that are served, packet by packet', () => {
    const traffic = { host: '10.244.1.3', port: 80, path: '/', perSecond: 50 };
    const { network } = loaded({ dials: { traffic } });
    expect(network?.txPackets).toBeGreaterThan(5_000);
    expect(web?.disk.writtenBytes).toBeGreaterThan(50 * 15 * 50);
    expect(web?.network?.rxPackets).toBeGreaterThan(5_000);
    expect(web?.cpuNanos).toBeGreaterThan(50 * 15 * 60_000);
    expect(network?.txDropped).toBe(0);
  });

  it('loses what nobody answers', () => {
    const traffic = { host: '192.0.2.1', port: 80, path: '/', perSecond: 10 };
    expect(loaded({ dials: { traffic } }).network?.txDropped).toBeGreaterThan(500);
  });
});
