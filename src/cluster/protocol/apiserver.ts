// What the API server understands and answers: HTTP shaped as plain messages. All requests go to
// its port `requests`. A watch or a stream is one request with many replies, all `inReplyTo` it;
// the request's event id is the watch's id.

import type { ApiObject } from '../../apimachinery/meta.ts';
import type { Status } from '../../apimachinery/status.ts';
import type { EventId, Message } from '../../kernel/message.ts';

/** The port of the process `apiserver` that takes requests (6443 on a real machine). */
export const API_REQUESTS = 'requests' as const;

/** The HTTP methods the API server serves. */
export type HttpVerb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The body formats of a PATCH. */
export type PatchContentType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json';

/**
 * One HTTP request. `path` is real (`/api/v1/namespaces/default/pods/web/status`), `query` holds
 * the decoded parameters as strings (`{ watch: 'true', fieldSelector: 'spec.nodeName=node-1' }`).
 */
export interface ApiRequest extends Message {
  readonly type: 'api.request';
  readonly verb: HttpVerb;
  readonly path: string;
  readonly query?: { readonly [name: string]: string };
  /** The words of the command, for exec. */
  readonly command?: readonly string[];
  /** Of the body; needed for PATCH. */
  readonly contentType?: PatchContentType | 'application/json';
  /** `application/json;as=Table;v=v1;g=meta.k8s.io`, or absent for objects. */
  readonly accept?: string;
  /**
   * First word of the User-Agent: `kubectl`, `kubelet`, `kube-scheduler`, `kube-controller-
   * manager`.
   */
  readonly userAgent: string;
  /** Who asks, as authenticated: `system:node:node-1`; absent is the administrator. */
  readonly user?: string;
  /** An object, a patch, or DeleteOptions. */
  readonly body?: unknown;
  /** Paths of fields that stood twice in the body's text; strict decoding names them. */
  readonly duplicates?: readonly string[];
}

/**
 * The answer: an object, a list, a Status, a Table, or text. A watch gets code 200 without body
 * first.
 */
export interface ApiResponse extends Message {
  readonly type: 'api.response';
  readonly code: number;
  readonly body?: unknown;
  /** The content follows as `api.stream` replies and one `api.stream.end`. */
  readonly isStream?: boolean;
  /** Texts of `Warning:` headers, which kubectl prints. */
  readonly warnings?: readonly string[];
}

/** One change on a watch; the object of a BOOKMARK has only kind, version and resourceVersion. */
export type WatchEvent =
  | {
      readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
      readonly object: ApiObject;
    }
  | { readonly type: 'ERROR'; readonly object: Status };

/** Part of a watch's stream: what happened at one instant, in order. */
export interface ApiWatch extends Message {
  readonly type: 'api.watch';
  readonly events: readonly WatchEvent[];
}

/**
 * The server's end of a watch (its timeout ran out, or after an ERROR). The client lists or
 * watches again.
 */
export interface ApiWatchEnd extends Message {
  readonly type: 'api.watch.end';
}

/** The client's end of a watch; not answered. */
export interface ApiWatchCancel extends Message {
  readonly type: 'api.watch.cancel';
  readonly watch: EventId;
}

/** Part of a log that is followed, or of an exec, attach or port-forward session. */
export interface ApiStream extends Message {
  readonly type: 'api.stream';
  readonly channel: 'stdout' | 'stderr' | 'error';
  readonly data: string;
}

/** The end of a stream; `status` as kubectl reads it (exec: exit code in its causes). */
export interface ApiStreamEnd extends Message {
  readonly type: 'api.stream.end';
  readonly status?: Status;
}

/** What the person types into an exec or attach session. */
export interface ApiStreamInput extends Message {
  readonly type: 'api.stream.input';
  readonly stream: EventId;
  readonly data: string;
}

/** The client hangs up (Ctrl-C); not answered. */
export interface ApiStreamClose extends Message {
  readonly type: 'api.stream.close';
  readonly stream: EventId;
}

/** Everything a client may send. */
export type ApiClientMessage = ApiRequest | ApiWatchCancel | ApiStreamInput | ApiStreamClose;

/** Everything the API server may answer. */
export type ApiServerMessage = ApiResponse | ApiWatch | ApiWatchEnd | ApiStream | ApiStreamEnd;
