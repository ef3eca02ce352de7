// Puts the kubelet's late code in its place.

import { imageManager } from './images/image-manager.ts';
import { podPorts } from './late.ts';
import { podWorkersPort } from './pod-workers/pod-workers.ts';
import { prober } from './prober/prober.ts';
import { serverPort } from './server/server.ts';
import { volumeManager } from './volumes/volume-manager.ts';

/** Fills the kubelet's places. */
export function fillKubelet(): void {
  podPorts.fill({
    podWorkers: podWorkersPort,
    prober,
    volumes: volumeManager,
    images: imageManager,
    server: serverPort,
  });
}
