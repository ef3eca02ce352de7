// Puts kube-proxy's late code in its place.

import { proxyLoop } from './late.ts';
import { receiveProxy, startProxy } from './proxy-loop.ts';

/** Fills kube-proxy's place. */
export function fillKubeProxy(): void {
  proxyLoop.fill({ startProxy, receiveProxy });
}
