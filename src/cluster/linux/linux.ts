// The operating system of a node as a process: one port takes all system calls and the timers of
// containers. Daemons may come and go; what runs here stays.

import {
  emptyMap,
  entries,
  get,
  keys,
  mapOf,
  remove,
  set,
  values,
} from '../../base/persistent-map.ts';
import type { Component, Io } from '../../kernel/component.ts';
import { port } from '../../kernel/component.ts';
import type { Envelope, NetClosed, NetRefused } from '../../kernel/message.ts';
import type {
  CgroupChanged,
  ChangeCgroups,
  LinuxCgroups,
  LinuxDone,
  LinuxMachine,
  LinuxRequest,
  LinuxUsage,
} from '../protocol/linux.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import type { FilesResult } from '../protocol/linux-files.ts';
import type { FileTree } from '../runtime/process/model.ts';
import { NO_WIRE } from '../runtime/process/nothing.ts';
import { dirNode, fileNode, isBelow, makeDirs, parentOf } from '../runtime/process/paths.ts';
import { bytesOf, fileOps } from './host-files.ts';
import { usageOf } from './idle-usage.ts';
import { containerRequests, OF_CONTAINERS } from './late.ts';
import type { Draft, LinuxConfig, LinuxState } from './state.ts';
import { draftOf, freshCgroup, NOTHING } from './state.ts';
import { tellCgroup } from './tell-cgroup.ts';

/** kernel.pid_max of a 64-bit machine. */
const MAX_PID = 4_194_304;

const SLICES: readonly (keyof LinuxState)[] = [
  'config',
  'bootAt',
  'files',
  'counted',
  'cgroups',
  'netns',
  'addresses',
  'containers',
  'lastPids',
  'lastHostPid',
  'images',
  'oomWatchers',
  'cgroupWatchers',
  'served',
  'residents',
  'demandMillis',
  'cpuFactor',
  'heldAtMost',
  'writtenBytes',
  'fileWatchers',
  'calls',
  'workloads',
  'services',
];

/** A node's operating system. Models what Linux with runc gives to the daemons of a node. */
export const linux: Component<LinuxState, LinuxConfig> = {
  kind: 'linux',
  init,
  ports: { [LINUX_PORT]: port<LinuxState, keyof LinuxState>(SLICES, receive) },
};

function init(config: LinuxConfig, io: Io): LinuxState {
  const at = io.now;
  let files: FileTree = emptyMap();
  for (const path of [
    '/etc/kubernetes/manifests',
    '/var/lib',
    '/var/log',
    '/run',
    '/tmp',
    '/home',
    '/mnt',
    '/proc',
    '/sys',
    '/usr',
  ]) {
    files = makeDirs(files, path, at, (each) => get(files, each) !== undefined);
  }
  files = set(files, '/etc/resolv.conf', fileNode('nameserver 10.0.2.3\n', at));
  files = set(
    files,
    '/etc/hosts',
    fileNode(`127.0.0.1\tlocalhost\n${config.ip}\t${config.node}\n`, at),
  );
  for (const { path, content, zeros = 0 } of config.files) {
    files = makeDirs(files, parentOf(path), at, (each) => get(files, each) !== undefined);
    files = set(files, path, fileNode(content, at, 0o644, zeros));
  }
  const host = {
    ip: config.ip,
    hostname: config.node,
    portMappings: [],
    containers: [],
    createdAt: at,
    gone: NO_WIRE,
  };
  return {
    ...NOTHING,
    config,
    bootAt: at,
    files: set(files, '/dev', dirNode(at)),
    cgroups: mapOf(
      ['/', ...config.daemons.map(({ cgroup }) => cgroup)].map((path) => [path, freshCgroup(at)]),
    ),
    netns: mapOf([['host', host]]),
    lastHostPid: 1_200,
  };
}

type LinuxMessage = LinuxRequest | NetRefused | NetClosed;

function receive(state: LinuxState, envelope: Envelope, io: Io): LinuxState {
  const draft = draftOf(state);
  handle(draft, envelope, io, envelope.message as LinuxMessage);
  return draft;
}

function handle(draft: Draft, envelope: Envelope, io: Io, message: LinuxMessage): void {
  const replyTo = { id: envelope.id, from: envelope.from };
  switch (message.type) {
    case 'linux.files': {
      const outcomes = fileOps(draft, io, message.ops);
      const reply: FilesResult = { type: 'linux.filesDone', outcomes };
      io.reply(envelope, reply);
      return;
    }
    case 'linux.watchFiles':
      draft.fileWatchers = [
        ...draft.fileWatchers.filter(
          (each) => !isSame(each.replyTo, envelope) || each.path !== message.path,
        ),
        { path: message.path, replyTo },
      ];
      return;
    case 'linux.watchOom':
      draft.oomWatchers = [...draft.oomWatchers.filter((each) => !isSame(each, envelope)), replyTo];
      return;
    case 'linux.watchCgroups':
      draft.cgroupWatchers = [
        ...draft.cgroupWatchers.filter((each) => !isSame(each, envelope)),
        replyTo,
      ];
      return tellAllCgroups(draft, io, envelope);
    case 'linux.serve':
      draft.served = set(draft.served, message.url, message);
      return;
    case 'linux.readUsage': {
      const cgroups = usageOf(draft, io.now, message.paths);
      const reply: LinuxUsage = { type: 'linux.usage', at: io.now, cgroups };
      io.reply(envelope, reply);
      return;
    }
    case 'linux.listCgroups':
      return listCgroups(draft, io, envelope);
    case 'linux.machine':
      return tellMachine(draft, io, envelope);
    case 'linux.cgroups':
      return changeCgroups(draft, io, envelope, message);
    case 'net.refused':
    case 'net.closed':
      if (draft.calls.size === 0) return;
      return containerRequests.get().handleContainer(draft, envelope, io);
    default:
      // Containers and what they say to each other; a machine without any does not need the code.
      if (OF_CONTAINERS.has(envelope.message.type)) {
        containerRequests.get().handleContainer(draft, envelope, io);
      }
  }
}

/** A port that subscribes again (after its restart) takes the place of its old self. */
function isSame(old: { readonly from: Envelope['from'] }, envelope: Envelope): boolean {
  return old.from.actor === envelope.from.actor && old.from.port === envelope.from.port;
}

function changeCgroups(draft: Draft, io: Io, envelope: Envelope, ask: ChangeCgroups): void {
  let isFound = true;
  for (const { op, path, limits } of ask.ops) {
    const old = get(draft.cgroups, path);
    if (op !== 'create' && old === undefined) isFound = false;
    if (op === 'remove') {
      for (const [each] of [...entries(draft.cgroups)]) {
        if (each === '/' || !isBelow(each, path)) continue;
        draft.cgroups = remove(draft.cgroups, each);
        tellCgroup(draft, io, { path: each, change: 'remove' });
      }
    } else if (op === 'create' || old !== undefined) createOrUpdate(draft, io, path, limits);
  }
  const reply: LinuxDone = { type: 'linux.done', isFound };
  io.reply(envelope, reply);
}

function createOrUpdate(
  draft: Draft,
  io: Io,
  path: string,
  limits: ChangeCgroups['ops'][number]['limits'],
): void {
  for (let each = path; each !== '/'; each = parentOf(each)) {
    const old = get(draft.cgroups, each);
    if (old === undefined) tellCgroup(draft, io, { path: each, change: 'create' });
    if (old !== undefined && each !== path) continue;
    const base = old ?? freshCgroup(io.now);
    const more = each === path && limits !== undefined ? limits : {};
    draft.cgroups = set(draft.cgroups, each, { ...base, limits: { ...base.limits, ...more } });
  }
  if (limits === undefined) return;
  for (const container of values(draft.containers)) {
    if (container.spec.cgroup !== path || container.end !== undefined) continue;
    const spec = { ...container.spec, limits: { ...container.spec.limits, ...limits } };
    draft.containers = set(draft.containers, container.id, { ...container, spec });
  }
}

function cgroupOwners(draft: Draft): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { cgroup, id } of get(draft.residents, '/') ?? []) owners.set(cgroup, id);
  return owners;
}

function tellAllCgroups(draft: Draft, io: Io, envelope: Envelope): void {
  const owners = cgroupOwners(draft);
  for (const path of keys(draft.cgroups)) {
    const containerId = owners.get(path);
    const whose = containerId === undefined ? {} : { containerId };
    const told: CgroupChanged = { type: 'linux.cgroupChanged', path, change: 'create', ...whose };
    io.reply(envelope, told);
  }
}

function listCgroups(draft: Draft, io: Io, envelope: Envelope): void {
  const owners = cgroupOwners(draft);
  const cgroups = [...entries(draft.cgroups)].map(([path, { createdAt }]) => {
    const containerId = owners.get(path);
    return containerId === undefined ? { path, createdAt } : { path, createdAt, containerId };
  });
  const reply: LinuxCgroups = { type: 'linux.cgroupList', cgroups };
  io.reply(envelope, reply);
}

function tellMachine(draft: Draft, io: Io, envelope: Envelope): void {
  const { files } = draft;
  if (draft.counted.files !== files) draft.counted = { files, bytes: bytesOf(files) };
  io.reply(envelope, machineInfo(draft));
}

/** What the machine says of itself. */
export function machineInfo(state: LinuxState): LinuxMachine {
  const { config, files, counted } = state;
  const fileBytes = counted.files === files ? counted.bytes : bytesOf(files);
  let layers = 0;
  let processes = 0;
  for (const container of values(state.containers)) {
    layers += container.layerBytes;
    processes += container.procs.length;
  }
  return {
    type: 'linux.machineInfo',
    hostname: config.node,
    cpus: config.cpus,
    memoryBytes: config.memoryBytes,
    diskBytes: config.diskBytes,
    diskUsedBytes: config.baseDiskBytes + fileBytes + layers,
    inodes: Math.floor(config.diskBytes / 16_384),
    inodesUsed: 60_000 + files.size,
    processes: config.baseProcesses + processes,
    // The kernel lets threads take an eighth of the memory for their stacks of 16 KiB.
    maxPids: Math.min(MAX_PID, Math.floor(config.memoryBytes / (8 * 16_384))),
    machineId: config.machineId,
    systemUuid: config.systemUuid,
    bootId: config.bootId,
    bootAt: state.bootAt,
    kernelVersion: config.kernelVersion,
    osImage: config.osImage,
  };
}
