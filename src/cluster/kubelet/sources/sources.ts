// The port `sources`: everything by which a pod reaches the kubelet.
// Models pkg/kubelet/kubelet.go, makePodSourceConfig.

import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope } from '../../../kernel/message.ts';
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
      return { ...sources, api: beginReflector(sources.api, config, io) };
    case 'reflector.retry':
      return { ...sources, api: retryReflector(sources.api, config, io) };
    default:
      return { ...sources, api: reflectorAnswered(sources.api, envelope, config, io) };
  }
}
