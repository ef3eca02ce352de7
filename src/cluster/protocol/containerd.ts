// What `ctr -n k8s.io` asks of containerd: its own containers and tasks, past the CRI.
// CRI calls go to the same port.

import type { Message } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';
import type { StringMap } from './cri-objects.ts';
import type { CtrContainer } from './node-commands.ts';

/** The port of the process `containerd@<node>` that takes CRI and ctr requests. */
export const CONTAINERD_PORT: string = 'cri';

/** What is asked. */
export type CtrCall =
  | { readonly op: 'tasks-kill'; readonly container: CtrContainer; readonly signal: string }
  | { readonly op: 'tasks-delete'; readonly container: CtrContainer; readonly isForced: boolean }
  | { readonly op: 'tasks-ls' }
  | { readonly op: 'containers-delete'; readonly container: CtrContainer }
  | { readonly op: 'containers-ls' }
  | { readonly op: 'images-tag'; readonly source: string; readonly target: string };

/** A call of ctr. */
export interface CtrRequest extends Message {
  readonly type: 'ctr.request';
  readonly call: CtrCall;
}

/** One container, with its task if it has one. */
export interface CtrRow {
  readonly id: string;
  readonly image: string;
  readonly labels: StringMap;
  readonly createdAt: Micros;
  readonly task?: { readonly pid: number; readonly status: 'RUNNING' | 'STOPPED' | 'CREATED' };
}

/** The answer: an error in containerd's words, or rows for the lists. */
export interface CtrResponse extends Message {
  readonly type: 'ctr.response';
  readonly error?: string;
  readonly rows?: readonly CtrRow[];
}
