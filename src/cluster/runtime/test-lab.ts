// For tests of the engines: a small simulation with a caller that keeps its answers and a kernel
// whose processes do what the first word of their command says.

import { emptyMap, get, type PersistentMap, set } from '../../base/persistent-map.ts';
import { type Component, type Io, port, type ReplyTo } from '../../kernel/component.ts';
import type { Envelope, Message } from '../../kernel/message.ts';
import { createSimulation, type Simulation } from '../../kernel/simulation.ts';
import { type Micros, microseconds, milliseconds, seconds } from '../../kernel/time.ts';
import type { Fact } from '../../kernel/trace.ts';
import { type CriMethod, type CriParams, type CriResponse, criRequest } from '../protocol/cri.ts';
import type { LinuxReply, LinuxRequest } from '../protocol/linux.ts';

/** A simulation under test. */
export interface Lab {
  readonly sim: Simulation;
  readonly facts: Fact[];
  /** Sends a message from the caller's port and runs until its answer; the last one if several. */
  call(port: string, message: Message, timeoutSeconds?: number): Message;
  /** Lets time pass. */
  run(howLong: number): void;
  /** The runtime events so far: `0.123 start POD 0`. */
  story(): readonly string[];
}

/** Builds a lab; `start` adds the processes beside the caller and the kernel. */
export function makeLab(
  caller: Component<CallerState, null>,
  start: (sim: Simulation) => void,
  seed = 1,
): Lab {
  const latency = { base: microseconds(200), jitter: microseconds(100) };
  const sim = createSimulation({
    seed,
    epochSeconds: 1_700_000_000,
    latencyOf: () => latency,
    isFrozen: true,
  });
  const facts: Fact[] = [];
  sim.setSink({ fact: (fact) => void facts.push(fact) });
  sim.add(testLinux, 'linux@node-1', null);
  start(sim);
  sim.add(caller, 'caller', null);
  sim.run(seconds(0.001) as number as Micros);
  const run = (howLong: number): void => void sim.run((sim.now + seconds(howLong)) as Micros);
  const answers = (): readonly Message[] => {
    const record = sim.world.processes.find((process) => process.name === 'caller');
    return (record?.state as CallerState | undefined)?.answers ?? [];
  };
  return {
    sim,
    facts,
    run,
    call(toPort, message, timeoutSeconds = 120) {
      const before = answers().length;
      sim.inject('caller', toPort, { type: 'test.call', message } as Message);
      const end = sim.now + seconds(timeoutSeconds);
      while (answers().length === before && sim.now < end && sim.step() !== undefined);
      const answer = answers()[answers().length - 1];
      if (answer === undefined || answers().length === before) throw new Error('no answer');
      return answer;
    },
    story: () => facts.filter((fact) => fact.type === 'RuntimeEvent').map(lineOf),
  };
}

/** A call over CRI from the caller's port. */
export function cri<M extends CriMethod>(lab: Lab, method: M, params: CriParams<M>): CriResponse {
  return lab.call('out', criRequest(method, params)) as CriResponse;
}

function lineOf(fact: Fact): string {
  const { op, attempt, signal, exitCode, grace } = fact.data as {
    readonly [key: string]: string | number | undefined;
  };
  const more = [
    signal === undefined ? '' : ` signal=${signal}`,
    grace === undefined ? '' : ` grace=${grace}`,
    exitCode === undefined ? '' : ` exit=${exitCode}`,
  ];
  return `${op} ${fact.about.name} ${attempt}${more.join('')}`;
}

/** What the caller keeps. */
export interface CallerState {
  readonly answers: readonly Message[];
}

/** A caller that sends to a port of another process and keeps what comes back. */
export function callerOf(target: string, targetPort: string): Component<CallerState, null> {
  return {
    kind: 'kubelet',
    init: () => ({ answers: [] }),
    ports: {
      out: port<CallerState, 'answers'>(['answers'], (state, envelope, io) => {
        const { message } = envelope;
        if (message.type !== 'test.call') return { answers: [...state.answers, message] };
        const actor = io.find(target);
        const sent = (message as Message & { readonly message: Message }).message;
        if (actor !== undefined) io.send({ actor, port: targetPort }, sent);
        return state;
      }),
    },
  };
}

interface TestProcess {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly owner: ReplyTo;
  readonly startedAt: Micros;
  readonly isRunning: boolean;
  readonly exitCode: number;
}

interface LinuxState {
  readonly processes: PersistentMap<TestProcess>;
  readonly nextPid: number;
}

interface Ends extends Message {
  readonly type: 'test.ends';
  readonly id: string;
  readonly exitCode: number;
  readonly isOomKilled: boolean;
}

/** A kernel: `exit N`, `honour`, `ignore`, `oom`, `missing`, and pause. */
const testLinux: Component<LinuxState, null> = {
  kind: 'linux',
  init: () => ({ processes: emptyMap(), nextPid: 100 }),
  ports: { syscalls: port<LinuxState, keyof LinuxState>(['processes', 'nextPid'], receive) },
};

function receive(state: LinuxState, envelope: Envelope, io: Io): LinuxState {
  const message = envelope.message as LinuxRequest | Ends;
  const reply = (answer: LinuxReply): void => void io.reply(envelope, answer);
  switch (message.type) {
    case 'linux.start': {
      const { containerId, program } = message;
      const [word = '', argument = '0'] = program.argv;
      if (word === 'missing') {
        const error = 'exec: "missing": executable file not found in $PATH';
        reply({ type: 'linux.startFailed', containerId, error, exitCode: 127 });
        return state;
      }
      const pid = state.nextPid;
      const owner = { id: envelope.id, from: envelope.from };
      const running = { pid, argv: program.argv, owner, startedAt: io.now, isRunning: true };
      reply({ type: 'linux.started', containerId, pid, at: io.now, isGuess: false });
      const id = containerId;
      if (word === 'exit') end(io, id, Number(argument), 50);
      if (word === 'oom') end(io, id, 137, 50, true);
      const processes = set(state.processes, id, { ...running, exitCode: 0 });
      return { processes, nextPid: pid + 1 };
    }
    case 'linux.signal': {
      const id = message.containerId ?? '';
      const found = get(state.processes, id);
      reply({ type: 'linux.done', isFound: found?.isRunning === true });
      if (found?.isRunning !== true) return state;
      if (message.signal === 'SIGKILL') end(io, id, 137, 1);
      else if (found.argv[0] !== 'ignore') end(io, id, 0, 5);
      return state;
    }
    case 'linux.exec': {
      const word = message.argv[0] ?? '';
      if (word === 'hang') return state;
      const outcome = { exitCode: word === 'false' ? 1 : 0, stdout: `${word}\n`, stderr: '' };
      reply({ type: 'linux.execDone', ...outcome, isTimedOut: false });
      return state;
    }
    case 'test.ends':
      return ended(state, message, io);
    default:
      if (envelope.message.type.startsWith('linux.')) reply({ type: 'linux.done', isFound: true });
      return state;
  }
}

function end(io: Io, id: string, exitCode: number, ms: number, isOomKilled = false): void {
  const ends: Ends = { type: 'test.ends', id, exitCode, isOomKilled };
  io.after(`end/${id}`, milliseconds(ms), ends);
}

function ended(state: LinuxState, { id, exitCode, isOomKilled }: Ends, io: Io): LinuxState {
  const found = get(state.processes, id);
  if (found === undefined) return state;
  const { pid, owner, startedAt } = found;
  const exited = { type: 'linux.exited', containerId: id, pid, exitCode, isOomKilled } as const;
  io.reply(owner, { ...exited, startedAt, at: io.now } as Message);
  const dead = { ...found, isRunning: false, exitCode };
  return { ...state, processes: set(state.processes, id, dead) };
}
