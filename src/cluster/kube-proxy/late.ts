// What kube-proxy does: a cluster without services does not need the code.

import { type Late, late } from '../../base/late.ts';
import type { receiveProxy, startProxy } from './proxy-loop.ts';

/** kube-proxy's only port. */
export const PROXY_PORT: string = 'sync';

/** Where the code is, once it has come. */
export const proxyLoop: Late<{
  readonly startProxy: typeof startProxy;
  readonly receiveProxy: typeof receiveProxy;
}> = late('what kube-proxy does');
