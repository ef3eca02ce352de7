// What kube-proxy does: a cluster without services does not need the code.

import { type Late, late } from '../../base/late.ts';
import type { receiveProxy } from './proxy-loop.ts';

/** Where it is, once it has come. */
export const proxyLoop: Late<{ readonly receiveProxy: typeof receiveProxy }> =
  late('what kube-proxy does');
