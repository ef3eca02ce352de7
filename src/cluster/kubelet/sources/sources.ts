// The port `sources`: everything by which a pod reaches the kubelet.
// Models pkg/kubelet/kubelet.go, makePodSourceConfig.

import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope } from '../../../kernel/message.ts';
import type { Duration } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { KubeletState } from '../state.ts';
import { beginReflector, reflectorAnswered, retryReflector } from './apiserver.ts';
import type { SourcesState } from './state.ts';

/** Owns what the sources read. */
export const sourcesPort: PortHandler<KubeletState, never> = port<KubeletState, 'sources'>(
  ['sources'],
  (state, envelope, io) => ({ sources: receive(state, envelope, io) }),
);

function receive(state: KubeletState, envelope: Envelope, io: Io): SourcesState {
  const { sources, config } = state;
  switch (envelope.message.type) {
    case 'sources.start':
      return startApi(state, io);
    case 'reflector.retry':
      return { ...sources, api: retryReflector(sources.api, config, io) };
    default:
      return { ...sources, api: reflectorAnswered(sources.api, envelope, config, io) };
  }
}

/** Pods of the API are read once the node is known: admission asks it. */
function startApi({ sources, config, node }: KubeletState, io: Io): SourcesState {
  const { nodeSyncPeriod } = kubeletBehaviour(config.edition);
  if (nodeSyncPeriod !== undefined && node.resourceVersion === '') {
    io.after('api-source', nodeSyncPeriod as Duration, { type: 'sources.start' });
    return sources;
  }
  return { ...sources, api: beginReflector(sources.api, config, io) };
}
