// Runs one container inside a handler: opens it, does something, lets its processes run, and turns
// what came out into messages: exit notices, log lines, kernel log, timers.

import { get, remove, set, values } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Subject } from '../../kernel/message.ts';
import type { Duration, Micros } from '../../kernel/time.ts';
import type { LinuxExecDone, LinuxExited, LinuxOomKill } from '../protocol/linux.ts';
import type { LinuxLogs } from '../protocol/linux-logs.ts';
import type { ProgramSetup } from '../protocol/setup.ts';
import { parseImageName, wholeName } from '../runtime/image-name.ts';
import { expireExecs, nextWake, runProcesses, signalPid } from '../runtime/process/engine.ts';
import type { Effect, Outside, ProcessLine, Run } from '../runtime/process/machine.ts';
import { closeRun, openRun } from '../runtime/process/machine.ts';
import type { Container } from '../runtime/process/model.ts';
import { parentOf } from '../runtime/process/paths.ts';
import { memoryOf, oomKill } from '../runtime/process/processes.ts';
import { addDisk, quotaAt, settledUsage } from '../runtime/process/usage.ts';
import { answerInside } from './calls.ts';
import { cachedOf, chargedInside } from './charged.ts';
import { askElsewhere } from './elsewhere.ts';
import { tellChanges } from './host-files.ts';
import { anyResidentsOf, removeResident, residentsOf } from './residents.ts';
import { resolveName } from './services.ts';
import type { Draft, Retired } from './state.ts';
import { mostMillis } from './system-use.ts';
import { tellCgroup } from './tell-cgroup.ts';
import { changeWorkload } from './workloads.ts';

/** The name of a container's timer. */
export function wakeTimer(containerId: string): string {
  return `wake/${containerId}`;
}

/** Whom facts about a container are about. */
export function subjectOf(container: Container, node: string): Subject {
  const label = container.spec.label;
  if (label === undefined) return { kind: 'container', name: container.id, node };
  const { name, namespace, uid } = label;
  return { kind: 'container', name, namespace, uid, node };
}

/** Opens a container, does something, and lets its processes run. */
export function withContainer(
  draft: Draft,
  io: Io,
  container: Container,
  act: (run: Run) => void,
): Container {
  const outside = outsideOf(draft, io, container);
  const run = openRun(container, outside, io.now, io.epochSeconds);
  const memory = memoryOf(run);
  act(run);
  if (run.execs.length > 0) expireExecs(run);
  runProcesses(run);
  draft.files = outside.host;
  const held = memoryOf(run);
  const isGrown = held > memory;
  if (isGrown || run.layerBytes > container.layerBytes) run.peakBytes = peakAfter(run, held);
  return settle(draft, io, run, isGrown);
}

/** The most memory so far: what is held now, and what was written that has room beside it. */
function peakAfter({ peakBytes, layerBytes, container }: Run, held: number): number {
  const now = held + cachedOf(container.spec, layerBytes, held);
  return now > peakBytes ? now : peakBytes;
}

function settle(draft: Draft, io: Io, run: Run, isGrown: boolean): Container {
  const wake = nextWake(run);
  const next = closeRun(run, wake);
  const before = run.container;
  draft.containers = set(draft.containers, next.id, next);
  draft.writtenBytes += next.layerBytes - before.layerBytes;
  if (wake === undefined) {
    if (before.wakeAt !== undefined) io.cancel(wakeTimer(next.id));
  } else if (wake !== before.wakeAt) {
    const message = { type: 'linux.wake', containerId: next.id };
    io.after(wakeTimer(next.id), Math.max(0, wake - io.now) as Duration, message);
  }
  if (next.usage.millis !== before.usage.millis) {
    share(draft, io.now, next.usage.millis - before.usage.millis);
  }
  for (const effect of run.effects) carryOut(draft, io, next, effect);
  tellChanges(draft, io, run.outside.changes);
  if (run.newLines.length > 0) tellFollowers(io, next, run);
  if (next.end !== undefined && before.end === undefined) ended(draft, io, next);
  else if (isGrown) relieve(draft, io, next);
  return get(draft.containers, next.id) ?? next;
}

/** Somebody wants more or less CPU: when that changes what each gets, all counters are settled. */
function share(draft: Draft, now: Micros, change: number): void {
  draft.demandMillis += change;
  const wanted = draft.demandMillis;
  const there = draft.config.cpus * 1_000 - mostMillis(draft.config.baseCpuMillis);
  const factor = wanted <= there ? 1_000 : Math.floor((there * 1_000) / wanted);
  if (factor === draft.cpuFactor) return;
  for (const container of residentsOf(draft, '/')) {
    if (container.usage.millis === 0) continue;
    const usage = settledUsage(container.usage, now, draft.cpuFactor);
    const quota = quotaAt(container, now);
    draft.containers = set(draft.containers, container.id, { ...container, usage, quota });
  }
  draft.cpuFactor = factor;
}

function tellFollowers(io: Io, container: Container, run: Run): void {
  for (const follower of container.followers) {
    const logs: LinuxLogs = {
      type: 'linux.logs',
      containerId: container.id,
      isKnown: true,
      lines: run.newLines,
      isEnd: false,
    };
    io.reply(follower, logs);
  }
}

function delay(io: Io, at: Micros): Duration {
  return Math.max(0, at - io.now) as Duration;
}

function carryOut(draft: Draft, io: Io, container: Container, effect: Effect): void {
  switch (effect.type) {
    case 'exec': {
      const { code, stdout, stderr, isTimedOut } = effect;
      const done: LinuxExecDone = {
        type: 'linux.execDone',
        exitCode: code,
        stdout,
        stderr,
        isTimedOut,
      };
      io.reply(effect.exec.replyTo, done, delay(io, effect.at));
      return;
    }
    case 'oom':
      return tellOom(draft, io, container, effect);
    case 'call': {
      const caller = { containerId: container.id, pid: effect.pid };
      const timeout = effect.timeout as Duration;
      askElsewhere(draft, io, effect.elsewhere, caller, timeout, delay(io, effect.at));
      return;
    }
    case 'workload':
      return changeWorkload(draft, io, container, effect);
    case 'kill':
      for (const other of values(draft.containers)) {
        if (other.id === container.id || namespaceOf(other) !== namespaceOf(container)) continue;
        if (!other.procs.some((proc) => proc.pid === effect.pid)) continue;
        withContainer(draft, io, other, (run) => void signalPid(run, effect.pid, effect.signal));
        return;
      }
  }
}

/** The pid namespace a container's processes live in, by the container that made it. */
export function namespaceOf(container: Container): string {
  return container.spec.pidNamespace ?? container.id;
}

function tellOom(
  draft: Draft,
  io: Io,
  container: Container,
  effect: Effect & { type: 'oom' },
): void {
  const kill: LinuxOomKill = {
    type: 'linux.oomKill',
    at: effect.at,
    pid: effect.pid,
    process: effect.process,
    limitCgroup: effect.limitCgroup,
    victimCgroup: container.spec.cgroup,
    containerId: container.id,
  };
  io.fact('OomKill', subjectOf(container, draft.config.node), {
    process: effect.process,
    pid: effect.pid,
    cgroup: effect.limitCgroup,
  });
  for (const watcher of draft.oomWatchers) io.reply(watcher, kill, delay(io, effect.at));
  io.reply(container.owner, kill, delay(io, effect.at));
}

function ended(draft: Draft, io: Io, container: Container): void {
  const { end } = container;
  if (end === undefined) return;
  const exited: LinuxExited = {
    type: 'linux.exited',
    containerId: container.id,
    pid: container.hostPid,
    exitCode: end.code,
    ...(end.signal === undefined ? {} : { signal: end.signal }),
    isOomKilled: container.isOomKilled,
    startedAt: container.startedAt,
    at: end.at,
  };
  io.reply(container.owner, exited, delay(io, end.at));
  io.fact('ProcessExit', subjectOf(container, draft.config.node), {
    exitCode: end.code,
    signal: end.signal ?? null,
    oomKilled: container.isOomKilled,
  });
  for (const follower of container.followers) {
    const last: LinuxLogs = {
      type: 'linux.logs',
      containerId: container.id,
      isKnown: true,
      lines: [],
      isEnd: true,
    };
    io.reply(follower, last);
  }
  retire(draft, io, container);
  if (container.initPid === 1) killNamespace(draft, io, container.id);
}

/** The cgroup goes with its last process; what it used stays in the sums above it. */
function retire(draft: Draft, io: Io, container: Container): void {
  const own = container.spec.cgroup;
  draft.writtenBytes -= container.layerBytes;
  const peaks = peaksAbove(draft, own);
  removeResident(draft, container.spec);
  for (let path = own; path !== '/'; ) {
    path = parentOf(path);
    const cgroup = get(draft.cgroups, path);
    if (cgroup === undefined) continue;
    const retired = addRetired(cgroup.retired, container, peaks.get(path) ?? 0);
    draft.cgroups = set(draft.cgroups, path, { ...cgroup, retired });
  }
  draft.cgroups = remove(draft.cgroups, own);
  tellCgroup(draft, io, { path: own, change: 'remove', containerId: container.id });
}

/** Of each cgroup above, the most memory until now. */
function peaksAbove(draft: Draft, own: string): ReadonlyMap<string, number> {
  const peaks = new Map<string, number>();
  for (let path = own; path !== '/'; ) {
    path = parentOf(path);
    let sum = 0;
    for (const { peakBytes } of anyResidentsOf(draft, path)) sum += peakBytes;
    peaks.set(path, sum);
  }
  return peaks;
}

function addRetired(before: Retired, container: Container, peakBytes: number): Retired {
  const { usage, pageFaults, oomKills, disk } = container;
  return {
    peakBytes: Math.max(before.peakBytes, peakBytes),
    nanos: before.nanos + usage.nanos,
    systemNanos: before.systemNanos + usage.systemNanos,
    faults: before.faults + pageFaults,
    oomKills: before.oomKills + oomKills,
    disk: addDisk(before.disk, disk),
  };
}

/** When PID 1 of a namespace is gone, the kernel kills everybody else in it. */
function killNamespace(draft: Draft, io: Io, owner: string): void {
  for (const other of values(draft.containers)) {
    if (other.spec.pidNamespace !== owner || other.end !== undefined) continue;
    withContainer(draft, io, other, (run) => void signalPid(run, other.initPid, 'SIGKILL'));
  }
}

/** Frees memory above the container: in its pod's cgroup and on the whole machine. */
function relieve(draft: Draft, io: Io, container: Container): void {
  const limits: (readonly [string, number])[] = [];
  for (let path = parentOf(container.spec.cgroup); path !== '/'; path = parentOf(path)) {
    const limit = get(draft.cgroups, path)?.limits.memoryBytes;
    if (limit !== undefined) limits.unshift([path, limit]);
  }
  limits.push(['/', draft.config.memoryBytes - draft.config.baseMemoryBytes]);
  for (const [path, limit] of limits) {
    for (let round = 0; round < 64; round++) {
      const charged = chargedInside(draft, path);
      if (path === '/') draft.heldAtMost = charged;
      if (charged <= limit) break;
      const victim = worst(residentsOf(draft, path), draft.config.memoryBytes);
      if (victim === undefined) break;
      fail(draft, path);
      withContainer(draft, io, victim.container, (run) => {
        const proc = run.procs.get(victim.pid);
        if (proc !== undefined) oomKill(run, proc, path, io.now);
      });
    }
  }
}

/** Memory has run into the cgroup's limit once more. */
function fail(draft: Draft, path: string): void {
  const cgroup = get(draft.cgroups, path);
  if (cgroup === undefined) return;
  draft.cgroups = set(draft.cgroups, path, { ...cgroup, failures: cgroup.failures + 1 });
}

/** The process the kernel would pick: most memory, shifted by its oom_score_adj. */
function worst(
  containers: readonly Container[],
  memoryBytes: number,
): { readonly container: Container; readonly pid: number } | undefined {
  let best: { readonly container: Container; readonly pid: number } | undefined;
  let score = -1;
  for (const container of containers) {
    const shift = Math.floor((container.spec.oomScoreAdj * memoryBytes) / 1_000);
    if (container.spec.oomScoreAdj <= -1_000) continue;
    for (const proc of container.procs) {
      if (proc.exit !== undefined || proc.rssBytes + shift <= score) continue;
      score = proc.rssBytes + shift;
      best = { container, pid: proc.pid };
    }
  }
  return best;
}

function outsideOf(draft: Draft, io: Io, container: Container): Outside {
  const { config } = draft;
  const netns = get(draft.netns, container.spec.netns);
  const namespace = namespaceOf(container);
  const outside: Outside = {
    host: draft.files,
    changes: [],
    takeHostPid: () => ++draft.lastHostPid,
    takePid: () => {
      if (namespace === 'host') return draft.lastHostPid;
      const pid = (get(draft.lastPids, namespace) ?? 0) + 1;
      draft.lastPids = set(draft.lastPids, namespace, pid);
      return pid;
    },
    others: () => othersIn(draft, container, namespace),
    call: (ip, port, payload, at) => {
      draft.files = outside.host;
      const answer = answerInside(
        draft,
        io,
        container.spec.netns,
        { ip, port, payload },
        at,
        withContainer,
      );
      outside.host = draft.files;
      return answer;
    },
    resolve: (name) => resolveName(draft, io, container.spec.netns, name),
    ip: netns?.ip ?? config.ip,
    cpus: config.cpus,
    memoryBytes: config.memoryBytes,
    bootAt: draft.bootAt,
    kernelVersion: config.kernelVersion,
    nodeName: config.node,
    cpuFactor: draft.cpuFactor,
    isOomGroup: config.isOomGroup,
    override: overrideOf(draft, container.spec.program.image),
  };
  return outside;
}

function othersIn(draft: Draft, container: Container, namespace: string): readonly ProcessLine[] {
  const lines: ProcessLine[] = [];
  for (const other of values(draft.containers)) {
    if (other.id === container.id || other.end !== undefined || namespaceOf(other) !== namespace)
      continue;
    const user = other.spec.program.user.split(':')[0] || 'root';
    for (const { pid, argv, rssBytes, startedAt } of other.procs) {
      lines.push({ pid, user, argv, rssBytes, startedAt });
    }
  }
  return lines;
}

/** What a scenario says about an image's program, however the image is written. */
function overrideOf(draft: Draft, image: string): ProgramSetup | undefined {
  const programs = draft.config.images;
  if (programs.length === 0) return undefined;
  const name = canonical(image);
  return programs.find((each) => each.image === image || canonical(each.image) === name)?.program;
}

function canonical(image: string): string {
  const name = parseImageName(image);
  return name === undefined ? image : wholeName({ ...name, tag: name.tag ?? 'latest' });
}
