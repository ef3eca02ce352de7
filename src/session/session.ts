// The worker's brain: opens a session file, simulates as far as is asked, and tells it. Knows
// nothing of how messages travel; whoever hosts it calls `receive` and `pump`, and `resume` when
// late code has come.

import { unreachable } from '../base/assert.ts';
import { LateCodeError } from '../base/late.ts';
import type { Micros } from '../kernel/time.ts';
import type { KlogLine } from '../projection/klog/writer.ts';
import { newMemo, type Printer } from '../projection/view.ts';
import type { LogReader } from './journal.ts';
import { commandMarks, type Opened, openSession, saveSession } from './opened.ts';
import type { Answer, FromSession, SessionFile, ToSession } from './protocol.ts';
import { expectFork, forgetAll, newRecorder, sinkOf } from './recorder.ts';
import type { Search } from './search.ts';
import { loseTrack, type Teller, tell } from './teller.ts';
import { words } from './words.ts';

/** A session, whoever hosts it. */
export interface Session {
  receive(message: ToSession): void;
  /** Works for about `budget` events; true when there is more to do. */
  pump(budget: number): boolean;
  /** Late code has come: what broke off for want of it is begun again. */
  resume(): void;
  /** Whether it waits for late code. */
  readonly isWaiting: boolean;
}

interface Work {
  readonly post: (message: FromSession) => void;
  readonly print: Printer;
  readonly watches: Teller['watches'];
  opened: Opened | undefined;
  teller: Teller | undefined;
  searches: Search[];
  /** The log that is being read. */
  log: LogReader | undefined;
  /** The run whose metrics are asked for. */
  metrics: { readonly run: string; readonly timeline: Opened['timeline'] } | undefined;
  /** Messages that wait for late code, in order; undefined when nothing waits. */
  held: ToSession[] | undefined;
}

/** Makes a session that answers through `post`. */
export function createSession(post: (message: FromSession) => void, print: Printer): Session {
  const work: Work = {
    post,
    print,
    watches: new Map(),
    opened: undefined,
    teller: undefined,
    searches: [],
    log: undefined,
    metrics: undefined,
    held: undefined,
  };
  const take = (message: ToSession): void => {
    if (work.held !== undefined) work.held.push(message);
    else guarded(work, () => receive(work, message), undefined, message);
  };
  return {
    receive: take,
    pump: (budget) => work.held === undefined && guarded(work, () => pump(work, budget), false),
    resume() {
      const { held } = work;
      work.held = undefined;
      if (held === undefined) return;
      guarded(work, () => beginAgain(work), undefined);
      for (const message of held) take(message);
    },
    get isWaiting() {
      return work.held !== undefined;
    },
  };
}

/** A broken invariant stops the session; its file is enough to have the same trouble again. */
function guarded<T>(work: Work, act: () => T, otherwise: T, message?: ToSession): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof LateCodeError) {
      work.held = message === undefined ? [] : [message];
      return otherwise;
    }
    const { opened, teller } = work;
    if (opened === undefined) throw error;
    const at = teller?.timeline.now ?? (0 as Micros);
    const text = error instanceof Error ? error.message : String(error);
    work.post({ type: 'halted', error: text, session: saveSession(opened, at) });
    work.teller = undefined;
    work.searches = [];
    return otherwise;
  }
}

function receive(work: Work, message: ToSession): void {
  if (message.type === 'open') {
    open(work, message.file);
    return;
  }
  if (message.type === 'watch') {
    work.watches.set(message.watch, { view: message.view, memo: newMemo() });
    if (work.teller !== undefined) loseTrack(work.teller);
    return;
  }
  if (message.type === 'unwatch') {
    work.watches.delete(message.watch);
    return;
  }
  const { opened, teller } = work;
  if (opened === undefined || teller === undefined) return;
  ask(work, opened, teller, message);
}

type Question = Exclude<ToSession, { readonly type: 'open' | 'watch' | 'unwatch' }>;

function ask(work: Work, opened: Opened, teller: Teller, message: Question): void {
  const answer = (result: Answer): void =>
    work.post({ type: 'answer', ticket: (message as { ticket: number }).ticket, result });
  switch (message.type) {
    case 'demand':
      if (message.branch !== teller.timeline.branch.id) return;
      if (teller.isSeeking) loseTrack(teller);
      teller.demand = { from: message.from, until: message.until };
      return;
    case 'issue':
      answer(issue(opened, teller, message));
      return;
    case 'why':
      answer({ ok: 'why', chain: words.get().chainOf(teller.recorder.causes, message.event) });
      return;
    case 'log':
      answer({ ok: 'log', lines: log(work, opened, message) });
      return;
    case 'metrics.query':
      answer(metrics(work, opened, message));
      return;
    case 'cadvisor.query':
      answer(cadvisorPages(work, opened, message));
      return;
    case 'find':
      work.searches.push(message);
      return;
    case 'switch':
      answer(switchTo(teller, message.branch));
      return;
    case 'save':
      answer({ ok: 'saved', file: saveSession(opened, message.at) });
      return;
    case 'digest':
      teller.timeline.seek(message.at);
      loseTrack(teller);
      answer({ ok: 'digest', digest: teller.timeline.digest() });
      return;
    default:
      unreachable(message);
  }
}

function open(work: Work, file: SessionFile): void {
  const opened = openSession(file, work.print);
  if ('reason' in opened) {
    work.post({ type: 'refused', ...opened });
    return;
  }
  const { timeline, setting } = opened;
  work.opened = opened;
  work.searches = [];
  work.log = undefined;
  work.metrics = undefined;
  work.watches.clear();
  work.teller = tellerOf(work, opened);
  const { edition, epochSeconds, nodes } = setting;
  const commands = commandMarks(timeline);
  work.post({ type: 'opened', branch: timeline.branch.id, edition, epochSeconds, nodes, commands });
}

function tellerOf({ watches }: Work, { timeline, setting }: Opened): Teller {
  const recorder = newRecorder();
  timeline.setSink(sinkOf(recorder, () => timeline.world));
  return {
    timeline,
    setting,
    recorder,
    watches,
    demand: undefined,
    told: undefined,
    isSeeking: false,
  };
}

/**
 * An event that wanted late code was broken off in the middle: its run is of no use. Nobody can
 * have typed anything into it, so its file gives the very same run.
 */
function beginAgain(work: Work): void {
  const { opened, teller } = work;
  if (opened === undefined || teller === undefined) return;
  const again = openSession(opened.file, work.print);
  if ('reason' in again) return;
  work.opened = again;
  work.teller = { ...tellerOf(work, again), demand: teller.demand };
}

function issue(
  opened: Opened,
  teller: Teller,
  message: Extract<ToSession, { type: 'issue' }>,
): Answer {
  const { timeline, recorder } = teller;
  const parse = words.get().parseLine(message.command);
  if (parse.type === 'refused') {
    const { line, column } = parse.place ?? {};
    return {
      ok: 'rejected',
      message: parse.message,
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    };
  }
  const { at, seen = at } = message;
  const line = words
    .get()
    .withJournal(message.command, at, opened.setting, () => again(opened, at));
  timeline.seek(at);
  // What was simulated ahead and never seen is no history: it needs no branch of its own.
  if (seen <= at) timeline.forgetUnseen(at);
  expectFork(recorder, at);
  const entry = timeline.issue(line, at);
  teller.demand = undefined;
  loseTrack(teller);
  const commands = commandMarks(timeline);
  return { ok: 'issued', id: entry.id, at, branch: timeline.branch.id, commands };
}

/** A kubelet's log: a second run reads it, as far as the playhead has come. */
function log(
  work: Work,
  opened: Opened,
  question: Extract<ToSession, { type: 'log' }>,
): readonly KlogLine[] {
  const run = runOf(opened);
  if (work.log?.run !== run) {
    const timeline = again(opened, question.until);
    work.log =
      timeline === undefined ? undefined : words.get().openLog(timeline, opened.setting, run);
  }
  return work.log === undefined ? [] : words.get().readLog(work.log, question);
}

/** Tells a run from others: by its branch and what was typed into it. */
function runOf({ timeline: { branch } }: Opened): string {
  return `${branch.id} ${branch.log.map(({ id, at }) => `${id}@${at}`).join(' ')}`;
}

/** A second run, which goes where it is asked about. */
function secondRun(work: Work, opened: Opened, at: Micros): Opened['timeline'] | undefined {
  const run = runOf(opened);
  if (work.metrics?.run !== run) {
    const timeline = again(opened, at);
    work.metrics = timeline === undefined ? undefined : { run, timeline };
  }
  return work.metrics?.timeline;
}

/** What InfluxDB answers at an instant. */
function metrics(
  work: Work,
  opened: Opened,
  question: Extract<ToSession, { type: 'metrics.query' }>,
): Answer {
  const { queryMetrics } = words.get();
  const timeline = secondRun(work, opened, question.at);
  if (timeline === undefined) return { ok: 'nothing' };
  const { epochSeconds } = opened.setting;
  return { ok: 'metrics', replies: queryMetrics(timeline, epochSeconds, question) };
}

/** What a node's cAdvisor answers at an instant. */
function cadvisorPages(
  work: Work,
  opened: Opened,
  question: Extract<ToSession, { type: 'cadvisor.query' }>,
): Answer {
  const { queryCadvisor } = words.get();
  const timeline = secondRun(work, opened, question.at);
  if (timeline === undefined) return { ok: 'nothing' };
  const { epochSeconds } = opened.setting;
  return { ok: 'cadvisor', bodies: queryCadvisor(timeline, epochSeconds, question) };
}

/** The same run once more, up to here. */
function again(opened: Opened, at: Micros): Opened['timeline'] | undefined {
  const same = openSession(saveSession(opened, at), opened.setting.print);
  return 'reason' in same ? undefined : same.timeline;
}

/** Goes to another branch, to where the two histories part. */
function switchTo(teller: Teller, id: number): Answer {
  const { timeline, recorder } = teller;
  const target = timeline.branches.find((branch) => branch.id === id);
  if (target === undefined) return { ok: 'nothing' };
  const at = partingOf(timeline.branch, target);
  if (target.id !== timeline.branch.id) {
    forgetAll(recorder);
    timeline.switchTo(id, at);
  }
  teller.demand = undefined;
  loseTrack(teller);
  return { ok: 'issued', id: 0, at, branch: id, commands: commandMarks(timeline) };
}

type Parting = Pick<Teller['timeline']['branch'], 'id' | 'parent' | 'forkedAt'>;

function partingOf(a: Parting, b: Parting): Micros {
  if (a.id === b.id) return a.forkedAt;
  if (b.parent === a.id) return b.forkedAt;
  return a.parent === b.id ? a.forkedAt : (Math.min(a.forkedAt, b.forkedAt) as Micros);
}

function pump(work: Work, budget: number): boolean {
  const { teller } = work;
  if (teller === undefined) return false;
  const search = work.searches[0];
  if (search !== undefined) {
    const { timeline, recorder } = teller;
    const { answer, hasMoved } = words.get().searchOn(timeline, recorder, search, budget);
    if (hasMoved) loseTrack(teller);
    if (answer !== undefined) {
      work.searches.shift();
      work.post({ type: 'answer', ticket: search.ticket, result: answer });
    }
    return true;
  }
  const chunk = tell(teller, budget);
  if (chunk !== undefined) work.post({ type: 'chunk', chunk });
  return teller.demand !== undefined;
}
