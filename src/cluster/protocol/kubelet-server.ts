// What the kubelet's HTTP servers (10250, 10255, 10248) understand and answer, for the API server's
// proxy of log, exec, attach, port-forward and nodes/proxy, and for `curl` on the node. Requests go
// to the kubelet's port `server`.

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
  /** The port that was called; 10250 when missing. */
  readonly port?: number;
  /** Without TLS on a port that speaks TLS. */
  readonly isPlain?: boolean;
  /** Who the client's certificate says it is; missing: anonymous. */
  readonly user?: string;
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
  readonly contentType?: string;
  readonly location?: string;
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

/** Nobody listens at that port of a kubelet that runs. */
export interface KubeletRefused extends Message {
  readonly type: 'kubelet.refused';
}

/** Everything the kubelet's server may answer. */
export type KubeletServerMessage =
  | KubeletResponse
  | KubeletStream
  | KubeletStreamEnd
  | KubeletRefused;
