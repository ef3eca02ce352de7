// The network of a node: namespaces with an address, and calls to what listens in them. A call is
// one exchange (an HTTP request, a connect, a gRPC health check), not a stream of packets.

import type { Message } from '../../kernel/message.ts';
import type { Duration } from '../../kernel/time.ts';

/** A port of the host that leads into the namespace. */
export interface PortMapping {
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
}

/** Makes or removes a network namespace; `host` is always there. Answer: LinuxDone. */
export interface NetnsRequest extends Message {
  readonly type: 'linux.netns';
  readonly op: 'create' | 'remove';
  readonly id: string;
  /** Needed to create. */
  readonly ip?: string;
  readonly hostname?: string;
  readonly portMappings?: readonly PortMapping[];
}

/** What is asked of the peer. */
export type NetPayload =
  | {
      readonly kind: 'http';
      readonly method: string;
      readonly path: string;
      readonly host?: string;
      readonly headers?: readonly { readonly name: string; readonly value: string }[];
      readonly isTls?: boolean;
      readonly body?: string;
    }
  | { readonly kind: 'tcp'; readonly data?: string }
  | { readonly kind: 'grpc-health'; readonly service: string };

/** Calls an address. Answer: NetResult, at the latest after `timeout`. */
export interface NetCall extends Message {
  readonly type: 'linux.call';
  readonly ip: string;
  readonly port: number;
  readonly payload: NetPayload;
  /** Namespace it comes from; the host's when missing. `localhost` means this namespace's own. */
  readonly fromNetns?: string;
  readonly timeout: Duration;
  /** Set by a node that passes the call on to the node of the address. */
  readonly isForwarded?: boolean;
}

/** How a call failed. */
export type NetError = 'refused' | 'timeout' | 'reset' | 'unreachable' | 'not-tls';

/** What came back. */
export type NetAnswer =
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly headers: readonly { readonly name: string; readonly value: string }[];
      readonly body: string;
    }
  | { readonly kind: 'tcp'; readonly data: string }
  | {
      readonly kind: 'grpc-health';
      readonly status: 'SERVING' | 'NOT_SERVING' | 'UNKNOWN' | 'UNIMPLEMENTED';
    }
  | { readonly kind: 'failed'; readonly error: NetError };

/** Answer to NetCall. */
export interface NetResult extends Message {
  readonly type: 'linux.callDone';
  readonly answer: NetAnswer;
  /** Microseconds from call to answer, as the caller measured it. */
  readonly took: Duration;
}
