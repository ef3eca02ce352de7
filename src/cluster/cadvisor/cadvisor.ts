// cAdvisor: finds cgroups by itself, samples each on a loop of its own, keeps two minutes, answers.
// Models google/cadvisor manager/container.go (housekeepingTick, nextHousekeepingInterval).
// Must not know pods: a cgroup is a path.

import { emptyMap, get, keys, remove, set, withReplaced } from '../../base/persistent-map.ts';
import type { Component, Io, ReplyTo } from '../../kernel/component.ts';
import { port } from '../../kernel/component.ts';
import type { Envelope, EventId, Message } from '../../kernel/message.ts';
import type { Duration, Micros } from '../../kernel/time.ts';
import { later, seconds } from '../../kernel/time.ts';
import type { CgroupChanged, CgroupUsage, LinuxUsage, ReadUsage } from '../protocol/linux.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import type {
  ContainerInfo,
  ContainerSample,
  StatsAnswer,
  StatsRequest,
} from '../protocol/stats.ts';
import { CADVISOR_PORT } from '../protocol/stats.ts';
import { NONE_DUE, takeDue, withDue } from './due.ts';
import { cadvisorPages } from './late.ts';
import {
  type CadvisorConfig,
  type CadvisorState,
  type Draft,
  NOTHING_ASKED,
  type Tracked,
} from './state.ts';

const BASE: Duration = seconds(10);
const LONGEST: Duration = seconds(15);
const KEPT: Duration = seconds(120);
/** That many letters at the end of a path tell it from all others: they end an id. */
const TELLING = 12;
/** Loops due within this time are worked off together. */
const BATCH: Duration = seconds(1);

const SLICES: readonly (keyof CadvisorState)[] = [
  'config',
  'cgroups',
  'due',
  'waiting',
  'timerAt',
  'calls',
  'named',
];

/** The process beside the kubelet that samples usage. */
export const cadvisorComponent: Component<CadvisorState, CadvisorConfig> = {
  kind: 'cadvisor',
  init: (config, io) => {
    io.after('start', seconds(0), { type: 'cadvisor.start' }, CADVISOR_PORT);
    return { ...NOTHING_ASKED, config, cgroups: emptyMap(), due: NONE_DUE };
  },
  ports: {
    [CADVISOR_PORT]: port<CadvisorState, keyof CadvisorState>(SLICES, (state, envelope, io) => {
      const { config, cgroups, due, waiting, timerAt, calls, named } = state;
      const draft: Draft = { config, cgroups, due, waiting, timerAt, calls, named };
      receive(draft, envelope, io);
      return draft;
    }),
  },
};

function receive(draft: Draft, envelope: Envelope, io: Io): void {
  const message = envelope.message as CgroupChanged | LinuxUsage | StatsRequest | Message;
  switch (message.type) {
    case 'cadvisor.start':
      return watch(draft, io);
    case 'net.refused':
    case 'net.closed':
      if (get(draft.calls, String(envelope.inReplyTo)) !== undefined) {
        return cadvisorPages.get().answered(draft, envelope, io);
      }
      io.after('start', seconds(5), { type: 'cadvisor.start' });
      return;
    case 'linux.cgroupChanged':
      return track(draft, io, message as CgroupChanged);
    case 'cadvisor.housekeeping':
      draft.timerAt = undefined;
      return housekeeping(draft, io);
    case 'linux.usage':
      return record(draft, io, envelope, message as LinuxUsage);
    case 'stats.containers':
      return answer(draft, io, envelope, message as StatsRequest);
    case 'cadvisor.request':
      return cadvisorPages.get().begin(draft, envelope, io);
    case 'linux.machineInfo':
    case 'docker.response':
      return cadvisorPages.get().answered(draft, envelope, io);
    default:
  }
}

function watch(draft: Draft, io: Io): void {
  const actor = io.find(draft.config.linux);
  if (actor !== undefined) io.send({ actor, port: LINUX_PORT }, { type: 'linux.watchCgroups' });
}

/** A new cgroup is sampled at once, then on its own rhythm. */
function track(draft: Draft, io: Io, { path, change, containerId, label }: CgroupChanged): void {
  if (change === 'remove') {
    draft.cgroups = remove(draft.cgroups, path);
    return;
  }
  const whose = containerId === undefined ? {} : { containerId };
  const second = secondSample(draft, io, label);
  // A pod's cgroup is sampled along with the container that was made in it.
  if (second?.secondAt !== undefined) putOff(draft, parentOf(path), second.secondAt);
  const old = get(draft.cgroups, path);
  if (old !== undefined) {
    draft.cgroups = set(draft.cgroups, path, { ...old, ...whose });
    return;
  }
  const soon = io.draw(`first/${path}`).between(seconds(0.1), seconds(0.6));
  const dueAt = (io.now + soon) as Micros;
  const fresh: Tracked = {
    ...whose,
    ...second,
    createdAt: io.now,
    limits: {},
    samples: [],
    dueAt,
    interval: BASE,
  };
  draft.cgroups = set(draft.cgroups, path, fresh);
  plan(draft, io, path, dueAt);
}

function plan(draft: Draft, io: Io, path: string, dueAt: Micros): void {
  draft.due = withDue(draft.due, path, dueAt);
  if (draft.timerAt === undefined || dueAt < draft.timerAt) arm(draft, io, dueAt);
}

function secondSample(
  { config }: Draft,
  io: Io,
  label: CgroupChanged['label'],
): Pick<Tracked, 'secondAt'> | undefined {
  const after = label && config.secondSamples[`${label.pod}/${label.name}`];
  return after === undefined ? undefined : { secondAt: later(io.now, seconds(after)) };
}

function putOff(draft: Draft, path: string, secondAt: Micros): void {
  const tracked = get(draft.cgroups, path);
  if (tracked === undefined) return;
  const dueAt = tracked.samples.length === 1 ? secondAt : tracked.dueAt;
  draft.cgroups = set(draft.cgroups, path, { ...tracked, secondAt, dueAt });
  draft.due = withDue(draft.due, path, dueAt);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** Asks for what is due now or a moment later; the answers set when each is due again. */
function housekeeping(draft: Draft, io: Io): void {
  const { cgroups } = draft;
  const until = (io.now + BATCH) as Micros;
  const isDueAt = (path: string, at: Micros): boolean => get(cgroups, path)?.dueAt === at;
  const { paths, left, next } = takeDue(draft.due, until, isDueAt);
  draft.due = left;
  const isAsked = paths.length === 0 || ask(draft, io, paths) !== undefined;
  const nextAt = isAsked ? next : ((io.now + BASE) as Micros);
  // Nobody is there to answer: they stay due.
  if (!isAsked) for (const path of paths) draft.due = withDue(draft.due, path, dueOf(draft, path));
  if (nextAt !== undefined) arm(draft, io, nextAt);
}

function dueOf({ cgroups }: Draft, path: string): Micros {
  return get(cgroups, path)?.dueAt ?? (0 as Micros);
}

/** After its interval times a random 1 to 2; a sample on demand puts the next one off, too. */
function nextDue(io: Io, path: string, interval: Duration): Micros {
  const jitter = io.draw(`next/${path.slice(-TELLING)}`).between(seconds(0), interval);
  return (io.now + interval + jitter) as Micros;
}

function ask(draft: Draft, io: Io, paths: readonly string[]): EventId | undefined {
  const actor = io.find(draft.config.linux);
  if (actor === undefined) return undefined;
  const request: ReadUsage = { type: 'linux.readUsage', paths };
  return io.send({ actor, port: LINUX_PORT }, request);
}

function record(draft: Draft, io: Io, envelope: Envelope, usage: LinuxUsage): void {
  const sampled: (readonly [string, Tracked])[] = [];
  for (const cgroup of usage.cgroups) {
    const tracked = get(draft.cgroups, cgroup.path);
    if (tracked === undefined) continue;
    const next = withSample(tracked, io, usage.at, cgroup);
    sampled.push([cgroup.path, next]);
    plan(draft, io, cgroup.path, next.dueAt);
  }
  draft.cgroups = withReplaced(draft.cgroups, sampled);
  const key = String(envelope.inReplyTo ?? '');
  const waiting = get(draft.waiting, key);
  if (waiting === undefined) return;
  draft.waiting = remove(draft.waiting, key);
  reply(draft, io, waiting.replyTo, waiting.request);
}

function withSample(tracked: Tracked, io: Io, at: Micros, usage: CgroupUsage): Tracked {
  const last = tracked.samples.at(-1);
  const isQuiet = last?.cpuNanos === usage.cpuNanos && last.rssBytes === usage.rssBytes;
  const interval = isQuiet ? (Math.min(LONGEST, tracked.interval * 2) as Duration) : BASE;
  const second = last === undefined ? tracked.secondAt : undefined;
  const dueAt = second ?? nextDue(io, usage.path, interval);
  const oldest = at - KEPT;
  const kept = tracked.samples.findIndex((each) => each.at >= oldest);
  const samples = tracked.samples.slice(Math.max(0, kept));
  samples.push(sampleOf(at, usage));
  const { containerId, createdAt, limits } = usage;
  if (containerId === undefined) return { createdAt, limits, samples, dueAt, interval };
  return { containerId, createdAt, limits, samples, dueAt, interval };
}

/** Literals, as there are many (ADR 16). */
function sampleOf(at: Micros, usage: CgroupUsage): ContainerSample {
  const { cpuNanos, memoryBytes, workingSetBytes, rssBytes, pageFaults, majorPageFaults } = usage;
  const { processes, rootfsBytes, network } = usage;
  return {
    at,
    cpuNanos,
    memoryBytes,
    workingSetBytes,
    rssBytes,
    pageFaults,
    majorPageFaults,
    processes,
    rootfsBytes,
    network,
  };
}

/** Answers from what is kept; with `isUpdate` the named cgroups are sampled first. */
function answer(draft: Draft, io: Io, envelope: Envelope, request: StatsRequest): void {
  const replyTo = { id: envelope.id, from: envelope.from };
  if (request.isUpdate !== true || request.names === undefined)
    return reply(draft, io, replyTo, request);
  const event = ask(draft, io, request.names);
  if (event === undefined) return reply(draft, io, replyTo, request);
  draft.waiting = set(draft.waiting, String(event), { replyTo, request });
}

function reply(draft: Draft, io: Io, to: ReplyTo, { names, count }: StatsRequest): void {
  const containers: ContainerInfo[] = [];
  for (const name of names === undefined ? keys(draft.cgroups) : [...new Set(names)].sort()) {
    const tracked = get(draft.cgroups, name);
    if (tracked === undefined || tracked.samples.length === 0) continue;
    const { containerId, createdAt, limits, samples } = tracked;
    const whose = containerId === undefined ? {} : { containerId };
    const kept = count === undefined ? samples : samples.slice(Math.max(0, samples.length - count));
    containers.push({ name, ...whose, createdAt, limits, samples: kept });
  }
  const answered: StatsAnswer = { type: 'stats.answer', at: io.now, containers };
  io.reply(to, answered);
}

/** One timer for the loop that is due next. */
function arm(draft: Draft, io: Io, at: Micros): void {
  if (draft.timerAt === at) return;
  draft.timerAt = at;
  const delay = Math.max(0, at - io.now) as Duration;
  io.after('housekeeping', delay, { type: 'cadvisor.housekeeping' });
}
