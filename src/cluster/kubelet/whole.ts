// Puts the kubelet's late code in its place.

import {
  resizesAfter,
  retryResizes,
  withoutProgress,
  withResizeError,
} from './allocation/resize.ts';
import { CONTAINER_STEPS } from './dockershim/container-steps.ts';
import { podSteps } from './dockershim/late.ts';
import { SANDBOX_STEPS } from './dockershim/sandbox-steps.ts';
import { EVICTIONS } from './eviction/act.ts';
import { evictions } from './eviction/late.ts';
import { imageManager } from './images/image-manager.ts';
import { logRotation, manifestDecoder, podPorts, podRules, urlSource } from './late.ts';
import { answered, look } from './logs/rotate.ts';
import { countEnded } from './metrics/ended.ts';
import { podStartNoted } from './metrics/pod-start.ts';
import { podStatusOf } from './pleg/pod-status.ts';
import { podWorkersPort } from './pod-workers/pod-workers.ts';
import { prober } from './prober/prober.ts';
import { serverPort } from './server/server.ts';
import { decodeFile, decodeUrl } from './sources/decode-manifest.ts';
import { beginUrl, urlAnswered, urlDue } from './sources/url.ts';
import { admit, victimsOf } from './sync-loop/admission.ts';
import { housekeeping } from './sync-loop/housekeeping.ts';
import { preempt, victimGone } from './sync-loop/preempting.ts';
import { volumeManager } from './volumes/volume-manager.ts';

/** Fills the kubelet's places. */
export function fillKubelet(): void {
  podSteps.fill({ ...SANDBOX_STEPS, ...CONTAINER_STEPS });
  manifestDecoder.fill({ decodeFile, decodeUrl });
  evictions.fill(EVICTIONS);
  podRules.fill({
    admit,
    victimsOf,
    preempt,
    victimGone,
    housekeeping,
    podStatusOf,
    podStartNoted,
    countEnded,
    resizesAfter,
    retryResizes,
    withoutProgress,
    withResizeError,
  });
  logRotation.fill({ look, answered });
  urlSource.fill({ beginUrl, urlDue, urlAnswered });
  podPorts.fill({
    podWorkers: podWorkersPort,
    prober,
    volumes: volumeManager,
    images: imageManager,
    server: serverPort,
  });
}
