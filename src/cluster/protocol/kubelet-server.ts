// What the kubelet's HTTP server (10250) understands and answers, for the API server's proxy of
// log, exec, attach and port-forward, and for `curl` on the node. Requests go to the kubelet's
// port `server`.

import type { EventId, Message } from '../../kernel/message.ts';

/** The port of the process `kubelet@<node>` that takes HTTP requests. */
export const KUBELET_SERVER = 'server' as const;

/**
 * One HTTP request: `GET /containerLogs/default/web/nginx?follow=true`,
 * `POST /exec/default/web/nginx?command=…`. Repeated `command` parameters are in `command`.
 */
export interface KubeletRequest extends Message {
  readonly type: 'kubelet.request';
  readonly verb: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: { readonly [name: string]: string };
  /** The words of the command, for exec and run. */
  readonly command?: readonly string[];
  readonly body?: unknown;
}

/** The answer. With `isStream` the content follows as `kubelet.stream` replies and one end. */
export interface KubeletResponse extends Message {
  readonly type: 'kubelet.response';
  readonly code: number;
  readonly body?: unknown;
  readonly isStream?: boolean;
}

/** Part of a followed log or of an exec session. */
export interface KubeletStream extends Message {
  readonly type: 'kubelet.stream';
  readonly channel: 'stdout' | 'stderr' | 'error';
  readonly data: string;
}

/** The end of a stream. */
export interface KubeletStreamEnd extends Message {
  readonly type: 'kubelet.stream.end';
  /** Of the command, for exec. */
  readonly exitCode?: number;
  /** Why it ended otherwise. */
  readonly error?: string;
}

/** Input into an exec or attach session; `stream` is the id of the request. */
export interface KubeletStreamInput extends Message {
  readonly type: 'kubelet.stream.input';
  readonly stream: EventId;
  readonly data: string;
}

/** The client hung up; not answered. */
export interface KubeletStreamClose extends Message {
  readonly type: 'kubelet.stream.close';
  readonly stream: EventId;
}

/** Everything a client may send to the kubelet's server. */
export type KubeletClientMessage = KubeletRequest | KubeletStreamInput | KubeletStreamClose;

/** Everything the kubelet's server may answer. */
export type KubeletServerMessage = KubeletResponse | KubeletStream | KubeletStreamEnd;
