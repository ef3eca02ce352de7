// Owns the frame loop: moves the playhead, asks the session for what lies ahead, and tells the sink
// what React shows, some times a second. Knows no React and no DOM.

import type { Micros } from '../kernel/time.ts';
import type { ViewRequest } from '../projection/rows.ts';
import type {
  Answer,
  Chunk,
  CommandMark,
  FromSession,
  SessionFile,
  TypedCommand,
  WatchId,
} from '../session/protocol.ts';
import * as buffers from './buffer.ts';
import { type FlightNow, flightsAt } from './flights.ts';
import { FrameLoop } from './frame-loop.ts';
import { wantedUntil } from './look-ahead.ts';
import { clockPacing, foldAt, type Pacing, toSimulation, toStage } from './pacing.ts';
import * as playbacks from './playback.ts';
import * as story from './story.ts';
import { pacingFor } from './story-pacing.ts';
import { Turns } from './turns.ts';
import {
  type Frame,
  type FrameClock,
  NO_SESSION,
  type Pace,
  type PlayerSink,
  type SessionInfo,
  withBranch,
  withTrouble,
} from './view.ts';
import { AHEAD, findFrom, type SessionPort, type TicketlessQuestion, Wire } from './wire.ts';

const STEP_LIMIT_MS = 6_000;

/** Plays a session. */
export class Player {
  private readonly buffer: buffers.Buffer = buffers.emptyBuffer();
  private playback: playbacks.Playback = playbacks.STOPPED;
  private pacing: Pacing = clockPacing(1);
  private isPacingOld = false;
  /** The last thing known to happen to the followed pod. */
  private cornerOf = { known: -1, following: story.EVERYBODY, at: 0 };
  private pace: Pace = 'story';
  private following: story.Following = story.EVERYBODY;
  private followNext: number | undefined;
  private stopAt: number | undefined;
  private stopEvent = 0;
  private info: SessionInfo = NO_SESSION;
  private seen = 0;
  private playhead = 0;
  private playheadEvent = 0;
  private waitingFor: number | undefined;
  private readonly turns = new Turns();
  private readonly wire: Wire;
  private readonly sink: PlayerSink;
  private readonly clock: FrameClock;
  private readonly unlisten: () => void;
  private readonly frames: FrameLoop;

  constructor(port: SessionPort, sink: PlayerSink, clock: FrameClock) {
    this.wire = new Wire(port);
    this.sink = sink;
    this.clock = clock;
    this.unlisten = this.wire.listen((message) => this.receive(message));
    this.frames = new FrameLoop(clock, (wall) => this.frame(wall));
  }

  /** Opens a session file and starts at its playhead. */
  open(file: SessionFile, isPaused = false): void {
    this.info = { ...this.info, phase: 'opening', origin: file.at };
    this.waitingFor = file.at;
    this.playback = isPaused
      ? { status: 'paused', at: 0 }
      : playbacks.play(playbacks.STOPPED, this.clock.now());
    this.wire.post({ type: 'open', file });
  }

  /** Stops the frame loop and lets go of the session. */
  close(): void {
    this.frames.stop();
    this.unlisten();
  }

  /** Calls back every frame with what is in flight. */
  onFrame(listener: (frame: Frame) => void): () => void {
    return this.frames.add(listener);
  }

  play(): void {
    this.stopAt = undefined;
    this.playback = playbacks.play(this.playback, this.clock.now());
    this.flush();
  }

  pause(): void {
    this.stopAt = undefined;
    this.playback = playbacks.pause(this.playback, this.clock.now());
    this.flush();
  }

  toggle(): void {
    if (this.playback.status === 'paused') this.play();
    else this.pause();
  }

  setPace(pace: Pace): void {
    this.pace = pace;
    this.repace();
    this.flush();
  }

  follow(uid: string | undefined): void {
    this.followNext = undefined;
    this.following = story.followingOf(uid, this.buffer.beats);
    this.repace();
    this.flush();
  }

  /** Follows the first pod that is created from now on. */
  followNextPod(): void {
    this.followNext = this.playhead;
  }

  /** Jumps; within the buffer at once, else as soon as the session has told what lies there. */
  seek(at: number): void {
    this.goTo(at, 0);
  }

  private goTo(at: number, event: number): void {
    this.stopAt = undefined;
    const target = Math.max(0, Math.round(at));
    this.playheadEvent = event;
    // A stream that is awaited begins where the playhead was, and not where it goes.
    const isThere = buffers.covers(this.buffer, target) && !this.wire.isAwaiting();
    if (this.info.phase === 'open' && isThere) this.place(target);
    else {
      this.waitingFor = target;
      this.wire.reach(target, this.buffer.to);
    }
    this.flush();
  }

  /** Goes to the next (or previous) instant worth stopping at, and stops there. */
  async step(direction: 1 | -1, isMilestone = false): Promise<void> {
    this.pause();
    const { uid } = this.following;
    const where = { at: this.at(), event: this.playheadEvent };
    const answer = await this.ask(findFrom(where, direction, uid, isMilestone));
    if (answer.ok !== 'found') return;
    const isShort =
      direction === 1 &&
      answer.at <= this.buffer.to &&
      toStage(this.pacing, answer.at) - toStage(this.pacing, this.playhead) < STEP_LIMIT_MS;
    if (isShort && this.pace === 'story' && answer.at > this.playhead) {
      this.playback = playbacks.play(this.playback, this.clock.now(), 1.4);
      this.stopAt = answer.at;
      this.stopEvent = answer.event;
      return;
    }
    this.goTo(answer.at, answer.event);
  }

  /** Gives a command at the playhead. */
  async issue(command: TypedCommand): Promise<Answer> {
    const at = Math.ceil(this.playhead) as Micros;
    const seen = Math.floor(Math.max(this.seen, this.playhead)) as Micros;
    const answer = await this.ask({ type: 'issue', at, seen, command });
    if (answer.ok !== 'issued') return answer;
    this.takeBranch(answer.branch, answer.at, answer.commands, command.text);
    return answer;
  }

  /** Continues in another future. */
  async switchTo(branch: number): Promise<void> {
    const answer = await this.ask({ type: 'switch', branch });
    if (answer.ok !== 'issued') return;
    const info = this.info.branches.find((one) => one.branch === branch);
    this.takeBranch(answer.branch, answer.at, answer.commands, info?.label ?? '');
  }

  /** Asks the session something and gives its answer. */
  ask(question: TicketlessQuestion): Promise<Answer> {
    return this.wire.ask(question);
  }

  watch(watch: WatchId, view: ViewRequest): void {
    if (this.wire.isWatching(watch, view)) return;
    this.unwatch(watch);
    this.wire.watch(watch, view);
    if (this.info.phase !== 'open') return;
    this.wire.demandAnew(Math.floor(Math.min(this.playhead, this.waitingFor ?? this.playhead)));
  }

  unwatch(watch: WatchId): void {
    if (!this.wire.unwatch(watch)) return;
    buffers.forgetWatch(this.buffer, watch);
    this.sink.rows(watch, new Map());
  }

  /** The instant shown. */
  at(): Micros {
    return Math.floor(this.playhead) as Micros;
  }

  /** Whether a place was asked for that is not yet on screen. */
  isFetching(): boolean {
    return this.waitingFor !== undefined || this.wire.isAwaiting();
  }

  /** Flights drawn now. */
  flights(): readonly FlightNow[] {
    return flightsAt(this.buffer.flights, this.playhead, (one) =>
      story.isOfStory(one, this.following),
    );
  }

  private receive(message: FromSession): void {
    switch (message.type) {
      case 'opened':
        this.opened(message);
        return;
      case 'chunk':
        this.takeChunk(message.chunk);
        return;
      case 'answer':
        this.wire.answered(message);
        return;
      default:
        this.info = withTrouble(this.info, message);
        if (message.type === 'halted') this.pause();
        else this.flush();
    }
  }

  private opened(message: Extract<FromSession, { type: 'opened' }>): void {
    const { type: _, branch, ...rest } = message;
    const first = { branch, forkedAt: 0 as Micros, seen: 0 as Micros, label: '' };
    const { origin } = this.info;
    this.info = { ...NO_SESSION, ...rest, phase: 'open', origin, branches: [first] };
    this.wire.branch = branch;
    this.seen = 0;
    Object.assign(this.buffer, buffers.emptyBuffer());
    this.wire.watchAgain();
    const target = this.waitingFor ?? 0;
    this.playhead = 0;
    // From the very start, so that the timeline knows every beat up to the playhead.
    this.wire.demandAnew(0, target + AHEAD);
  }

  private takeChunk(chunk: Chunk): void {
    if (this.info.phase !== 'open' || !this.wire.accepts(chunk)) return;
    buffers.addChunk(this.buffer, chunk);
    const since = this.followNext;
    const born = since === undefined ? undefined : story.firstBorn(chunk.beats, since);
    if (born !== undefined) {
      this.followNext = undefined;
      this.following = story.followingOf(born.uid, this.buffer.beats);
    } else this.following = story.extendFollowing(this.following, chunk.beats);
    const target = this.waitingFor;
    if (target !== undefined && this.buffer.to >= target) {
      this.waitingFor = undefined;
      this.place(target);
    } else {
      buffers.moveRows(this.buffer, Math.min(this.playhead, this.buffer.to));
      this.isPacingOld = true;
    }
    this.playback = playbacks.resume(this.playback, this.clock.now());
    buffers.trim(this.buffer, this.playhead - 120e6);
    this.lookAhead();
  }

  private takeBranch(
    branch: number,
    at: Micros,
    commands: readonly CommandMark[],
    label: string,
  ): void {
    let { branches } = this.info;
    if (branch !== this.wire.branch) {
      const next = { branch, forkedAt: at, seen: at, label };
      branches = withBranch(branches, this.wire.branch, Math.round(this.seen) as Micros, next);
      this.wire.branch = branch;
      this.seen = Math.min(this.seen, at);
    }
    this.info = { ...this.info, branches, commands };
    const from = Math.min(at, Math.floor(this.playhead));
    buffers.truncate(this.buffer, from);
    this.wire.demandAnew(from);
    this.repace();
    this.flush();
  }

  private lookAhead(): void {
    const { to } = this.buffer;
    if (this.info.phase !== 'open' || this.wire.isBusy(to)) return;
    const until = wantedUntil({
      to,
      playhead: this.playhead,
      target: this.waitingFor,
      pace: this.pace,
      isFollowing: this.following.uid !== undefined,
      lastOwn: () => this.lastOwn(),
    });
    if (until !== undefined) this.wire.demand(to, until);
  }

  /** The last thing known to happen to the followed pod, or the playhead. */
  private lastOwn(): number {
    const known = this.buffer.beats.length;
    if (known !== this.cornerOf.known || this.following !== this.cornerOf.following) {
      const at = story.lastCorner(this.buffer.beats, this.following, this.buffer.to, this.playhead);
      this.cornerOf = { known, following: this.following, at };
    }
    return this.cornerOf.at;
  }

  private place(at: number): void {
    this.playhead = at;
    this.pacing = this.makePacing();
    const stage = toStage(this.pacing, at);
    this.playback = playbacks.moveTo(this.playback, stage, this.clock.now());
    buffers.moveRows(this.buffer, at);
  }

  /** A new map under the same playhead: nothing on screen jumps. */
  private repace(): void {
    this.isPacingOld = false;
    const wall = this.clock.now();
    this.pacing = this.makePacing();
    this.playback = playbacks.moveTo(this.playback, toStage(this.pacing, this.playhead), wall);
  }

  private makePacing(): Pacing {
    return pacingFor(this.buffer, this.following, this.pace, this.playhead);
  }

  private frame(wall: number): void {
    if (this.playback.status === 'playing' && this.waitingFor === undefined) this.advance(wall);
    else if (this.playback.status === 'playing') {
      // The clock stands while a far place is being fetched.
      const stage = toStage(this.pacing, this.playhead);
      this.playback = playbacks.moveTo(this.playback, stage, wall);
    }
    // New chunks make a new map, under the place where the playhead is by now.
    if (this.isPacingOld) this.repace();
    const { playhead: at, pace } = this;
    this.frames.tell({ at, flights: this.flights(), pace });
    this.lookAhead();
    const told = this.turns.take(wall);
    if (told === 'rows') buffers.tellTouched(this.buffer, this.sink);
    else if (told === 'view') this.tellView();
  }

  private advance(wall: number): void {
    const stage = playbacks.stageTimeAt(this.playback, wall);
    let at = Math.max(this.playhead, toSimulation(this.pacing, stage));
    const isThere = this.stopAt !== undefined && at >= this.stopAt;
    if (this.stopAt !== undefined && isThere) at = this.stopAt;
    else if (at > this.buffer.to) {
      at = this.buffer.to;
      this.playback = playbacks.waitAt(this.playback, toStage(this.pacing, at));
    }
    if (at !== this.playhead) this.playheadEvent = isThere ? this.stopEvent : 0;
    this.playhead = at;
    buffers.moveRows(this.buffer, at);
    // Who is told that it rests here sees what is here, too.
    if (isThere) this.pause();
  }

  private flush(): void {
    this.turns.restart(this.clock.now());
    buffers.tellTouched(this.buffer, this.sink);
    this.tellView();
  }

  private tellView(): void {
    this.seen = Math.max(this.seen, this.playhead);
    const { uid, flows } = this.following;
    const fold = this.pace === 'story' ? foldAt(this.pacing, this.playhead) : undefined;
    this.sink.view({
      ...this.info,
      status: this.playback.status,
      at: Math.floor(this.playhead) as Micros,
      part: this.playback.status === 'playing' ? this.playhead % 1 : 1,
      event: this.playheadEvent,
      seen: Math.round(this.seen) as Micros,
      pace: this.pace,
      flows,
      ...(uid === undefined ? {} : { follow: uid }),
      ...(fold === undefined ? {} : { fold }),
      branch: this.wire.branch,
      beats: this.buffer.beats,
      beatCount: this.buffer.beats.length,
    });
  }
}
