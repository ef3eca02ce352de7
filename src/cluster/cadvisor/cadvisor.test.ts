import { expect, test } from 'vitest';
import { type Component, port } from '../../kernel/component.ts';
import type { Message } from '../../kernel/message.ts';
import { createSimulation } from '../../kernel/simulation.ts';
import { type Micros, microseconds, seconds } from '../../kernel/time.ts';
import type { CgroupUsage, LinuxRequest } from '../protocol/linux.ts';
import type { StatsAnswer, StatsRequest } from '../protocol/stats.ts';
import { CADVISOR_PORT } from '../protocol/stats.ts';
import { cadvisorComponent } from './cadvisor.ts';

const PATHS = ['/', '/kubepods', '/kubepods/pod1', '/kubepods/pod1/a'];

/** A machine of four cgroups: one works, the others rest. */
interface MachineState {
  readonly reads: number;
  readonly paths: readonly string[];
}

const machine: Component<MachineState, null> = {
  kind: 'linux',
  init: () => ({ reads: 0, paths: PATHS }),
  ports: {
    syscalls: port<MachineState, keyof MachineState>(['reads', 'paths'], (state, envelope, io) => {
      const message = envelope.message as LinuxRequest;
      const { paths } = envelope.message as { readonly paths?: readonly string[] };
      if (envelope.message.type === 'test.change') return { ...state, paths: paths ?? [] };
      if (message.type === 'linux.listCgroups') {
        const cgroups = state.paths.map((path) => ({ path, createdAt: 0 }));
        io.reply(envelope, { type: 'linux.cgroupList', cgroups } as Message);
      }
      if (message.type === 'linux.watchCgroups') {
        for (const path of PATHS)
          io.reply(envelope, { type: 'linux.cgroupChanged', path, change: 'create' } as Message);
      }
      if (message.type !== 'linux.readUsage') return state;
      const cgroups = (message.paths ?? PATHS).map((path) =>
        usage(io.now, path, path.endsWith('a') ? io.now * 100 : 5),
      );
      io.reply(envelope, { type: 'linux.usage', at: io.now, cgroups } as Message);
      return { ...state, reads: state.reads + 1 };
    }),
  },
};

function usage(at: Micros, path: string, cpuNanos: number): CgroupUsage {
  const memory = {
    memoryBytes: 2,
    workingSetBytes: 1,
    rssBytes: 1,
    peakBytes: 2,
    mappedBytes: 0,
    pageFaults: 0,
    majorPageFaults: 0,
  };
  return {
    at,
    path,
    createdAt: 0 as Micros,
    cpuNanos,
    ...memory,
    systemNanos: 0,
    processes: 1,
    files: 3,
    sockets: 0,
    rootfsBytes: 0,
    disk: { readBytes: 0, reads: 0, writtenBytes: 0, writes: 0 },
    memoryFailures: 0,
    oomKills: 0,
    limits: {},
  };
}

const reader: Component<{ readonly answers: readonly StatsAnswer[] }, null> = {
  kind: 'kubelet',
  init: () => ({ answers: [] }),
  ports: {
    out: port<{ readonly answers: readonly StatsAnswer[] }, 'answers'>(
      ['answers'],
      (state, envelope, io) => {
        const { message } = envelope;
        if (message.type === 'stats.answer')
          return { answers: [...state.answers, message as StatsAnswer] };
        const actor = io.find('cadvisor@node-1');
        if (actor !== undefined) io.send({ actor, port: CADVISOR_PORT }, message);
        return state;
      },
    ),
  },
};

function lab(): {
  run(until: number): void;
  ask(request: Omit<StatsRequest, 'type'>): StatsAnswer;
  reads(): number;
  /** The machine's cgroups are these from now on, without `gone`; nobody is told. */
  change(paths: readonly string[], gone: string): void;
} {
  const latency = { base: microseconds(50), jitter: microseconds(0) };
  const sim = createSimulation({
    seed: 3,
    epochSeconds: 0,
    latencyOf: () => latency,
    isFrozen: true,
  });
  sim.add(machine, 'linux@node-1', null);
  const housekeeping = seconds(10);
  const config = {
    nodeName: 'node-1',
    linux: 'linux@node-1',
    cpus: 2,
    housekeeping,
    secondSamples: {},
  };
  sim.add(cadvisorComponent, 'cadvisor@node-1', config);
  sim.add(reader, 'kubelet', null);
  const stateOf = (name: string): unknown =>
    sim.world.processes.find((each) => each.name === name)?.state;
  const answers = (): readonly StatsAnswer[] =>
    (stateOf('kubelet') as { answers: readonly StatsAnswer[] }).answers;
  return {
    run: (until) => void sim.run(seconds(until) as number as Micros),
    ask(request) {
      const before = answers().length;
      sim.inject('kubelet', 'out', { type: 'stats.containers', ...request } as Message);
      while (answers().length === before) sim.step();
      return answers()[before] as StatsAnswer;
    },
    change(paths, gone) {
      const left = paths.filter((path) => path !== gone);
      sim.inject('linux@node-1', 'syscalls', { type: 'test.change', paths: left } as Message);
    },
    reads: () => (stateOf('linux@node-1') as { reads: number }).reads,
  };
}

function gaps(answer: StatsAnswer, name: string): readonly number[] {
  const samples = answer.containers.find((each) => each.name === name)?.samples ?? [];
  return samples.slice(1).map((each, i) => (each.at - (samples[i]?.at ?? 0)) / 1_000_000);
}

test('PROG-50: every cgroup is sampled on a loop of its own', () => {
  const { run, ask } = lab();
  run(600);
  const answer = ask({});
  expect(answer.containers.map((each) => each.name)).toEqual(PATHS);
  for (const gap of gaps(answer, '/')) expect(gap).toSatisfy((g: number) => g >= 8.9 && g <= 31.1);
  for (const gap of gaps(answer, '/kubepods/pod1/a'))
    expect(gap).toSatisfy((g: number) => g >= 8.9 && g <= 21.1);
  for (const gap of gaps(answer, '/kubepods/pod1'))
    expect(gap).toSatisfy((g: number) => g >= 8.9 && g <= 31.1);
});

test('PROG-50, PRESSURE-13: samples on demand put the next one off', () => {
  const { run, ask } = lab();
  for (let second = 10; second <= 120; second += 10) {
    run(second);
    ask({ names: ['/'], isUpdate: true });
  }
  const answer = ask({});
  expect(
    gaps(answer, '/')
      .slice(1)
      .every((gap) => gap > 9.9 && gap < 10.1),
  ).toBe(true);
  expect(gaps(answer, '/kubepods/pod1').length).toBeLessThan(12);
});

test('CAD-12: what was missed is found by the walk over the tree, once a minute', () => {
  const { run, ask, change } = lab();
  run(30);
  change([...PATHS, '/kubepods/pod1/late'], '/kubepods/pod1/a');
  run(58);
  expect(ask({}).containers.map(({ name }) => name)).toEqual(PATHS);
  run(62);
  const names = ask({}).containers.map(({ name }) => name);
  expect(names).toEqual(['/', '/kubepods', '/kubepods/pod1', '/kubepods/pod1/late']);
});

test('PROG-51: two minutes are kept; asking makes no sample unless it says so', () => {
  const { run, ask, reads } = lab();
  run(400);
  const before = reads();
  const [all] = ask({ names: ['/kubepods/pod1/a'] }).containers;
  expect((all?.samples.at(-1)?.at ?? 0) - (all?.samples[0]?.at ?? 0)).toBeLessThanOrEqual(
    120_000_000,
  );
  expect(reads()).toBe(before);
  const answer = ask({ names: ['/'], isUpdate: true, count: 1 });
  expect(reads()).toBe(before + 1);
  expect(answer.containers[0]?.samples).toHaveLength(1);
  expect(answer.at - (answer.containers[0]?.samples[0]?.at ?? 0)).toBeLessThan(1_000);
});
