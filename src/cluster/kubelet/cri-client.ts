// How any port of the kubelet calls its runtime: containerd over the wire, Docker through the
// dockershim inside the kubelet. The answer comes back to the calling port as `cri.response`.

import { present } from '../../base/assert.ts';
import type { Io } from '../../kernel/component.ts';
import type { EventId } from '../../kernel/message.ts';
import type { CriRequest } from '../protocol/cri.ts';
import type { KubeletConfig } from './config.ts';
import { runtimeAsked } from './metrics/instrumented.ts';

/** The port of containerd that speaks CRI. */
export const CRI_PORT = 'cri';

/** Sends a CRI call to the node's runtime; the id is what the answer's `inReplyTo` will be. */
export function callRuntime(config: KubeletConfig, io: Io, request: CriRequest): EventId {
  const id = ask(config, io, request);
  runtimeAsked(io, id, request.method);
  return id;
}

function ask(config: KubeletConfig, io: Io, request: CriRequest): EventId {
  if (config.engine.startsWith('docker')) return io.signal('dockershim', request);
  const actor = present(io.find(config.engine), `no process ${config.engine}`);
  return io.send({ actor, port: CRI_PORT }, request);
}
