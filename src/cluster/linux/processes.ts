// Requests about containers' processes: start, exec, signal, remove, logs.

import { get, remove, set, values } from '../../base/persistent-map.ts';
import type { Io, ReplyTo } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';
import type {
  AdoptContainer,
  ContainerProcess,
  ExecProcess,
  KillCgroup,
  LinuxContainers,
  LinuxDone,
  LinuxExecFailed,
  LinuxStarted,
  LinuxStartFailed,
  ListContainers,
  RemoveContainer,
  SignalProcess,
  StartProcess,
} from '../protocol/linux.ts';
import type { LinuxLogs, ReadLogs } from '../protocol/linux-logs.ts';
import type { LinuxProcesses, MachineProcess } from '../protocol/linux-processes.ts';
import type { StartError } from '../runtime/process/engine.ts';
import {
  imageTree,
  newContainer,
  prepareRoot,
  signalPid,
  startExec,
  startInit,
} from '../runtime/process/engine.ts';
import { selectLines } from '../runtime/process/logs.ts';
import type { Container, FileTree } from '../runtime/process/model.ts';
import { NO_DISK } from '../runtime/process/nothing.ts';
import { parentOf } from '../runtime/process/paths.ts';
import { addWire } from '../runtime/process/usage.ts';
import { readOnce } from '../runtime/process/work.ts';
import { subjectOf, wakeTimer, withContainer } from './container.ts';
import { dropDetached } from './host-files.ts';
import { addResident, residentsOf } from './residents.ts';
import type { Draft, LinuxState } from './state.ts';
import { freshCgroup } from './state.ts';
import { tellCgroup } from './tell-cgroup.ts';

function done(io: Io, to: ReplyTo, isFound: boolean): void {
  const reply: LinuxDone = { type: 'linux.done', isFound };
  io.reply(to, reply);
}

/** Read of an image when a container of it starts; from then on it lies in the page cache. */
const PROGRAM_BYTES = 1_200_000;

/** Starts a container's first process; a container that has ended is started again. */
export function start(draft: Draft, io: Io, envelope: Envelope, ask: StartProcess): void {
  const old = get(draft.containers, ask.containerId);
  const namespace = ask.pidNamespace ?? ask.containerId;
  const initPid = namespace === 'host' ? draft.lastHostPid + 1 : nextPid(draft, ask, namespace);
  const isFirst = get(draft.images, ask.program.image) === undefined;
  const base = old?.layer ?? imageFilesOf(draft, ask.program.image);
  const owner = { id: envelope.id, from: envelope.from };
  const fresh = newContainer(ask, owner, base, io.now, initPid, draft.lastHostPid + 1);
  const container: Container =
    old === undefined
      ? { ...fresh, disk: isFirst ? readOnce(NO_DISK, PROGRAM_BYTES) : NO_DISK }
      : { ...fresh, logs: old.logs, layerBytes: old.layerBytes, wire: old.wire };
  const before = { ...draft };
  enterNamespaces(draft, io, ask);
  let error: StartError | undefined;
  const started = withContainer(draft, io, container, (run) => {
    prepareRoot(run);
    const result = startInit(run);
    if ('error' in result) error = result;
  });
  if (error !== undefined) {
    Object.assign(draft, { ...before, lastHostPid: draft.lastHostPid });
    io.cancel(wakeTimer(ask.containerId));
    const failed: LinuxStartFailed = {
      type: 'linux.startFailed',
      containerId: ask.containerId,
      ...error,
    };
    io.reply(envelope, failed);
    return;
  }
  const { isGuess, hostPid } = started;
  if (isGuess) {
    io.fact('ProgramGuess', subjectOf(started, draft.config.node), {
      image: ask.program.image,
      argv: [...ask.program.argv],
    });
  }
  const reply: LinuxStarted = {
    type: 'linux.started',
    containerId: ask.containerId,
    pid: hostPid,
    at: io.now,
    isGuess,
  };
  io.reply(envelope, reply);
}

function nextPid(draft: Draft, ask: StartProcess, namespace: string): number {
  if (ask.pidNamespace === undefined) draft.lastPids = remove(draft.lastPids, namespace);
  return (get(draft.lastPids, namespace) ?? 0) + 1;
}

/** The image's files, made once per node. */
function imageFilesOf(draft: Draft, image: string): FileTree {
  const known = get(draft.images, image);
  if (known !== undefined) return known;
  const tree = imageTree(image);
  draft.images = set(draft.images, image, tree);
  return tree;
}

/** Puts the container into its network namespace and makes its cgroup with those above. */
function enterNamespaces(draft: Draft, io: Io, ask: StartProcess): void {
  const netns = get(draft.netns, ask.netns);
  if (netns !== undefined && !netns.containers.includes(ask.containerId)) {
    const containers = [...netns.containers, ask.containerId];
    draft.netns = set(draft.netns, ask.netns, { ...netns, containers });
  }
  addResident(draft, ask);
  for (let path = ask.cgroup; path !== '/'; path = parentOf(path)) {
    if (get(draft.cgroups, path) !== undefined) continue;
    const limits = path === ask.cgroup ? ask.limits : {};
    draft.cgroups = set(draft.cgroups, path, freshCgroup(io.now, limits));
    const { containerId, label } = ask;
    const named = label === undefined ? { containerId } : { containerId, label };
    const whose = path === ask.cgroup ? named : {};
    tellCgroup(draft, io, { path, change: 'create', ...whose });
  }
}

/** Runs a program in a running container. */
export function exec(draft: Draft, io: Io, envelope: Envelope, ask: ExecProcess): void {
  const container = get(draft.containers, ask.containerId);
  const gone = container === undefined || container.end !== undefined;
  let error: StartError | undefined;
  if (!gone) {
    const replyTo = { id: envelope.id, from: envelope.from };
    withContainer(draft, io, container, (run) => {
      error = startExec(run, ask, replyTo);
    });
    if (error === undefined) return;
  }
  const failed: LinuxExecFailed = {
    type: 'linux.execFailed',
    error: error?.error ?? 'container is not running',
    exitCode: error?.exitCode ?? 137,
    isContainerGone: gone,
  };
  io.reply(envelope, failed);
}

/** A signal to a container's first process, or to a process by the machine's pid. */
export function signal(draft: Draft, io: Io, envelope: Envelope, ask: SignalProcess): void {
  const target = ask.containerId === undefined ? byHostPid(draft, ask.pid ?? 0) : byId(draft, ask);
  done(io, envelope, target !== undefined);
  if (target === undefined) return;
  withContainer(draft, io, target.container, (run) => void signalPid(run, target.pid, ask.signal));
}

interface Target {
  readonly container: Container;
  readonly pid: number;
}

function byId(draft: Draft, ask: SignalProcess): Target | undefined {
  const container = get(draft.containers, ask.containerId ?? '');
  if (container === undefined || container.end !== undefined) return undefined;
  return { container, pid: container.initPid };
}

function byHostPid(draft: Draft, hostPid: number): Target | undefined {
  for (const container of values(draft.containers)) {
    const proc = container.procs.find((each) => each.hostPid === hostPid);
    if (proc !== undefined) return { container, pid: proc.pid };
  }
  return undefined;
}

/** Kills what is left of a container and forgets it. */
export function removeContainer(
  draft: Draft,
  io: Io,
  envelope: Envelope,
  ask: RemoveContainer,
): void {
  const container = get(draft.containers, ask.containerId);
  done(io, envelope, container !== undefined);
  if (container === undefined) return;
  kill(draft, io, container, 'SIGKILL');
  io.cancel(wakeTimer(ask.containerId));
  draft.containers = remove(draft.containers, ask.containerId);
  draft.lastPids = remove(draft.lastPids, ask.containerId);
  dropDetached(draft, ask.containerId);
  const netns = get(draft.netns, container.spec.netns);
  if (netns === undefined) return;
  const containers = netns.containers.filter((id) => id !== ask.containerId);
  const gone = addWire(netns.gone, container.wire);
  draft.netns = set(draft.netns, container.spec.netns, { ...netns, containers, gone });
}

function kill(draft: Draft, io: Io, container: Container, name: string): void {
  if (container.end !== undefined) return;
  withContainer(draft, io, container, (run) => {
    for (const pid of [...run.procs.keys()]) signalPid(run, pid, name);
  });
}

/** A signal to everything in a cgroup and below. */
export function killCgroup(draft: Draft, io: Io, envelope: Envelope, ask: KillCgroup): void {
  const hit = residentsOf(draft, ask.cgroup);
  done(io, envelope, hit.length > 0);
  for (const { id } of hit) {
    const container = get(draft.containers, id);
    if (container !== undefined) kill(draft, io, container, ask.signal ?? 'SIGKILL');
  }
}

/** The first processes of containers. */
export function listContainers(
  draft: Draft,
  io: Io,
  envelope: Envelope,
  ask: ListContainers,
): void {
  const all =
    ask.containerIds === undefined
      ? [...values(draft.containers)]
      : ask.containerIds.flatMap((id) => get(draft.containers, id) ?? []);
  const reply: LinuxContainers = { type: 'linux.containers', containers: all.map(described) };
  io.reply(envelope, reply);
}

/** All processes of containers, as `ps` on the machine shows them. */
export function listProcesses(draft: Draft, io: Io, envelope: Envelope): void {
  io.reply(envelope, processList(draft));
}

/** The list. */
export function processList({ containers }: Pick<LinuxState, 'containers'>): LinuxProcesses {
  const processes: MachineProcess[] = [];
  for (const container of values(containers)) {
    const user = container.spec.program.user.split(':')[0] || 'root';
    const hostPids = new Map(container.procs.map(({ pid, hostPid }) => [pid, hostPid]));
    for (const proc of container.procs) {
      if (proc.exit !== undefined) continue;
      processes.push({
        user,
        pid: proc.hostPid,
        parentPid: hostPids.get(proc.parent) ?? 1,
        startedAt: proc.startedAt,
        cpuMillis: proc.cpuMillis,
        rssBytes: proc.rssBytes,
        isWaiting: proc.block !== undefined && proc.cpuMillis === 0,
        argv: proc.argv,
        cgroup: container.spec.cgroup,
      });
    }
  }
  processes.sort((a, b) => a.pid - b.pid);
  return { type: 'linux.processList', processes };
}

function described(container: Container): ContainerProcess {
  const { id: containerId, hostPid: pid, startedAt, isOomKilled, end } = container;
  const base = { containerId, pid, startedAt, isOomKilled };
  if (end === undefined) return { ...base, state: 'running' };
  const ended = { ...base, state: 'exited', exitCode: end.code, finishedAt: end.at } as const;
  return end.signal === undefined ? ended : { ...ended, signal: end.signal };
}

/** From now on whoever asks hears of these containers' ends. */
export function adopt(draft: Draft, io: Io, envelope: Envelope, ask: AdoptContainer): void {
  const owner = { id: envelope.id, from: envelope.from };
  let isFound = true;
  for (const id of ask.containerIds) {
    const container = get(draft.containers, id);
    if (container === undefined) isFound = false;
    else draft.containers = set(draft.containers, id, { ...container, owner });
  }
  done(io, envelope, isFound);
}

/** A follower is given also what a process wrote a moment ahead of the clock. */
const AHEAD: Micros = Number.MAX_SAFE_INTEGER as Micros;

/** Lines of output, and those to come when they are followed. */
export function readLogs(draft: Draft, io: Io, envelope: Envelope, ask: ReadLogs): void {
  const container = get(draft.containers, ask.containerId);
  const lines =
    container === undefined
      ? []
      : selectLines(container.logs, ask.isFollow === true ? AHEAD : io.now, ask);
  const isFollowing =
    ask.isFollow === true && container !== undefined && container.end === undefined;
  const logs: LinuxLogs = {
    type: 'linux.logs',
    containerId: ask.containerId,
    isKnown: container !== undefined,
    lines,
    isEnd: !isFollowing,
  };
  io.reply(envelope, logs);
  if (!isFollowing) return;
  const followers = [...container.followers, { id: envelope.id, from: envelope.from }];
  draft.containers = set(draft.containers, container.id, { ...container, followers });
}

/** Works off a container's timer. */
export function wake(draft: Draft, io: Io, containerId: string): void {
  const container = get(draft.containers, containerId);
  if (container === undefined || container.end !== undefined) return;
  withContainer(draft, io, { ...container, wakeAt: undefined }, () => undefined);
}
