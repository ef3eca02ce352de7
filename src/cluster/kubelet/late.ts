// The kubelet's ports that have nothing to do as long as the node has no pods, each with the slice
// it owns, and what reads manifests: their code comes later.

import { type Late, late } from '../../base/late.ts';
import { type PortHandler, port } from '../../kernel/component.ts';
import type {
  resizesAfter,
  retryResizes,
  withoutProgress,
  withResizeError,
} from './allocation/resize.ts';
import type { answered, look } from './logs/rotate.ts';
import type { countEnded } from './metrics/ended.ts';
import type { podStartNoted } from './metrics/pod-start.ts';
import type { podStatusOf } from './pleg/pod-status.ts';
import type { decodeFile, decodeUrl } from './sources/decode-manifest.ts';
import type { beginUrl, urlAnswered, urlDue } from './sources/url.ts';
import type { KubeletState } from './state.ts';
import type { admit, victimsOf } from './sync-loop/admission.ts';
import type { housekeeping } from './sync-loop/housekeeping.ts';
import type { preempt, victimGone } from './sync-loop/preempting.ts';

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

/** What the loops do about pods: take them up, read them whole, clean up after them. */
export const podRules: Late<{
  readonly admit: typeof admit;
  readonly victimsOf: typeof victimsOf;
  readonly preempt: typeof preempt;
  readonly victimGone: typeof victimGone;
  readonly housekeeping: typeof housekeeping;
  readonly podStatusOf: typeof podStatusOf;
  readonly podStartNoted: typeof podStartNoted;
  readonly countEnded: typeof countEnded;
  readonly resizesAfter: typeof resizesAfter;
  readonly retryResizes: typeof retryResizes;
  readonly withoutProgress: typeof withoutProgress;
  readonly withResizeError: typeof withResizeError;
}> = late('what the loops do about pods');

/** Rotates the logs of containers, once there are any. */
export const logRotation: Late<{
  readonly look: typeof look;
  readonly answered: typeof answered;
}> = late('what rotates the logs of containers');

/** The source that reads a URL; most kubelets have none. */
export const urlSource: Late<{
  readonly beginUrl: typeof beginUrl;
  readonly urlDue: typeof urlDue;
  readonly urlAnswered: typeof urlAnswered;
}> = late('what reads pods from a URL');
