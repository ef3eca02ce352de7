// Paths and trees of files: normal forms, lookups, listings. Pure; knows no container.

import { range, remove, set, withPrefix } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { FileTree, FsNode } from './model.ts';

/** The absolute path without `.`, `..` and doubled slashes. */
export function absolute(cwd: string, path: string): string {
  const whole = path.startsWith('/') ? path : `${cwd}/${path}`;
  if (!/\/\.|\/\/|\/$/.test(whole)) return whole;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The directory a path lies in. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** The last part of a path. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether `path` is `directory` or lies below it. */
export function isBelow(path: string, directory: string): boolean {
  if (directory === '/') return true;
  return (
    path.startsWith(directory) &&
    (path.length === directory.length || path[directory.length] === '/')
  );
}

/** A directory. */
export function dirNode(at: Micros, mode = 0o755): FsNode {
  return { isDir: true, text: '', zeros: 0, mode, at };
}

/** A file. */
export function fileNode(text: string, at: Micros, mode = 0o644, zeros = 0): FsNode {
  return { isDir: false, text, zeros, mode, at };
}

/** Bytes of a file: UTF-8 length of its text, and its zeros. */
export function sizeOf(node: FsNode): number {
  return node.isDir ? 4_096 : byteLength(node.text) + node.zeros;
}

/** UTF-8 length; a run of bytes not kept (see bulk.ts) counts in full. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3;
  }
  return bytes;
}

/** Names directly in a directory with their nodes, sorted. */
export function children(
  tree: FileTree,
  directory: string,
): readonly (readonly [string, FsNode])[] {
  const prefix = directory === '/' ? '/' : `${directory}/`;
  const found: (readonly [string, FsNode])[] = [];
  let from = prefix;
  for (;;) {
    const jump = collect(tree, prefix, from, found);
    if (jump === undefined) return found;
    from = jump;
  }
}

/** Collects until something lies deeper; then says where to go on behind that subtree. */
function collect(
  tree: FileTree,
  prefix: string,
  from: string,
  found: (readonly [string, FsNode])[],
): string | undefined {
  for (const [path, node] of range(tree, from, undefined)) {
    if (!path.startsWith(prefix)) return undefined;
    const slash = path.indexOf('/', prefix.length);
    if (slash >= 0) return `${path.slice(0, slash)}0`;
    if (path.length > prefix.length) found.push([path.slice(prefix.length), node]);
  }
  return undefined;
}

/** Everything below a directory, itself excluded. */
export function below(tree: FileTree, directory: string): readonly (readonly [string, FsNode])[] {
  return [...withPrefix(tree, directory === '/' ? '/' : `${directory}/`)];
}

/** The tree without a path and everything below it. */
export function removeTree(tree: FileTree, path: string): FileTree {
  for (const [each] of below(tree, path)) tree = remove(tree, each);
  return remove(tree, path);
}

/** The tree with a directory and its parents. */
export function makeDirs(
  tree: FileTree,
  path: string,
  at: Micros,
  has: (p: string) => boolean,
): FileTree {
  if (path === '/' || has(path)) return tree;
  tree = makeDirs(tree, parentOf(path), at, has);
  return set(tree, path, dirNode(at));
}
