// The state of the process `apiserver`: requests on their way, the watch caches, the watchers.
// Types only, and its beginning.

import type { ApiObject } from '../../apimachinery/meta.ts';
import { emptyMap, type PersistentMap } from '../../base/persistent-map.ts';
import type { ReplyTo } from '../../kernel/component.ts';
import type { Message } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';
import type { ApiRequest } from '../protocol/apiserver.ts';
import type { EtcdRequest } from '../protocol/etcd.ts';
import type { ApiServerConfig } from './config.ts';
import type { ResourceRequest } from './request-info.ts';
import type { Selectors } from './selectors.ts';
import type { ResourceCache } from './watch-cache.ts';

/** What a request waits for, and what to do with it. */
export type PlanStep =
  | { readonly do: 'get' }
  | { readonly do: 'aggregate' }
  | { readonly do: 'list' }
  | { readonly do: 'namespace'; readonly object: ApiObject }
  | { readonly do: 'lease'; readonly object: ApiObject }
  | { readonly do: 'create'; readonly object: ApiObject }
  | { readonly do: 'fetch' }
  | { readonly do: 'update'; readonly object: ApiObject; readonly isLast: boolean }
  | { readonly do: 'remove'; readonly object: ApiObject };

/** The rest of a deletecollection. */
export interface Collection {
  readonly names: readonly { readonly namespace?: string; readonly name: string }[];
  readonly list: unknown;
}

/** One request on its way: the continuation that a goroutine would keep on its stack. */
export interface Plan {
  readonly request: ApiRequest;
  /** Null for what the server does on its own. */
  readonly replyTo: ReplyTo | null;
  readonly target: ResourceRequest;
  readonly step: PlanStep;
  /** What was sent to etcd, to send it again when the connection breaks. */
  readonly sent?: EtcdRequest;
  readonly startedAt: Micros;
  /** How often the object had changed under the update. */
  readonly attempts: number;
  /** An eviction sets a condition first, then deletes. */
  readonly isSecondHalf: boolean;
  readonly warnings: readonly string[];
  readonly collection?: Collection;
  /** Which API service it was passed on to, and where. */
  readonly aggregated?: { readonly name: string; readonly address: string };
}

/** A log, exec, attach or port-forward session that is passed through to a kubelet. */
export interface ProxySession {
  readonly replyTo: ReplyTo;
  readonly plan: Plan;
  readonly node: string;
  readonly isStreaming: boolean;
}

/** One open watch of a client. */
export interface ApiWatcher {
  readonly replyTo: ReplyTo;
  readonly target: ResourceRequest;
  readonly selectors: Selectors;
  /** Events up to here it has, or does not want. */
  readonly revision: number;
  readonly isBookmarked: boolean;
  readonly isModern: boolean;
  /** Wants rows; `Metadata`, `Object` or `None` of the object with each. */
  readonly table?: string;
}

/** A message that came before the server was ready. */
export interface Queued {
  readonly replyTo: ReplyTo;
  readonly message: Message;
}

/** Somebody asked about a kind that has no cache yet. */
export interface OpenCache extends Message {
  readonly type: 'cache.open';
  readonly prefix: string;
}

/** What is known of the availability of API services beyond their stored condition. */
export interface Availability {
  /** By the name: attempts under way, failures in a row, and whether to look once more. */
  readonly reviews: PersistentMap<{
    readonly left: number;
    readonly failures: number;
    readonly isAgain: boolean;
  }>;
  /** By the id of the call: for which API service, on which node. */
  readonly probes: PersistentMap<{ readonly name: string; readonly node: string }>;
  /** Whether the next look at all of them has its time. */
  readonly isArmed: boolean;
}

/** The state of the process. */
export interface ApiServerState {
  readonly config: ApiServerConfig;
  /** Owned by `requests`. By the id of the message to etcd whose answer is awaited. */
  readonly inFlight: PersistentMap<Plan>;
  /** Owned by `requests`. By the id of the request to the kubelet. */
  readonly sessions: PersistentMap<ProxySession>;
  /** Owned by `requests`: what came before the caches were filled; null once ready. */
  readonly queued: readonly Queued[] | null;
  /** Owned by `requests`: how far the beginning of the cluster is. */
  readonly boot: 'waiting' | 'clusterwide' | 'namespaced' | 'done';
  /** Owned by `requests`: the etcd lease that new Events hang on. */
  readonly eventLease: { readonly id: number; readonly grantedAt: Micros } | null;
  /** Owned by `watch-cache`. By storage prefix. */
  readonly caches: PersistentMap<ResourceCache>;
  /** Owned by `watch-cache`: storage prefix by the id of the list or watch sent to etcd. */
  readonly sources: PersistentMap<string>;
  /** Owned by `watch-cache`. By the id of the client's request. */
  readonly watchers: PersistentMap<ApiWatcher>;
  /** Owned by `compactor`: the revision of five minutes ago. */
  readonly compactNext: number;
  /** Owned by `availability`. */
  readonly availability: Availability;
}

/** A server that has just started. */
export function initialState(config: ApiServerConfig): ApiServerState {
  return {
    config,
    inFlight: emptyMap(),
    sessions: emptyMap(),
    queued: [],
    boot: 'waiting',
    eventLease: null,
    caches: emptyMap(),
    sources: emptyMap(),
    watchers: emptyMap(),
    compactNext: 0,
    availability: { reviews: emptyMap(), probes: emptyMap(), isArmed: false },
  };
}
