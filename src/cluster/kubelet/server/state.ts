// The slice of the kubelet's HTTP server: requests that wait for someone else's answer.
// Models pkg/kubelet/server/server.go.

import { emptyMap, type PersistentMap } from '../../../base/persistent-map.ts';
import type { ReplyTo } from '../../../kernel/component.ts';

/** One request that is not answered yet, or a stream that goes on. */
export interface ServerCall {
  readonly to: ReplyTo;
  readonly what: 'logs' | 'exec' | 'run' | 'summary' | 'metrics' | 'runningpods';
  readonly isFollowing: boolean;
  readonly hasTimestamps: boolean;
  /** The head of a stream was sent. */
  readonly isOpen: boolean;
}

/** Slice `server`. */
export interface ServerState {
  /** By `r<request id>` of the question asked on. */
  readonly calls: PersistentMap<ServerCall>;
}

/** A server without requests. */
export function initialServerState(): ServerState {
  return { calls: emptyMap() };
}
