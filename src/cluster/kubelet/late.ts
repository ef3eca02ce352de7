// The kubelet's ports that have nothing to do as long as the node has no pods, each with the slice
// it owns, and what reads manifests: their code comes later.

import { type Late, late } from '../../base/late.ts';
import { type PortHandler, port } from '../../kernel/component.ts';
import type { decodeFile, decodeUrl } from './sources/decode-manifest.ts';
import type { KubeletState } from './state.ts';

type Handler = PortHandler<KubeletState, never>;

/** The ports by the slice that they own. */
export interface PodPorts {
  readonly podWorkers: Handler;
  readonly prober: Handler;
  readonly volumes: Handler;
  readonly images: Handler;
  readonly server: Handler;
}

/** Where they are, once they have come. */
export const podPorts: Late<PodPorts> = late('what a kubelet does with pods');

/** The port that owns `slice`, for the port table. */
export function latePort(slice: keyof PodPorts): Handler {
  return port<KubeletState, keyof PodPorts>(
    [slice],
    (state, envelope, io) => podPorts.get()[slice].receive(state, envelope, io) as KubeletState,
  );
}

/** Reads manifests; a directory without files and a kubelet without a URL need none of it. */
export const manifestDecoder: Late<{
  readonly decodeFile: typeof decodeFile;
  readonly decodeUrl: typeof decodeUrl;
}> = late('what reads manifests');
