// Files as a container sees them: its own layer over the image, with host paths mounted into it.
// System calls answer with errno's name or with what was asked; nothing is thrown.

import { get, set } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';
import { bulkLength, compact } from './bulk.ts';
import type { Run } from './machine.ts';
import type { FileTree, FsNode, Proc } from './model.ts';
import {
  absolute,
  below,
  byteLength,
  children,
  dirNode,
  fileNode,
  isBelow,
  parentOf,
  removeTree,
  sizeOf,
} from './paths.ts';
import { written } from './work.ts';

/** Why a system call failed. */
export type Errno =
  | 'ENOENT'
  | 'ENOTDIR'
  | 'EISDIR'
  | 'EROFS'
  | 'EEXIST'
  | 'ENOTEMPTY'
  | 'EACCES'
  | 'ENOSPC'
  | 'EINVAL';

const MESSAGES: { readonly [errno in Errno]: string } = {
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EROFS: 'Read-only file system',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
  ENOSPC: 'No space left on device',
  EINVAL: 'Invalid argument',
};

/** What strerror says. */
export function errorText(errno: Errno): string {
  return MESSAGES[errno];
}

/** What reading files needs of a container's working copy. */
export interface Files extends Pick<Run, 'now' | 'epochSeconds' | 'container' | 'layer'> {
  readonly outside: Pick<Run['outside'], 'host' | 'bootAt' | 'memoryBytes'>;
}

/** Where a path of the container really lies. */
export interface Place {
  readonly store: 'host' | 'layer';
  readonly path: string;
  readonly isReadOnly: boolean;
}

/** The store behind an absolute path: the longest mount that covers it, or the layer. */
export function locate(run: Files, path: string): Place {
  let best: Place | undefined;
  let length = -1;
  for (const mount of run.container.spec.mounts) {
    if (mount.target.length <= length || !isBelow(path, mount.target)) continue;
    length = mount.target.length;
    const rest = mount.target === '/' ? path : path.slice(length);
    best = { store: 'host', path: mount.source + rest, isReadOnly: mount.isReadOnly };
  }
  const isReadOnly = run.container.spec.isRootReadOnly === true;
  return best ?? { store: 'layer', path, isReadOnly };
}

function treeOf(run: Files, place: Place): FileTree {
  return place.store === 'host' ? run.outside.host : run.layer;
}

function nodeAt(run: Files, place: Place): FsNode | undefined {
  return place.path === '/' ? ROOT : get(treeOf(run, place), place.path);
}

const ROOT: FsNode = dirNode(0 as Micros);

/** The node at a path, or undefined. Relative paths start at the process's directory. */
export function stat(run: Files, proc: Readonly<Proc>, path: string): FsNode | undefined {
  const whole = absolute(proc.cwd, path);
  if (SPECIAL.has(whole)) return SPECIAL_NODE;
  return nodeAt(run, locate(run, whole)) ?? procFile(run, whole);
}

/** Devices that are no files; `input.ts` opens them. */
export const SPECIAL: ReadonlySet<string> = new Set([
  '/dev/null',
  '/dev/zero',
  '/dev/full',
  '/dev/random',
  '/dev/urandom',
  '/dev/stdin',
  '/dev/stdout',
  '/dev/stderr',
  '/dev/tty',
  '/dev/console',
]);

const SPECIAL_NODE: FsNode = fileNode('', 0 as Micros, 0o666);

/** The text of a file, or why it cannot be read. */
export function readFile(run: Files, proc: Readonly<Proc>, path: string): FsNode | Errno {
  const whole = absolute(proc.cwd, path);
  if (SPECIAL.has(whole)) return SPECIAL_NODE;
  const node = nodeAt(run, locate(run, whole)) ?? procFile(run, whole);
  if (node === undefined) return hasFileParent(run, whole) ? 'ENOTDIR' : 'ENOENT';
  return node.isDir ? 'EISDIR' : node;
}

function hasFileParent(run: Files, path: string): boolean {
  const parent = parentOf(path);
  return parent !== '/' && nodeAt(run, locate(run, parent))?.isDir === false;
}

/** Writes or appends; makes the file when its directory is there. */
export function writeFile(
  run: Run,
  proc: Proc,
  path: string,
  text: string,
  how: 'replace' | 'append',
  zeros = 0,
): Errno | undefined {
  const whole = absolute(proc.cwd, path);
  const place = locate(run, whole);
  const old = nodeAt(run, place);
  if (old?.isDir === true) return 'EISDIR';
  if (place.isReadOnly) return 'EROFS';
  if (old === undefined) {
    const parent = nodeAt(run, locate(run, parentOf(whole)));
    if (parent === undefined) return 'ENOENT';
    if (!parent.isDir) return 'ENOTDIR';
  }
  const kept = how === 'append' && old !== undefined ? old : undefined;
  const node = fileNode(
    (kept?.text ?? '') + text,
    proc.clock,
    old?.mode ?? 0o644,
    (kept?.zeros ?? 0) + zeros,
  );
  store(run, place, bounded(node));
  run.disk = written(run.disk, byteLength(text) + zeros);
  if (place.store === 'host') changed(run, place.path, old === undefined ? 'create' : 'write');
  return undefined;
}

/** A file that has grown beyond what anybody reads keeps its beginning and counts the rest. */
function bounded(node: FsNode): FsNode {
  if (node.text.length <= 262_144) return node;
  const text = compact(node.text);
  return { ...node, text: '', zeros: node.zeros + bulkLength(text) };
}

function store(run: Run, place: Place, node: FsNode): void {
  if (place.store === 'host') {
    run.outside.host = set(run.outside.host, place.path, node);
    return;
  }
  const old = get(run.layer, place.path);
  run.layerBytes += sizeOf(node) - (old === undefined || old.isDir ? 0 : sizeOf(old));
  run.layer = set(run.layer, place.path, node);
}

function changed(run: Run, path: string, change: 'create' | 'write' | 'remove'): void {
  run.outside.changes.push({ path, change });
}

/** Sets a node's permission bits. */
export function chmod(run: Run, proc: Proc, path: string, mode: number): Errno | undefined {
  const place = locate(run, absolute(proc.cwd, path));
  const node = nodeAt(run, place);
  if (node === undefined) return 'ENOENT';
  if (place.isReadOnly) return 'EROFS';
  if (place.path !== '/') store(run, place, { ...node, mode });
  return undefined;
}

/** Makes a directory; with `hasParents` also those above it, and it may be there already. */
export function mkdir(run: Run, proc: Proc, path: string, hasParents: boolean): Errno | undefined {
  const whole = absolute(proc.cwd, path);
  const place = locate(run, whole);
  const old = nodeAt(run, place);
  if (old !== undefined) return hasParents && old.isDir ? undefined : 'EEXIST';
  if (place.isReadOnly) return 'EROFS';
  const parent = nodeAt(run, locate(run, parentOf(whole)));
  if (parent === undefined) {
    if (!hasParents) return 'ENOENT';
    const errno = mkdir(run, proc, parentOf(whole), true);
    if (errno !== undefined) return errno;
  } else if (!parent.isDir) return 'ENOTDIR';
  store(run, place, dirNode(proc.clock));
  if (place.store === 'host') changed(run, place.path, 'create');
  return undefined;
}

/** Removes a file, or a tree when asked to. A mount point stays. */
export function unlink(
  run: Run,
  proc: Proc,
  path: string,
  isRecursive: boolean,
): Errno | undefined {
  const whole = absolute(proc.cwd, path);
  const place = locate(run, whole);
  const node = nodeAt(run, place);
  if (node === undefined) return 'ENOENT';
  if (place.isReadOnly || run.container.spec.mounts.some((m) => m.target === whole)) return 'EROFS';
  if (node.isDir && !isRecursive) return 'EISDIR';
  if (place.store === 'host') {
    run.outside.host = removeTree(run.outside.host, place.path);
    changed(run, place.path, 'remove');
    return undefined;
  }
  for (const [, each] of below(run.layer, place.path))
    run.layerBytes -= each.isDir ? 0 : sizeOf(each);
  run.layerBytes = Math.max(0, run.layerBytes - (node.isDir ? 0 : sizeOf(node)));
  run.layer = removeTree(run.layer, place.path);
  return undefined;
}

/** Names in a directory with their nodes, sorted, or why it cannot be listed. */
export function list(
  run: Files,
  proc: Readonly<Proc>,
  path: string,
): readonly (readonly [string, FsNode])[] | Errno {
  const whole = absolute(proc.cwd, path);
  const place = locate(run, whole);
  const node = nodeAt(run, place);
  if (node === undefined) return 'ENOENT';
  if (!node.isDir) return 'ENOTDIR';
  const found = children(treeOf(run, place), place.path);
  return whole === '/dev' ? [...found, ...devices()] : found;
}

function devices(): readonly (readonly [string, FsNode])[] {
  return [...SPECIAL].map((path) => [path.slice('/dev/'.length), SPECIAL_NODE] as const);
}

/** The few files of /proc that scripts read. */
function procFile(run: Files, path: string): FsNode | undefined {
  if (!path.startsWith('/proc/') && path !== '/etc/hostname') return undefined;
  const seconds = Math.floor((run.now - run.outside.bootAt) / 10_000) / 100;
  const kib = Math.floor(run.outside.memoryBytes / 1_024);
  switch (path) {
    case '/proc/uptime':
      return fileNode(`${seconds.toFixed(2)} ${seconds.toFixed(2)}\n`, run.now);
    case '/proc/loadavg':
      return fileNode('0.00 0.00 0.00 1/64 1\n', run.now);
    case '/proc/meminfo':
      return fileNode(`MemTotal:       ${kib} kB\nMemFree:        ${kib} kB\n`, run.now);
    case '/etc/hostname':
      return fileNode(`${run.container.spec.program.hostname}\n`, run.now);
    default:
      return undefined;
  }
}
