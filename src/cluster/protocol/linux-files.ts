// Files of a node: bulk operations by absolute host path, and a directory watch like inotify's.
// There are no symbolic links; what Kubernetes links to is replaced in place, as one change.

import type { Message } from '../../kernel/message.ts';

/** One file of a directory that is replaced as a whole. */
export interface FileContent {
  /** Relative path, may contain slashes. */
  readonly path: string;
  readonly content: string;
  readonly mode?: number;
}

/** One operation on the host's files. Parents are made as needed; `remove` takes whole trees. */
export type FileOp =
  | { readonly op: 'mkdir'; readonly path: string; readonly mode?: number }
  | {
      readonly op: 'write';
      readonly path: string;
      readonly content: string;
      /** That many zero bytes follow the content: a big file without its bytes. */
      readonly zeros?: number;
      readonly mode?: number;
    }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'read'; readonly path: string }
  | { readonly op: 'list'; readonly path: string }
  | { readonly op: 'usage'; readonly path: string }
  /** Makes the directory hold exactly these files, at one instant (a volume's atomic writer). */
  | { readonly op: 'replace'; readonly path: string; readonly files: readonly FileContent[] };

/** Operations in order. Answer: FilesResult, one outcome per operation. */
export interface FilesRequest extends Message {
  readonly type: 'linux.files';
  readonly ops: readonly FileOp[];
}

/** One entry of a directory. */
export interface DirEntry {
  readonly name: string;
  readonly isDirectory: boolean;
  readonly sizeBytes: number;
}

/** How one operation ended; the error is errno's name. */
export type FileOutcome =
  | {
      readonly isOk: true;
      /** After read. */
      readonly content?: string;
      /** After list, sorted by name. */
      readonly entries?: readonly DirEntry[];
      /** After usage. */
      readonly usage?: { readonly bytes: number; readonly inodes: number };
    }
  | { readonly isOk: false; readonly error: 'ENOENT' | 'ENOTDIR' | 'EISDIR' | 'ENOSPC' };

/** Answer to FilesRequest. */
export interface FilesResult extends Message {
  readonly type: 'linux.filesDone';
  readonly outcomes: readonly FileOutcome[];
}

/** Watches a directory (not what lies deeper). Answers: FileChanged, one per change. */
export interface WatchFiles extends Message {
  readonly type: 'linux.watchFiles';
  readonly path: string;
}

/** A file directly in a watched directory was created, written or removed. */
export interface FileChanged extends Message {
  readonly type: 'linux.fileChanged';
  readonly directory: string;
  readonly name: string;
  readonly change: 'create' | 'write' | 'remove';
}
