// The process `user`: the person at the terminal, with kubectl and the tools of the nodes. Each
// typed line runs as a routine; what came back is kept as data in the transcript. Must not format
// output.

import { assert } from '../../base/assert.ts';
import {
  emptyMap,
  entries,
  get,
  type PersistentMap,
  remove,
  set,
} from '../../base/persistent-map.ts';
import { type Component, type Io, port } from '../../kernel/component.ts';
import type { Envelope, EventId, Message } from '../../kernel/message.ts';
import { microseconds } from '../../kernel/time.ts';
import { API_REQUESTS, type ApiStreamClose, type ApiWatchCancel } from '../protocol/apiserver.ts';
import type { Command, UserCommand } from '../protocol/commands.ts';
import type { OutputPart, TranscriptEntry } from '../protocol/transcript.ts';
import type { Call, Place, Reply, Setting } from './calls.ts';
import { routines } from './late.ts';

/** The port that takes typed lines and every answer. */
export const USER_TERMINAL = 'terminal' as const;

/** What the person is told at the start. */
export interface UserConfig {
  readonly edition: Setting['edition'];
  readonly nodes: readonly string[];
  readonly startup: Setting['startup'];
}

/** A line that still runs: its command and the replies it has had. */
export interface RunningLine {
  readonly id: number;
  readonly command: Command;
  readonly typedAt: Setting['typedAt'];
  readonly replies: readonly Reply[];
  /** The last place the routine marked: replies and output before it are settled. */
  readonly place?: Place;
  readonly printedBefore?: number;
  /** The question whose answers are waited for. */
  readonly question?: EventId;
  readonly peer?: string;
  /** Answers that came while something else was waited for. */
  readonly inbox: readonly Reply[];
  /** Whether the next answer wakes it, or only the clock. */
  readonly waitsFor: 'answer' | 'clock';
  readonly isTimed: boolean;
}

/** State of the process. */
export interface UserState {
  readonly config: UserConfig;
  readonly transcript: PersistentMap<TranscriptEntry>;
  readonly running: PersistentMap<RunningLine>;
}

interface TimeUp extends Message {
  readonly type: 'user.time-up';
  readonly id: number;
}

/** The kind of process. */
export const userComponent: Component<UserState, UserConfig> = {
  kind: 'user',
  init: (config) => ({ config, transcript: emptyMap(), running: emptyMap() }),
  ports: {
    terminal: port<UserState, 'config' | 'transcript' | 'running'>(
      ['config', 'transcript', 'running'],
      receive,
    ),
  },
};

function keyOf(id: number): string {
  return String(id).padStart(8, '0');
}

function receive(state: UserState, envelope: Envelope, io: Io): UserState {
  const { message } = envelope;
  if (message.type === 'command') return begin(state, message as UserCommand, io);
  if (message.type === 'user.time-up') return timeUp(state, message as TimeUp, io);
  if (message.type === 'net.closed')
    return closed(state, message as Message & { peer: string }, io);
  for (const [, line] of entries(state.running)) {
    if (line.question === undefined || line.question !== envelope.inReplyTo) continue;
    return resume(state, line, { at: io.now, message }, io);
  }
  return state;
}

function begin(state: UserState, message: UserCommand, io: Io): UserState {
  const { id, text, command } = message;
  assert(get(state.transcript, keyOf(id)) === undefined, `two commands ${id}`);
  const entry: TranscriptEntry = {
    id,
    at: io.now,
    text,
    status: 'running',
    exitCode: 0,
    output: [],
  };
  io.fact('Command', { kind: 'command', name: String(id) }, { text });
  const line = {
    id,
    command,
    typedAt: io.now,
    replies: [],
    inbox: [],
    isTimed: false,
    waitsFor: 'answer' as const,
  };
  return run({ ...state, transcript: set(state.transcript, keyOf(id), entry) }, line, io);
}

function timeUp(state: UserState, message: TimeUp, io: Io): UserState {
  const line = get(state.running, keyOf(message.id));
  if (line === undefined || !line.isTimed) return state;
  return run(state, { ...line, replies: [...line.replies, { at: io.now }], isTimed: false }, io);
}

/** A broken connection is an answer to whoever still waits for that peer. */
function closed(state: UserState, message: Message & { readonly peer: string }, io: Io): UserState {
  let next = state;
  for (const [, line] of entries(state.running)) {
    if (line.peer === message.peer && line.question !== undefined) {
      next = resume(next, line, { at: io.now, message }, io);
    }
  }
  return next;
}

function resume(state: UserState, line: RunningLine, reply: Reply, io: Io): UserState {
  if (line.waitsFor === 'clock') {
    const waiting = { ...line, inbox: [...line.inbox, reply] };
    return { ...state, running: set(state.running, keyOf(line.id), waiting) };
  }
  if (line.isTimed) io.cancel(timerOf(line.id));
  return run(state, { ...line, replies: [...line.replies, reply], isTimed: false }, io);
}

function timerOf(id: number): string {
  return `line-${id}`;
}

/** Runs a line's routine over its replies up to the next thing it has to wait for. */
function run(state: UserState, line: RunningLine, io: Io): UserState {
  const { epochSeconds } = io;
  const setting: Setting = { ...state.config, epochSeconds, typedAt: line.typedAt };
  const routine = routines.get().routineOf(line.command, setting, line.place);
  const settled = line.printedBefore ?? 0;
  const printed: OutputPart[] = [];
  let used = 0;
  let now: RunningLine = line;
  let step = routine.next();
  while (step.done !== true) {
    const call: Call = step.value;
    if (call.call === 'print') {
      printed.push(call.part);
      step = routine.next(NOTHING);
    } else if (call.call === 'mark') {
      const replies = now.replies.slice(used);
      now = { ...now, replies, place: call.place, printedBefore: settled + printed.length };
      used = 0;
      step = routine.next(NOTHING);
    } else if (call.call === 'tell' || call.call === 'hang-up') {
      if (used >= now.replies.length) tell(call, now, io);
      step = routine.next(NOTHING);
    } else if (used < now.replies.length) {
      step = routine.next(now.replies[used++] as Reply);
    } else if (call.call === 'next' && now.inbox.length > 0) {
      const [first, ...inbox] = now.inbox as readonly [Reply, ...Reply[]];
      now = { ...now, replies: [...now.replies, first], inbox };
    } else {
      return keep(state, wait(now, call, io), printed, settled, io);
    }
  }
  return finish(state, line, printed, settled, step.value, io);
}

const NOTHING: Reply = { at: 0 as Reply['at'] };

function tell(call: Extract<Call, { call: 'tell' | 'hang-up' }>, line: RunningLine, io: Io): void {
  if (call.call === 'tell') {
    const actor = io.find(call.process);
    if (actor !== undefined) io.send({ actor, port: call.port }, call.message);
    return;
  }
  const actor = line.peer === undefined ? undefined : io.find(line.peer);
  if (actor === undefined || line.question === undefined) return;
  const { question } = line;
  const message: ApiWatchCancel | ApiStreamClose =
    call.what === 'watch'
      ? { type: 'api.watch.cancel', watch: question }
      : { type: 'api.stream.close', stream: question };
  io.send({ actor, port: API_REQUESTS }, message);
}

/** Carries out the call that the line will wait for. */
function wait(
  line: RunningLine,
  call: Extract<Call, { call: 'ask' | 'next' | 'sleep' }>,
  io: Io,
): RunningLine {
  const timeout = call.call === 'sleep' ? call.micros : call.timeoutMicros;
  if (timeout !== undefined) {
    const message: TimeUp = { type: 'user.time-up', id: line.id };
    io.after(timerOf(line.id), microseconds(timeout), message);
  }
  const isTimed = timeout !== undefined;
  const waitsFor = call.call === 'sleep' ? 'clock' : 'answer';
  if (call.call !== 'ask') return { ...line, isTimed, waitsFor };
  const actor = io.find(call.process);
  if (actor === undefined) {
    // Nobody of that name: answered at once, as a resolver would.
    const message: TimeUp = { type: 'user.time-up', id: line.id };
    io.after(timerOf(line.id), microseconds(0), message);
    return { ...line, isTimed: true, waitsFor };
  }
  const question = io.send({ actor, port: call.port }, call.message);
  return { ...line, question, peer: call.process, inbox: [], isTimed, waitsFor };
}

function keep(
  state: UserState,
  line: RunningLine,
  printed: readonly OutputPart[],
  settled: number,
  io: Io,
): UserState {
  return {
    ...state,
    running: set(state.running, keyOf(line.id), line),
    transcript: noted(state, line.id, printed, settled, io, undefined),
  };
}

function finish(
  state: UserState,
  line: RunningLine,
  printed: readonly OutputPart[],
  settled: number,
  exitCode: number,
  io: Io,
): UserState {
  if (line.isTimed) io.cancel(timerOf(line.id));
  return {
    ...state,
    running: remove(state.running, keyOf(line.id)),
    transcript: noted(state, line.id, printed, settled, io, exitCode),
  };
}

/** The transcript with what was printed anew; earlier parts keep their identity. */
function noted(
  state: UserState,
  id: number,
  printed: readonly OutputPart[],
  settled: number,
  io: Io,
  exitCode: number | undefined,
): PersistentMap<TranscriptEntry> {
  const entry = get(state.transcript, keyOf(id)) as TranscriptEntry;
  const known = entry.output.length - settled;
  const output =
    printed.length === known ? entry.output : [...entry.output, ...printed.slice(known)];
  if (exitCode === undefined) {
    if (output === entry.output) return state.transcript;
    return set(state.transcript, keyOf(id), { ...entry, output });
  }
  const done = { ...entry, output, exitCode, status: 'done' as const, finishedAt: io.now };
  return set(state.transcript, keyOf(id), done);
}
