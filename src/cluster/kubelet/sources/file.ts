// The source "file": the manifest directory, read on a timer and, where the edition has it, told
// of changes by inotify. Models pkg/kubelet/config/file.go and file_linux.go.

import type { Pod } from '../../../api/pod.ts';
import { present } from '../../../base/assert.ts';
import { emptyMap, get, mapOf, remove, set, values } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { EventId } from '../../../kernel/message.ts';
import { later } from '../../../kernel/time.ts';
import type {
  FileChanged,
  FileOp,
  FileOutcome,
  FilesRequest,
  FilesResult,
  WatchFiles,
} from '../../protocol/linux-files.ts';
import type { SourceUpdate } from '../channels.ts';
import type { KubeletConfig } from '../config.ts';
import { manifestDecoder } from '../late.ts';
import { callLinux } from '../linux-client.ts';
import { logSource } from './log-line.ts';
import type { FileJob, FileState, ManifestFile, SourceDue } from './state.ts';

const DUE: SourceDue = { type: 'source.due', source: 'file' };

/** The timer of the next look at the whole directory. */
const TIMER = 'source.file' as const;

const NO_PATH = 'path does not exist, ignoring' as const;

/** Reads the directory for the first time; a kubelet without a path has no such source. */
export function beginFile(config: KubeletConfig, io: Io): FileState | undefined {
  if (config.staticPodPath === undefined) return undefined;
  const nothing: FileState = { jobs: [], asked: [], files: emptyMap(), pods: emptyMap() };
  if (config.hasFileWatch) {
    const watch: WatchFiles = { type: 'linux.watchFiles', path: pathOf(config) };
    callLinux(config, io, watch);
  }
  return fileDue(nothing, config, io);
}

/** The period is over: everything is read again. */
export function fileDue(state: FileState, config: KubeletConfig, io: Io): FileState {
  io.after(TIMER, config.fileCheckFrequency, DUE, 'sources');
  const nextAt = later(io.now, config.fileCheckFrequency);
  return queued({ ...state, nextAt }, { what: 'list' }, config, io);
}

/** inotify tells of a file; dot files are nobody's business. */
export function fileChanged(
  state: FileState,
  { name, change }: FileChanged,
  config: KubeletConfig,
  io: Io,
): FileState {
  if (name.startsWith('.')) return state;
  return queued(state, { what: change === 'remove' ? 'removed' : 'changed', name }, config, io);
}

/** One thing is read at a time, as one goroutine does. */
function queued(state: FileState, job: FileJob, config: KubeletConfig, io: Io): FileState {
  const next = { ...state, jobs: [...state.jobs, job] };
  return state.request === undefined ? started(next, config, io) : next;
}

function started(state: FileState, config: KubeletConfig, io: Io): FileState {
  const job = state.jobs[0];
  if (job === undefined) return state;
  const path = pathOf(config);
  if (job.what === 'list') return ask(state, [{ op: 'list', path }], [], config, io);
  if (job.what === 'changed') return askFiles(state, [`${path}/${job.name}`], config, io);
  return done(withoutFile(state, `${path}/${job.name}`, io), config, io);
}

function askFiles(
  state: FileState,
  paths: readonly string[],
  config: KubeletConfig,
  io: Io,
): FileState {
  const ops = paths.map((path) => ({ op: 'read', path }) as const);
  return ask(state, ops, paths, config, io);
}

function ask(
  state: FileState,
  ops: readonly FileOp[],
  asked: readonly string[],
  config: KubeletConfig,
  io: Io,
): FileState {
  const message: FilesRequest = { type: 'linux.files', ops };
  const request: EventId = callLinux(config, io, message);
  return { ...state, request, asked };
}

/** The job is over; the next one begins. */
function done(state: FileState, config: KubeletConfig, io: Io): FileState {
  const { request: _done, ...rest } = state;
  return started({ ...rest, jobs: state.jobs.slice(1), asked: [], lastAt: io.now }, config, io);
}

/** The directory's listing, or the content of files. */
export function fileAnswered(
  state: FileState,
  { outcomes }: FilesResult,
  config: KubeletConfig,
  io: Io,
): FileState {
  const job = present(state.jobs[0], 'a job under way');
  if (state.asked.length === 0) {
    return listed(state, present(outcomes[0], 'an outcome'), config, io);
  }
  const read = state.asked.map((path, index) => ({ path, outcome: outcomes[index] }));
  const files = read.flatMap(({ path, outcome }) =>
    outcome?.isOk === true
      ? [[path, fileOf(get(state.files, path), path, outcome.content ?? '', config)] as const]
      : [],
  );
  return job.what === 'list' ? replaced(state, files, config, io) : added(state, files, config, io);
}

/** The names, without directories and dot files, in order. */
function listed(state: FileState, outcome: FileOutcome, config: KubeletConfig, io: Io): FileState {
  const path = pathOf(config);
  if (!outcome.isOk && outcome.error === 'ENOTDIR') return askFiles(state, [path], config, io);
  if (!outcome.isOk) {
    publish([], io);
    return failed({ ...state, files: emptyMap(), pods: emptyMap() }, NO_PATH, config, io);
  }
  const entries = (outcome.entries ?? []).filter(({ name }) => !name.startsWith('.'));
  for (const { name } of entries.filter(({ isDirectory }) => isDirectory)) {
    const origin = `${path}/${name}`;
    const message = 'Provided manifest path is a directory, not recursing into manifest path';
    const plain = `Not recursing into manifest path "${origin}"`;
    const error = 'is a directory';
    logSource(config, io, {
      source: 'file',
      origin,
      error,
      plain,
      message,
      values: { path: origin },
    });
  }
  const paths = entries.flatMap(({ name, isDirectory }) =>
    isDirectory ? [] : [`${path}/${name}`],
  );
  if (paths.length > 0) return askFiles(state, paths, config, io);
  return replaced(state, [], config, io);
}

/** What a file holds; text that stays the same is not decoded again. */
function fileOf(
  known: ManifestFile | undefined,
  path: string,
  content: string,
  config: KubeletConfig,
): ManifestFile {
  if (known?.content === content) return known;
  const { edition, nodeName } = config;
  const place = { edition, nodeName, origin: path, isFile: true };
  const manifest = manifestDecoder.get().decodeFile(content, place);
  const key = known?.key === undefined ? {} : { key: known.key };
  if ('error' in manifest) return { content, error: manifest.error, ...key };
  const pod = present(manifest.pods[0], 'a pod');
  return { content, pod, key: keyOf(pod) };
}

type Read = readonly (readonly [path: string, file: ManifestFile])[];

/** Everything was read: what cannot be used is left out, so its pod goes. */
function replaced(state: FileState, files: Read, config: KubeletConfig, io: Io): FileState {
  const isOneFile = files.length === 1 && files[0]?.[0] === pathOf(config);
  for (const [path, file] of files) {
    const { error } = file;
    if (error === undefined) continue;
    if (isOneFile) return failed({ ...state, files: mapOf(files) }, error, config, io);
    const plain = `Can't process manifest file "${path}": ${error}`;
    const message = 'Could not process manifest file';
    const isAgain = get(state.files, path) === file;
    logSource(config, io, {
      source: 'file',
      origin: path,
      error,
      plain,
      message,
      values: { path },
      isAgain,
    });
  }
  // Of two files with one name for their pods the later one counts.
  const pods = mapOf(
    files.flatMap(([, { pod }]) => (pod === undefined ? [] : [[keyOf(pod), pod]])),
  );
  publish([...values(pods)], io);
  const { error: _healed, ...rest } = state;
  return done({ ...rest, files: mapOf(files), pods }, config, io);
}

/** One file was read: a wrong one changes nothing until the whole directory is read again. */
function added(state: FileState, files: Read, config: KubeletConfig, io: Io): FileState {
  let next = state;
  for (const [path, file] of files) {
    next = { ...next, files: set(next.files, path, file) };
    if (file.pod === undefined) {
      const error = `can't process config file "${path}": ${file.error ?? ''}`;
      const message = 'Unable to process watch event';
      const plain = `${message}: ${error}`;
      logSource(config, io, { source: 'file', origin: path, error, plain, message });
      continue;
    }
    next = { ...next, pods: set(next.pods, keyOf(file.pod), file.pod) };
    publish([...values(next.pods)], io);
  }
  return done(next, config, io);
}

function withoutFile(state: FileState, path: string, io: Io): FileState {
  const file = get(state.files, path);
  const files = remove(state.files, path);
  if (file?.key === undefined || get(state.pods, file.key) === undefined)
    return { ...state, files };
  const pods = remove(state.pods, file.key);
  publish([...values(pods)], io);
  return { ...state, files, pods };
}

/** The source could not be read as a whole. */
function failed(state: FileState, error: string, config: KubeletConfig, io: Io): FileState {
  const path = pathOf(config);
  const message = 'Unable to read config path';
  const plain = `${message} "${path}": ${error}`;
  logSource(config, io, { source: 'file', origin: path, error, plain, message, values: { path } });
  return done({ ...state, error }, config, io);
}

function keyOf({ metadata }: Pod): string {
  return `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

function publish(pods: readonly Pod[], io: Io): void {
  const update: SourceUpdate = { type: 'source.update', source: 'file', pods };
  io.signal('pod-config', update);
}

function pathOf(config: KubeletConfig): string {
  return (config.staticPodPath ?? '').replace(/\/+$/, '');
}
