// Rotation of a log: old files go, the others are compressed, the current one gets a name with the
// time, and the runtime opens a new one.
// Models pkg/kubelet/logs/container_log_manager.go, rotateLogs, processContainer and rotateLog.

import { civilOfUnix } from '../../../base/calendar.ts';
import { get, keys, remove, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Envelope, EventId, Message } from '../../../kernel/message.ts';
import { type CriResponse, criRequest } from '../../protocol/cri.ts';
import type { DirEntry, FileOp, FilesRequest, FilesResult } from '../../protocol/linux-files.ts';
import type { LogSizes, ReadLogSizes, RenameLog } from '../../protocol/linux-logs.ts';
import { callRuntime } from '../cri-client.ts';
import { callLinux } from '../linux-client.ts';
import type { KubeletState } from '../state.ts';
import type { BigLog, ContainerLogsState } from './state.ts';

const COMPRESSED = '.gz';
const TEMPORARY = '.tmp';
/** How much smaller a log gets by gzip, about. */
const COMPRESSION = 10;

/** Asks how big the logs are; what is left of containers that are gone goes. */
export function look(state: KubeletState, logs: readonly BigLog[], io: Io): ContainerLogsState {
  const { looking: _old, ...kept } = cleaned(state, io);
  if (logs.length === 0) return kept;
  const request: ReadLogSizes = {
    type: 'linux.logSizes',
    containerIds: logs.map(({ containerId }) => containerId),
  };
  return { ...kept, looking: { id: callLinux(state.config, io, request), logs } };
}

/** Removes rotated files of containers that are no more. Models Clean. */
function cleaned({ containerLogs, podCache, config }: KubeletState, io: Io): ContainerLogsState {
  if (containerLogs.files.size === 0) return containerLogs;
  const known = new Set<string>();
  for (const uid of keys(podCache)) {
    for (const { id } of get(podCache, uid)?.containers ?? []) known.add(id);
  }
  let { files } = containerLogs;
  const ops: FileOp[] = [];
  for (const id of [...keys(files)]) {
    if (known.has(id)) continue;
    for (const path of get(files, id) ?? []) ops.push({ op: 'remove', path });
    files = remove(files, id);
  }
  if (ops.length === 0) return containerLogs;
  callLinux(config, io, { type: 'linux.files', ops } as FilesRequest);
  return { ...containerLogs, files };
}

/** An answer to what was asked last. */
export function answered(state: KubeletState, envelope: Envelope, io: Io): ContainerLogsState {
  const { containerLogs } = state;
  const { looking, busy } = containerLogs;
  if (looking !== undefined && envelope.inReplyTo === looking.id) {
    return measured(state, envelope.message as LogSizes, io);
  }
  if (busy === undefined) return containerLogs;
  if (envelope.message.type === 'net.closed' && busy.ask === 'reopen') {
    return reopened(state, busy, envelope.message, io);
  }
  if (envelope.inReplyTo !== busy.id) return containerLogs;
  switch (busy.ask) {
    case 'list':
      return listed(state, busy, envelope.message as FilesResult, io);
    case 'rename':
      return { ...containerLogs, busy: { ...busy, ask: 'reopen', id: reopen(state, busy, io) } };
    case 'reopen':
      return reopened(state, busy, envelope.message, io);
    case 'undo':
      return nextLog(state, containerLogs, io);
  }
}

function measured(state: KubeletState, { sizes }: LogSizes, io: Io): ContainerLogsState {
  const { looking, ...kept } = state.containerLogs;
  const { queue, busy } = kept;
  const waiting = new Set([...queue, ...(busy === undefined ? [] : [busy])].map(idOf));
  const big = (looking?.logs ?? []).filter(
    (log, i) => (sizes[i] ?? -1) >= state.config.containerLogMaxSize && !waiting.has(idOf(log)),
  );
  const queued = { ...kept, queue: [...queue, ...big] };
  return busy === undefined ? nextLog(state, queued, io) : queued;
}

function idOf({ containerId }: BigLog): string {
  return containerId;
}

/** The next of the queue, if there is one: which files are there already? */
function nextLog(
  state: KubeletState,
  { busy: _done, ...logs }: ContainerLogsState,
  io: Io,
): ContainerLogsState {
  const [log, ...queue] = logs.queue;
  if (log === undefined) return logs;
  const path = log.path.slice(0, log.path.lastIndexOf('/'));
  const id = callLinux(state.config, io, {
    type: 'linux.files',
    ops: [{ op: 'list', path }],
  } as FilesRequest);
  return { ...logs, queue, busy: { ...log, ask: 'list', id } };
}

function listed(
  state: KubeletState,
  log: BigLog,
  { outcomes }: FilesResult,
  io: Io,
): ContainerLogsState {
  const [outcome] = outcomes;
  const entries = outcome?.isOk === true ? (outcome.entries ?? []) : [];
  const { ops, kept } = tidied(log.path, entries, state.config.containerLogMaxFiles);
  if (ops.length > 0) callLinux(state.config, io, { type: 'linux.files', ops } as FilesRequest);
  const rotated = `${log.path}.${stamp(io)}`;
  const rename: RenameLog = {
    type: 'linux.renameLog',
    containerId: log.containerId,
    path: rotated,
  };
  const { containerLogs } = state;
  const id = callLinux(state.config, io, rename);
  return {
    ...containerLogs,
    files: set(containerLogs.files, log.containerId, kept),
    busy: { ...log, ask: 'rename', rotated, id },
  };
}

/** What becomes of the rotated files that are there, and which are left. */
export function tidied(
  path: string,
  entries: readonly DirEntry[],
  maxFiles: number,
): { readonly ops: readonly FileOp[]; readonly kept: readonly string[] } {
  const directory = path.slice(0, path.lastIndexOf('/'));
  const found = entries
    .map((entry) => ({ path: `${directory}/${entry.name}`, sizeBytes: entry.sizeBytes }))
    .filter((file) => file.path.startsWith(`${path}.`));
  const names = new Set(found.map((file) => file.path));
  const isUsed = (name: string): boolean =>
    !name.endsWith(TEMPORARY) && (name.endsWith(COMPRESSED) || !names.has(name + COMPRESSED));
  const used = found.filter((file) => isUsed(file.path));
  // Besides these there will be the one rotated now and the new one.
  const excess = used.slice(0, Math.max(0, used.length - Math.max(0, maxFiles - 2)));
  const left = used.slice(excess.length);
  const plain = left.filter((file) => !file.path.endsWith(COMPRESSED));
  const gone = [...found.filter((file) => !isUsed(file.path)), ...excess, ...plain];
  const written = plain.map(({ path: name, sizeBytes }): FileOp => {
    const zeros = Math.ceil(sizeBytes / COMPRESSION);
    return { op: 'write', path: name + COMPRESSED, content: '', zeros };
  });
  return {
    ops: [...written, ...gone.map((file): FileOp => ({ op: 'remove', path: file.path }))],
    kept: left.map((file) => (plain.includes(file) ? file.path + COMPRESSED : file.path)),
  };
}

function reopen(state: KubeletState, { containerId }: BigLog, io: Io): EventId {
  return callRuntime(state.config, io, criRequest('ReopenContainerLog', { containerId }));
}

function reopened(
  state: KubeletState,
  log: BigLog & { readonly rotated: string },
  message: Message,
  io: Io,
): ContainerLogsState {
  const { containerLogs } = state;
  const { containerId, rotated } = log;
  if (message.type !== 'cri.response' || (message as CriResponse).error !== undefined) {
    // It gets its name back, and another try at the next look.
    const back: RenameLog = { type: 'linux.renameLog', containerId };
    return {
      ...containerLogs,
      busy: { ...log, ask: 'undo', id: callLinux(state.config, io, back) },
    };
  }
  tell(state, containerId, rotated, io);
  const files = [...(get(containerLogs.files, containerId) ?? []), rotated];
  return nextLog(
    state,
    { ...containerLogs, files: set(containerLogs.files, containerId, files) },
    io,
  );
}

function tell(state: KubeletState, containerId: string, file: string, io: Io): void {
  for (const uid of keys(state.podCache)) {
    const pod = get(state.podCache, uid);
    const found = pod?.containers.find(({ id }) => id === containerId);
    if (pod === undefined || found === undefined) continue;
    const { name, namespace } = pod;
    const about = { kind: 'container', name: found.metadata.name, namespace, uid };
    io.fact('LogRotated', about, { pod: name, file: file.slice(file.lastIndexOf('/') + 1) });
  }
}

/** `20260102-150405`, as Go's layout has it. */
function stamp(io: Io): string {
  const { year, month, day, hour, minute, second } = civilOfUnix(
    io.epochSeconds + Math.floor(io.now / 1_000_000),
  );
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${year}${two(month)}${two(day)}-${two(hour)}${two(minute)}${two(second)}`;
}
