// A run as a pure function of (build, command log): advance, seek, branches. Checkpoints are spaced
// by what a replay costs, so that any seek is quick wherever it lands.

import { assert } from '../base/assert.ts';
import { type Hash, hashHex } from '../base/hash.ts';
import { partitionPoint } from '../base/search.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Envelope } from './message.ts';
import { COST_OF_EVENT, type RunResult, type Simulation } from './simulation.ts';
import { type Micros, ZERO } from './time.ts';
import type { TraceSink } from './trace.ts';
import type { World } from './world.ts';

/** One entry of the log; the kernel does not know what a command means. */
export interface LoggedCommand<C> {
  readonly id: number;
  readonly at: Micros;
  readonly by: 'scenario' | 'lesson' | 'user';
  readonly command: C;
}

/** One history: where it left its parent, and its own whole log. */
export interface Branch<C> {
  readonly id: number;
  readonly parent?: number;
  readonly forkedAt: Micros;
  readonly log: readonly LoggedCommand<C>[];
}

/** What a timeline is made of. */
export interface TimelineOptions<C> {
  /** Makes the simulation at time zero. */
  build(): Simulation;
  /** Puts one command into the simulation, at its present instant. */
  interpret(simulation: Simulation, command: LoggedCommand<C>): void;
  /** Commands known from the start (the scenario's steps, or a saved session). */
  readonly log?: readonly LoggedCommand<C>[];
  /** How many ordinary events lie between two checkpoints; those that cost more count for more. */
  readonly eventsPerCheckpoint?: number;
  /** Folds every event into the digest as it comes; otherwise a digest asked for is replayed. */
  readonly isDigestKept?: boolean;
}

/** A run that can be walked in both directions. */
export interface Timeline<C> {
  readonly world: World;
  /** Where the simulation stands now. */
  readonly now: Micros;
  /** How far this branch was ever simulated. */
  readonly head: Micros;
  readonly branch: Branch<C>;
  readonly branches: readonly Branch<C>[];
  /** The next instant at which something happens, a logged command included. */
  readonly nextAt: Micros | undefined;
  /** What is on its way and what is armed, in the order in which it will be handled. */
  pending(): readonly Envelope[];
  /** Simulates on from where it stands, up to and including `to`, at most `budget` events. */
  advance(to: Micros, budget?: number): RunResult;
  /** Goes to the end of instant `to`, in either direction. */
  seek(to: Micros): void;
  /** Goes to a checkpoint at or before `to`, without simulating on; to run from there in pieces. */
  rewind(to: Micros): void;
  /** Adds a command at `at`; before the head, or before a logged command, it opens a branch. */
  issue(command: C, at: Micros, by?: LoggedCommand<C>['by']): LoggedCommand<C>;
  /** What was simulated after `at` never was; nothing when a command lies after it. */
  forgetUnseen(at: Micros): void;
  /** Goes to another branch, at `at`. */
  switchTo(branch: number, at: Micros): void;
  /** Digest of every event and of the whole state, at the present instant. */
  digest(): string;
  setSink(sink: TraceSink | undefined): void;
}

interface Stop {
  readonly checkpoint: Checkpoint;
  /** How many commands of the log had been applied. */
  readonly applied: number;
  /** Digest of the events up to here, where it is known. */
  readonly digest: Hash | undefined;
}

interface Work<C> {
  readonly simulation: Simulation;
  readonly options: TimelineOptions<C>;
  /** In the cost of what is replayed. */
  readonly spacing: number;
  branch: Branch<C>;
  branches: readonly Branch<C>[];
  /** Ascending; all belong to the present branch. */
  stops: Stop[];
  applied: number;
  head: Micros;
  nextCommand: number;
  sink: TraceSink | undefined;
}

/** Makes a timeline at time zero. */
export function createTimeline<C>(options: TimelineOptions<C>): Timeline<C> {
  const simulation = options.build();
  const digest = simulation.digest();
  if (options.isDigestKept !== true) simulation.keepDigest(undefined);
  const log = [...(options.log ?? [])].sort((a, b) => a.at - b.at || a.id - b.id);
  const branch: Branch<C> = { id: 1, forkedAt: ZERO, log };
  const work: Work<C> = {
    simulation,
    options,
    spacing: (options.eventsPerCheckpoint ?? 2_000) * COST_OF_EVENT,
    branch,
    branches: [branch],
    stops: [{ checkpoint: simulation.checkpoint(), applied: 0, digest }],
    applied: 0,
    head: ZERO,
    nextCommand: log.reduce((most, entry) => Math.max(most, entry.id), 0) + 1,
    sink: undefined,
  };
  return {
    get world() {
      return simulation.world;
    },
    get now() {
      return simulation.now;
    },
    get head() {
      return work.head;
    },
    get nextAt() {
      return nextAt(work);
    },
    pending: () => simulation.pending(),
    get branch() {
      return work.branch;
    },
    get branches() {
      return work.branches;
    },
    advance: (to, budget) => advance(work, to, budget ?? Number.MAX_SAFE_INTEGER),
    seek: (to) => seek(work, to),
    rewind: (to) => rewind(work, to),
    issue: (command, at, by) => issue(work, command, at, by ?? 'user'),
    forgetUnseen: (at) => forgetUnseen(work, at),
    switchTo: (id, at) => switchTo(work, id, at),
    digest: () => digestOf(simulation.digest() ?? replayedDigest(work), simulation.stateHash()),
    setSink: (sink) => {
      work.sink = sink;
      simulation.setSink(sink);
    },
  };
}

function digestOf(events: Hash, state: number): string {
  return `${hashHex(events)}${(state >>> 0).toString(16).padStart(8, '0')}`;
}

/**
 * The digest of the events up to here, from a replay of each stretch between two checkpoints. Every
 * stretch starts from the state that is kept, so the history that is told is what is digested.
 */
function replayedDigest<C>(work: Work<C>): Hash {
  const { simulation, stops, applied } = work;
  const here = simulation.checkpoint();
  const reached = stops.filter(({ checkpoint }) => checkpoint.handled <= here.handled);
  // That of the first one always is.
  const known = reached.findLastIndex((stop) => stop.digest !== undefined);
  let digest = (reached[known] as Stop).digest as Hash;
  simulation.setSink(undefined);
  for (let i = known; i < reached.length; i++) {
    const stop = reached[i] as Stop;
    const next = reached[i + 1];
    const end = next?.checkpoint ?? here;
    simulation.restore(stop.checkpoint);
    work.applied = stop.applied;
    simulation.keepDigest(digest);
    advance(work, end.at, end.handled - stop.checkpoint.handled);
    digest = simulation.digest() as Hash;
    if (next !== undefined) stops[i + 1] = { ...next, digest };
  }
  simulation.restore(here);
  work.applied = applied;
  simulation.setSink(work.sink);
  return digest;
}

function nextAt<C>(work: Work<C>): Micros | undefined {
  const event = work.simulation.nextAt;
  const command = work.branch.log[work.applied]?.at;
  if (event === undefined || command === undefined) return event ?? command;
  return Math.min(event, command) as Micros;
}

function advance<C>(work: Work<C>, to: Micros, budget: number): RunResult {
  let left = budget;
  for (;;) {
    const command = work.branch.log[work.applied];
    const isDue = command !== undefined && command.at <= to;
    const limit = isDue ? command.at : to;
    const result = runWithStops(work, limit, left);
    left -= result.events;
    if (result.stopped === 'budget') return { stopped: 'budget', events: budget - left };
    if (!isDue) return { stopped: result.stopped, events: budget - left };
    apply(work, command);
  }
}

/** So many events are handled before the cost is looked at again. */
const LONGEST_SLICE = 64;

/** Runs to `limit`, leaving checkpoints that are about equally far to replay. */
function runWithStops<C>(work: Work<C>, limit: Micros, budget: number): RunResult {
  const { simulation } = work;
  let events = 0;
  for (;;) {
    const last = work.stops[work.stops.length - 1] as Stop;
    const room = Math.ceil((last.checkpoint.cost + work.spacing - simulation.cost) / COST_OF_EVENT);
    const slice = Math.min(Math.max(1, room), LONGEST_SLICE, budget - events);
    const result = simulation.run(limit, slice);
    events += result.events;
    if (simulation.cost >= last.checkpoint.cost + work.spacing) {
      const checkpoint = simulation.checkpoint();
      work.stops.push({ checkpoint, applied: work.applied, digest: checkpoint.digest });
    }
    if (simulation.now > work.head) work.head = simulation.now;
    if (result.stopped !== 'budget') return { stopped: result.stopped, events };
    if (events >= budget) return { stopped: 'budget', events };
  }
}

function apply<C>(work: Work<C>, command: LoggedCommand<C>): void {
  work.applied++;
  work.options.interpret(work.simulation, command);
}

function rewind<C>(work: Work<C>, to: Micros): void {
  const stop = stopBefore(work, to);
  work.simulation.restore(stop.checkpoint);
  work.applied = stop.applied;
}

function seek<C>(work: Work<C>, to: Micros): void {
  const stop = stopBefore(work, to);
  const { simulation } = work;
  const isNearer = simulation.now <= to && simulation.handled >= stop.checkpoint.handled;
  if (!isNearer) rewind(work, to);
  advance(work, to, Number.MAX_SAFE_INTEGER);
}

/** The latest checkpoint from which the end of instant `to` can still be reached. */
function stopBefore<C>(work: Work<C>, to: Micros): Stop {
  const { stops } = work;
  const reachable = partitionPoint(stops.length, (i) => (stops[i] as Stop).checkpoint.at <= to);
  return stops[Math.max(0, reachable - 1)] as Stop;
}

function issue<C>(
  work: Work<C>,
  command: C,
  at: Micros,
  by: LoggedCommand<C>['by'],
): LoggedCommand<C> {
  assert(at >= 0, 'a command lies before time zero');
  const hasFuture = work.head > at || work.branch.log.some((entry) => entry.at > at);
  seek(work, at);
  if (hasFuture) fork(work, at);
  const entry: LoggedCommand<C> = { id: work.nextCommand++, at, by, command };
  setBranch(work, { ...work.branch, log: [...work.branch.log, entry] });
  work.head = at;
  apply(work, entry);
  return entry;
}

function forgetUnseen<C>(work: Work<C>, at: Micros): void {
  if (work.branch.log.some((entry) => entry.at > at)) return;
  seek(work, at);
  dropStops(work);
  work.head = at;
}

/** Drops the checkpoints that lie after where the simulation stands. */
function dropStops<C>(work: Work<C>): void {
  work.stops = work.stops.filter(({ checkpoint }) => checkpoint.handled <= work.simulation.handled);
}

/** Leaves the present history as it is and goes on in a new one that knows nothing after `at`. */
function fork<C>(work: Work<C>, at: Micros): void {
  const id = work.branches.reduce((most, branch) => Math.max(most, branch.id), 0) + 1;
  const log = work.branch.log.filter((entry) => entry.at <= at);
  const branch: Branch<C> = { id, parent: work.branch.id, forkedAt: at, log };
  work.branch = branch;
  work.branches = [...work.branches, branch];
  dropStops(work);
  work.head = at;
}

function setBranch<C>(work: Work<C>, branch: Branch<C>): void {
  work.branch = branch;
  work.branches = work.branches.map((other) => (other.id === branch.id ? branch : other));
}

function switchTo<C>(work: Work<C>, id: number, at: Micros): void {
  const branch = work.branches.find((other) => other.id === id);
  assert(branch, `no branch ${id}`);
  if (branch.id !== work.branch.id) {
    work.branch = branch;
    // Checkpoints are kept for one history only; the shared beginning is replayed.
    work.stops = work.stops.slice(0, 1);
    work.head = ZERO;
    rewind(work, ZERO);
  }
  seek(work, at);
}
