// For tests: two machines in a simulation and a caller who keeps the answers to its system calls.

import { type Component, port } from '../../kernel/component.ts';
import type { Envelope, Message } from '../../kernel/message.ts';
import { createSimulation, type Simulation } from '../../kernel/simulation.ts';
import { type Micros, microseconds, seconds } from '../../kernel/time.ts';
import type { Fact } from '../../kernel/trace.ts';
import type { LinuxReply, LinuxRequest, StartProcess } from '../protocol/linux.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import { linux } from './linux.ts';
import type { LinuxConfig, LinuxState } from './state.ts';

interface CallerState {
  readonly answers: readonly (readonly [Micros, Message])[];
}

const caller: Component<CallerState, null> = {
  kind: 'caller',
  init: () => ({ answers: [] }),
  ports: {
    out: port<CallerState, 'answers'>(['answers'], (state, envelope: Envelope, io) => {
      const message = envelope.message as Message & {
        readonly to?: string;
        readonly call?: Message;
      };
      if (message.call === undefined) return { answers: [...state.answers, [io.now, message]] };
      const actor = io.find(message.to ?? '');
      if (actor !== undefined) io.send({ actor, port: LINUX_PORT }, message.call);
      return state;
    }),
  },
};

/** A machine under test. */
export interface TestMachine {
  readonly sim: Simulation;
  readonly facts: Fact[];
  /** Sends a call and gives the first answer to it. */
  call(message: LinuxRequest, to?: string): LinuxReply;
  /** Lets so many seconds pass. */
  run(howLong: number): void;
  /** Everything that came back, with its time in milliseconds. */
  answers(): readonly (readonly [number, LinuxReply])[];
  state(): LinuxState;
}

/** A configuration for tests. */
export function testConfig(index: number, more: Partial<LinuxConfig> = {}): LinuxConfig {
  const other = 3 - index;
  return {
    node: `node-${index}`,
    ip: `10.0.0.${10 + index}`,
    cpus: 2,
    memoryBytes: 4_294_967_296,
    diskBytes: 50_000_000_000,
    baseMemoryBytes: 524_288_000,
    baseDiskBytes: 4_000_000_000,
    baseCpuMillis: 60,
    baseProcesses: 110,
    daemons: [],
    podCidr: `10.244.${index}.0/24`,
    routes: [{ cidr: `10.244.${other}.0/24`, process: `linux@node-${other}` }],
    names: [{ name: 'kubernetes.default.svc.cluster.local', ip: '10.96.0.1' }],
    images: [],
    kernelVersion: '6.1.0',
    osImage: 'Debian GNU/Linux 12 (bookworm)',
    machineId: 'a',
    systemUuid: 'b',
    bootId: 'c',
    isOomGroup: false,
    files: [],
    ...more,
  };
}

/** Two machines and a caller. */
export function testMachine(more: Partial<LinuxConfig> = {}): TestMachine {
  const latency = { base: microseconds(100), jitter: microseconds(0) };
  const sim = createSimulation({
    seed: 1,
    epochSeconds: 1_700_000_000,
    latencyOf: () => latency,
    isFrozen: true,
  });
  const facts: Fact[] = [];
  sim.setSink({ fact: (fact) => void facts.push(fact) });
  sim.add(linux, 'linux@node-1', testConfig(1, more));
  sim.add(linux, 'linux@node-2', testConfig(2));
  sim.add(caller, 'caller', null);
  sim.run(1_000 as Micros);
  const stateOf = (name: string): unknown =>
    sim.world.processes.find((each) => each.name === name)?.state;
  const answers = (): readonly (readonly [number, LinuxReply])[] =>
    (stateOf('caller') as CallerState).answers.map(
      ([at, message]) => [Math.round(at / 1_000), message as LinuxReply] as const,
    );
  return {
    sim,
    facts,
    answers,
    run: (howLong) => void sim.run((sim.now + seconds(howLong)) as Micros),
    state: () => stateOf('linux@node-1') as LinuxState,
    call(message, to = 'linux@node-1') {
      const before = answers().length;
      sim.inject('caller', 'out', { type: 'test', to, call: message } as Message);
      for (let n = 0; n < 10_000 && answers().length === before; n++) sim.step();
      const answer = answers()[before]?.[1];
      if (answer === undefined) throw new Error(`no answer to ${message.type}`);
      return answer;
    },
  };
}

/** A request to start a container. */
export function startOf(
  id: string,
  argv: readonly string[],
  more: Partial<StartProcess> & { readonly image?: string } = {},
): StartProcess {
  const { image = 'busybox:1.36', ...rest } = more;
  return {
    type: 'linux.start',
    containerId: id,
    cgroup: `/kubepods/pod1/${id}`,
    netns: 'net1',
    program: { image, argv, env: [], workingDir: '', user: '', hostname: 'web' },
    mounts: [],
    limits: {},
    oomScoreAdj: 1_000,
    ...rest,
  };
}
