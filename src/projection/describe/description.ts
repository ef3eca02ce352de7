// What one message is, in a few words: how it is drawn and what it is about. Shared by the
// describers beside this file.

import type { Message, Subject } from '../../kernel/message.ts';

/** Which line a message travels on. */
export type Channel =
  | 'api'
  | 'etcd'
  | 'cri'
  | 'docker'
  | 'probe'
  | 'metrics'
  | 'source'
  | 'internal'
  | 'registry'
  | 'os'
  | 'command';

/** How it is drawn. */
export type Shape = 'request' | 'response' | 'watch' | 'signal';

/** One message in a few words. */
export interface Description {
  /** Short, in the words of whoever speaks: `POST /api/v1/namespaces/default/pods`, `201`. */
  readonly label: string;
  readonly about?: Subject;
  readonly channel: Channel;
  readonly shape: Shape;
}

/** One describer per type of message. */
export type Describers<M extends Message> = {
  readonly [T in M['type']]?: (message: Extract<M, { readonly type: T }>) => Description;
};

/** A description; `about` may be unknown. */
export function described(
  channel: Channel,
  shape: Shape,
  label: string,
  about?: Subject,
): Description {
  return about === undefined ? { label, channel, shape } : { label, about, channel, shape };
}

/** `pod` becomes `pods`, `networkpolicy` `networkpolicies`. */
export function pluralOf(kind: string): string {
  if (kind.endsWith('s')) return kind;
  return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

/** The first twelve signs of a container's id, as Docker's client shows it. */
export function shortId(id: string): string {
  return id.slice(0, 12);
}

/** `one` or `one +2`. */
export function andMore(first: string, count: number): string {
  return count > 1 ? `${first} +${count - 1}` : first;
}
