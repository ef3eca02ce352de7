// Files of the host: bulk operations, and watches on directories.

import { forEach, get, type PersistentMap, set, values } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Micros } from '../../kernel/time.ts';
import type { FileChanged, FileOp, FileOutcome } from '../protocol/linux-files.ts';
import type { HostChange } from '../runtime/process/machine.ts';
import type { FileTree } from '../runtime/process/model.ts';
import {
  absolute,
  baseOf,
  below,
  byteLength,
  children,
  dirNode,
  fileNode,
  isBelow,
  makeDirs,
  parentOf,
  removeTree,
  sizeOf,
} from '../runtime/process/paths.ts';
import type { Draft } from './state.ts';

const OK: FileOutcome = { isOk: true };
const MISSING: FileOutcome = { isOk: false, error: 'ENOENT' };

/** Carries out operations in order; gives one outcome each. */
export function fileOps(draft: Draft, io: Io, ops: readonly FileOp[]): readonly FileOutcome[] {
  const changes: HostChange[] = [];
  const outcomes = ops.map((op) => fileOp(draft, io.now, op, changes));
  tellChanges(draft, io, changes);
  return outcomes;
}

function fileOp(draft: Draft, now: Micros, op: FileOp, changes: HostChange[]): FileOutcome {
  const path = absolute('/', op.path);
  const node = path === '/' ? dirNode(now) : get(draft.files, path);
  switch (op.op) {
    case 'mkdir':
      if (node !== undefined) return node.isDir ? OK : { isOk: false, error: 'ENOTDIR' };
      draft.files = withDirs(draft.files, path, now);
      if (op.mode !== undefined) draft.files = set(draft.files, path, dirNode(now, op.mode));
      changes.push({ path, change: 'create' });
      return OK;
    case 'write': {
      if (node?.isDir === true) return { isOk: false, error: 'EISDIR' };
      const mode = op.mode ?? node?.mode ?? 0o644;
      const file = fileNode(op.content, now, mode, op.zeros ?? 0);
      draft.files = set(withDirs(draft.files, parentOf(path), now), path, file);
      changes.push({ path, change: node === undefined ? 'create' : 'write' });
      return OK;
    }
    case 'remove':
      if (node === undefined) return MISSING;
      draft.files = removeTree(draft.files, path);
      changes.push({ path, change: 'remove' });
      return OK;
    case 'read':
      if (node === undefined) return MISSING;
      return node.isDir ? { isOk: false, error: 'EISDIR' } : { isOk: true, content: node.text };
    case 'list': {
      if (node === undefined) return MISSING;
      if (!node.isDir) return { isOk: false, error: 'ENOTDIR' };
      const entries = children(draft.files, path).map(([name, each]) => ({
        name,
        isDirectory: each.isDir,
        sizeBytes: sizeOf(each),
      }));
      return { isOk: true, entries };
    }
    case 'usage': {
      if (node === undefined) return MISSING;
      const inside = below(draft.files, path);
      const bytes = inside.reduce((sum, [, each]) => sum + sizeOf(each), sizeOf(node));
      return { isOk: true, usage: { bytes, inodes: inside.length + 1 } };
    }
    case 'replace':
      keepMounted(draft, path);
      draft.files = replaced(draft.files, path, op.files, now);
      changes.push({ path, change: 'write' });
      return OK;
  }
}

/** Where files live on that are mounted into a container but no longer in their directory. */
const DETACHED = '/.detached';

/** A mounted file is an inode: whoever has it mounted goes on seeing what was there. */
function keepMounted(draft: Draft, directory: string): void {
  for (const container of values(draft.containers)) {
    const { spec } = container;
    const isHeld = (source: string): boolean =>
      isBelow(source, directory) && get(draft.files, source)?.isDir === false;
    if (container.end !== undefined || !spec.mounts.some(({ source }) => isHeld(source))) continue;
    const mounts = spec.mounts.map((mount) => {
      const node = isHeld(mount.source) ? get(draft.files, mount.source) : undefined;
      if (node === undefined) return mount;
      const source = `${DETACHED}/${container.id}${mount.target}`;
      draft.files = set(draft.files, source, node);
      return { ...mount, source };
    });
    draft.containers = set(draft.containers, container.id, {
      ...container,
      spec: { ...spec, mounts },
    });
  }
}

/** Forgets the files that only this container still had. */
export function dropDetached(draft: Draft, containerId: string): void {
  const path = `${DETACHED}/${containerId}`;
  if (below(draft.files, path).length > 0) draft.files = removeTree(draft.files, path);
}

/** The directory with exactly these files; ones that stay the same stay the same node. */
function replaced(
  files: FileTree,
  path: string,
  content: (FileOp & { op: 'replace' })['files'],
  now: Micros,
): FileTree {
  const old: PersistentMap<FileTree extends PersistentMap<infer N> ? N : never> = files;
  let next = withDirs(removeTree(files, path), path, now);
  for (const file of content) {
    const at = absolute('/', `${path}/${file.path}`);
    const before = get(old, at);
    const mode = file.mode ?? 0o644;
    const isSame = before?.text === file.content && before.mode === mode && !before.isDir;
    next = withDirs(next, parentOf(at), now);
    next = set(next, at, isSame ? before : fileNode(file.content, now, mode));
  }
  return next;
}

function withDirs(files: FileTree, path: string, now: Micros): FileTree {
  return makeDirs(files, path, now, (each) => get(files, each) !== undefined);
}

/** Tells those who watch the directories of these changes. */
export function tellChanges(draft: Draft, io: Io, changes: readonly HostChange[]): void {
  if (changes.length === 0 || draft.fileWatchers.length === 0) return;
  for (const { path, change } of changes) {
    for (const watcher of draft.fileWatchers) {
      if (parentOf(path) !== watcher.path) continue;
      const told: FileChanged = {
        type: 'linux.fileChanged',
        directory: watcher.path,
        name: baseOf(path),
        change,
      };
      io.reply(watcher.replyTo, told);
    }
  }
}

/** Bytes of all files of the host. */
export function bytesOf(files: FileTree): number {
  let bytes = 0;
  forEach(files, (node) => {
    if (!node.isDir) bytes += byteLength(node.text) + node.zeros;
  });
  return bytes;
}
