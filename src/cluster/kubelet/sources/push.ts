// The source "http-server": each request to the kubelet's own server replaces everything that was
// sent before. Only the document's kubelet has it; it was taken out in December 2014.

import type { Io } from '../../../kernel/component.ts';
import type { SourceUpdate } from '../channels.ts';
import type { PodsPushed, PushState } from './state.ts';

/** Takes what the server was sent for the whole list of the source. */
export function pushed({ pods }: PodsPushed, io: Io): PushState {
  const update: SourceUpdate = { type: 'source.update', source: 'http-server', pods };
  io.signal('pod-config', update);
  return { lastAt: io.now, pods };
}
