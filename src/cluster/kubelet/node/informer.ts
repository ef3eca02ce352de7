// Following the own Node object with a list and a watch, for admission and for the status.

import type { Node } from '../../../api/node.ts';
import type { Io } from '../../../kernel/component.ts';
import type { ApiResponse, ApiWatch } from '../../protocol/apiserver.ts';
import { reflectorDelay } from '../../protocol/reflector.ts';
import type { KubeletState } from '../state.ts';
import { arm, ask } from './calls.ts';
import type { NodeStatusState } from './state.ts';

/** The timer of a list that is to be tried again. */
export const LIST_TIMER: string = 'node.list';

/** Lists the own Node. */
export function listNode(kubelet: KubeletState, state: NodeStatusState, io: Io): NodeStatusState {
  const query = { fieldSelector: `metadata.name=${kubelet.config.nodeName}` };
  return ask(kubelet, state, io, 'list', { verb: 'GET', path: '/api/v1/nodes', query });
}

/** The list arrived, or failed. */
export function nodeListed(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  answer: ApiResponse | undefined,
): NodeStatusState {
  if (answer === undefined || answer.code >= 300) return listLater(state, io);
  const body = answer.body as {
    readonly items?: readonly Node[];
    readonly metadata?: { readonly resourceVersion?: string };
  };
  const { node: _old, ...rest } = state;
  const node = body.items?.[0];
  const resourceVersion = body.metadata?.resourceVersion ?? '';
  const known: NodeStatusState = {
    ...rest,
    resourceVersion,
    listFailures: 0,
    ...(node === undefined ? {} : { node }),
  };
  return watchNode(kubelet, known, io);
}

/** Watches it from the last version on. */
export function watchNode(kubelet: KubeletState, state: NodeStatusState, io: Io): NodeStatusState {
  const { resourceVersion } = state;
  const fieldSelector = `metadata.name=${kubelet.config.nodeName}`;
  const query = { fieldSelector, watch: 'true', resourceVersion };
  return ask(kubelet, state, io, 'watch', { verb: 'GET', path: '/api/v1/nodes', query });
}

/** Changes of the Node. */
export function nodeWatched(state: NodeStatusState, message: ApiWatch): NodeStatusState {
  let next = state;
  for (const { type, object } of message.events) {
    const resourceVersion = object.metadata?.resourceVersion ?? next.resourceVersion;
    if (type === 'ADDED' || type === 'MODIFIED') {
      next = { ...next, resourceVersion, node: object as Node };
    } else if (type === 'DELETED') {
      const { node: _gone, ...rest } = next;
      next = { ...rest, resourceVersion };
    } else next = { ...next, resourceVersion: type === 'BOOKMARK' ? resourceVersion : '' };
  }
  return next;
}

/** Lists again after a while. */
export function listLater(state: NodeStatusState, io: Io): NodeStatusState {
  arm(io, LIST_TIMER, reflectorDelay(io.draw('node.list'), state.listFailures));
  return { ...state, listFailures: state.listFailures + 1 };
}
