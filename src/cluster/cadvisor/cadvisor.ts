// cAdvisor: finds cgroups by itself, samples each on a loop of its own, keeps two minutes, answers.
// Models google/cadvisor manager/container.go, housekeeping and nextHousekeepingInterval.
// Must not know pods: a cgroup is a path.

import { emptyMap, first, get, has, keys, remove, set } from '../../base/persistent-map.ts';
import { withChanged } from '../../base/persistent-map-bulk.ts';
import type { Component, Io, ReplyTo } from '../../kernel/component.ts';
import { port } from '../../kernel/component.ts';
import type { Envelope, EventId, Message } from '../../kernel/message.ts';
import type { Duration, Micros } from '../../kernel/time.ts';
import { later, seconds } from '../../kernel/time.ts';
import type {
  CgroupChanged,
  CgroupCounters,
  CgroupUsage,
  LinuxCgroups,
  LinuxOomKill,
  LinuxUsage,
  ReadUsage,
} from '../protocol/linux.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import type {
  ContainerInfo,
  ContainerSample,
  StatsAnswer,
  StatsRequest,
} from '../protocol/stats.ts';
import { CADVISOR_PORT } from '../protocol/stats.ts';
import { type CoreTimes, coresAfter } from './cores.ts';
import { type Due, NONE_DUE, takeDue, withDue } from './due.ts';
import { cadvisorPages } from './late.ts';
import {
  type CadvisorConfig,
  type CadvisorState,
  type Draft,
  NOTHING_ASKED,
  type StoredEvent,
  type Tracked,
} from './state.ts';

const LONGEST: Duration = seconds(15);
const KEPT: Duration = seconds(120);
/** That many letters at the end of a path tell it from all others: they end an id. */
const TELLING = 12;
/** From so many cgroups on, their loops are worked off together, once a second. */
const MANY = 64;
const SECOND: Duration = seconds(1);
/** Between two walks over the whole tree. */
const RESCAN: Duration = seconds(60);

const SLICES: readonly (keyof CadvisorState)[] = [
  'config',
  'cgroups',
  'due',
  'waiting',
  'timerAt',
  'calls',
  'named',
  'events',
  'lastEvent',
];

/** The process beside the kubelet that samples usage. */
export const cadvisorComponent: Component<CadvisorState, CadvisorConfig> = {
  kind: 'cadvisor',
  init: (config, io) => {
    io.after('start', seconds(0), { type: 'cadvisor.start' }, CADVISOR_PORT);
    io.after('rescan', RESCAN, { type: 'cadvisor.rescan' }, CADVISOR_PORT);
    return { ...NOTHING_ASKED, config, cgroups: emptyMap(), due: NONE_DUE };
  },
  ports: {
    [CADVISOR_PORT]: port<CadvisorState, keyof CadvisorState>(SLICES, (state, envelope, io) => {
      const draft: Draft = { ...state };
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
    case 'cadvisor.rescan':
      return rescan(draft, io);
    case 'linux.cgroupList':
      return reconcile(draft, io, message as LinuxCgroups);
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
    case 'linux.oomKill':
      return killed(draft, message as LinuxOomKill);
    case 'linux.machineInfo':
    case 'linux.processList':
    case 'docker.response':
      return cadvisorPages.get().answered(draft, envelope, io);
    default:
  }
}

function watch(draft: Draft, io: Io): void {
  const actor = io.find(draft.config.linux);
  if (actor === undefined) return;
  io.send({ actor, port: LINUX_PORT }, { type: 'linux.watchCgroups' });
  if (draft.config.port !== undefined) {
    io.send({ actor, port: LINUX_PORT }, { type: 'linux.watchOom' });
  }
}

/** Walks the tree again: what was missed when it was told is found now. */
function rescan(draft: Draft, io: Io): void {
  io.after('rescan', RESCAN, { type: 'cadvisor.rescan' });
  const actor = io.find(draft.config.linux);
  if (actor !== undefined) io.send({ actor, port: LINUX_PORT }, { type: 'linux.listCgroups' });
}

function reconcile(draft: Draft, io: Io, list: LinuxCgroups): void {
  const there = new Set<string>();
  for (const { path, containerId } of list.cgroups) {
    there.add(path);
    if (has(draft.cgroups, path)) continue;
    const whose = containerId === undefined ? {} : { containerId };
    track(draft, io, { type: 'linux.cgroupChanged', path, change: 'create', ...whose });
  }
  if (draft.cgroups.size === there.size) return;
  for (const path of [...keys(draft.cgroups)]) {
    if (there.has(path)) continue;
    track(draft, io, { type: 'linux.cgroupChanged', path, change: 'remove' });
  }
}

const DAY = 86_400_000_000;

/** Keeps what happened for a day, where there is a page that shows it. */
function note(draft: Draft, event: StoredEvent): void {
  if (draft.config.port === undefined) return;
  const key = String(++draft.lastEvent).padStart(10, '0');
  draft.events = set(draft.events, key, event);
  const [oldest, old] = first(draft.events) ?? [];
  if (oldest !== undefined && (old?.at ?? event.at) < event.at - DAY) {
    draft.events = remove(draft.events, oldest);
  }
}

function killed(draft: Draft, { at, pid, process, limitCgroup, victimCgroup }: LinuxOomKill): void {
  note(draft, { at, container: limitCgroup, type: 'oom' });
  note(draft, { at, container: victimCgroup, type: 'oomKill', pid, process });
}

/** A new cgroup is sampled at once, then on its own rhythm. */
function track(draft: Draft, io: Io, { path, change, containerId, label }: CgroupChanged): void {
  if (change === 'remove') {
    draft.cgroups = remove(draft.cgroups, path);
    note(draft, { at: io.now, container: path, type: 'containerDeletion' });
    return;
  }
  const whose = containerId === undefined ? {} : { containerId };
  const second = label && cadvisorPages.get().secondSample(draft, io, path, label);
  const old = get(draft.cgroups, path);
  if (old !== undefined) {
    draft.cgroups = set(draft.cgroups, path, { ...old, ...whose });
    return;
  }
  note(draft, { at: io.now, container: path, type: 'containerCreation' });
  const soon = io.draw(`first/${path}`).between(seconds(0.005), seconds(0.04));
  const dueAt = (io.now + soon) as Micros;
  const fresh: Tracked = {
    ...whose,
    ...second,
    createdAt: io.now,
    limits: {},
    samples: [],
    stream: `next/${path.slice(-TELLING)}`,
    dueAt,
    interval: draft.config.housekeeping,
  };
  draft.cgroups = set(draft.cgroups, path, fresh);
  plan(draft, io, [{ path, at: dueAt }]);
}

function plan(draft: Draft, io: Io, dues: readonly Due[]): void {
  draft.due = withDue(draft.due, dues);
  let soonest = draft.timerAt;
  for (const { at } of dues) if (soonest === undefined || at < soonest) soonest = at;
  if (soonest !== undefined) arm(draft, io, soonest);
}

/** Asks for what is due; the answers set when each is due again. */
function housekeeping(draft: Draft, io: Io): void {
  const { cgroups, config } = draft;
  const isDueAt = (path: string, at: Micros): boolean => get(cgroups, path)?.dueAt === at;
  const { paths, left, next } = takeDue(draft.due, io.now, isDueAt);
  draft.due = left;
  const isAsked = paths.length === 0 || ask(draft, io, paths) !== undefined;
  const nextAt = isAsked ? next : later(io.now, config.housekeeping);
  // Nobody is there to answer: they stay due.
  if (!isAsked) {
    draft.due = withDue(
      draft.due,
      paths.map((path) => ({ path, at: dueOf(draft, path) })),
    );
  }
  if (nextAt !== undefined) arm(draft, io, nextAt);
}

function dueOf({ cgroups }: Draft, path: string): Micros {
  return get(cgroups, path)?.dueAt ?? (0 as Micros);
}

/** After its interval times a random 1 to 2; a sample on demand puts the next one off, too. */
function nextDue({ cgroups }: Draft, io: Io, stream: string, interval: Duration): Micros {
  const jitter = io.draw(stream).between(seconds(0), interval);
  const at = io.now + interval + jitter;
  return (cgroups.size < MANY ? at : Math.ceil(at / SECOND) * SECOND) as Micros;
}

function ask(draft: Draft, io: Io, paths: readonly string[]): EventId | undefined {
  const actor = io.find(draft.config.linux);
  if (actor === undefined) return undefined;
  const request: ReadUsage = { type: 'linux.readUsage', paths };
  return io.send({ actor, port: LINUX_PORT }, request);
}

function record(draft: Draft, io: Io, envelope: Envelope, usage: LinuxUsage): void {
  const dues: Due[] = [];
  const paths = usage.cgroups.map(({ path }) => path);
  draft.cgroups = withChanged(draft.cgroups, paths, (tracked, at) => {
    const next = withSample(draft, tracked, io, usage.cgroups[at] as CgroupUsage);
    dues.push({ path: paths[at] as string, at: next.dueAt });
    return next;
  });
  plan(draft, io, dues);
  const key = String(envelope.inReplyTo ?? '');
  const waiting = get(draft.waiting, key);
  if (waiting === undefined) return;
  draft.waiting = remove(draft.waiting, key);
  reply(draft, io, waiting.replyTo, waiting.request);
}

/**
 * While nothing changes the interval doubles; from the longest it falls back to the base, and does
 * so too on any change.
 */
function withSample(draft: Draft, tracked: Tracked, io: Io, usage: CgroupUsage): Tracked {
  const last = tracked.samples.at(-1);
  const isLonger = tracked.interval < LONGEST && last !== undefined && isSame(last, usage);
  const interval = isLonger
    ? (Math.min(LONGEST, tracked.interval * 2) as Duration)
    : draft.config.housekeeping;
  const second = last === undefined ? tracked.secondAt : undefined;
  const dueAt = second ?? nextDue(draft, io, tracked.stream, interval);
  const samples = recent(tracked.samples, usage);
  const { containerId, createdAt, limits } = usage;
  const { stream } = tracked;
  if (draft.config.port !== undefined) {
    const cores = coresOf(draft.config, tracked, usage);
    if (containerId === undefined) {
      return { createdAt, limits, samples, cores, stream, dueAt, interval };
    }
    return { containerId, createdAt, limits, samples, cores, stream, dueAt, interval };
  }
  if (containerId === undefined) return { createdAt, limits, samples, stream, dueAt, interval };
  return { containerId, createdAt, limits, samples, stream, dueAt, interval };
}

/** CPU time by core at this sample: only where somebody can read it. */
function coresOf(
  { cpus }: CadvisorConfig,
  { samples, cores, stream }: Tracked,
  usage: CgroupUsage,
): CoreTimes {
  const before = cores ?? Array.from({ length: cpus }, () => 0);
  const last = samples.at(-1) ?? { at: usage.createdAt, cpuNanos: 0 };
  return coresAfter(before, last, usage, stream);
}

/** The samples of the last two minutes and one more; the list has just the room that it needs. */
function recent(samples: readonly ContainerSample[], one: CgroupUsage): readonly ContainerSample[] {
  const oldest = one.at - KEPT;
  let gone = 0;
  while (gone < samples.length && (samples[gone]?.at ?? oldest) < oldest) gone++;
  if (gone === 0) return [...samples, one];
  const kept = samples.slice(gone - 1);
  for (let i = 1; i < kept.length; i++) kept[i - 1] = kept[i] as ContainerSample;
  kept[kept.length - 1] = one;
  return kept;
}

/** What is measured is the same as before: not when. */
function isSame(one: CgroupCounters, other: CgroupCounters): boolean {
  return (
    one.cpuNanos === other.cpuNanos &&
    one.memoryBytes === other.memoryBytes &&
    one.rssBytes === other.rssBytes &&
    one.processes === other.processes &&
    one.disk.writes === other.disk.writes &&
    one.network?.rxPackets === other.network?.rxPackets &&
    one.network?.txPackets === other.network?.txPackets
  );
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
