// What only sessions with a node's kubelet need: their code comes later.

import { type Late, late } from '../../base/late.ts';
import type {
  fromClient,
  fromKubelet,
  kubeletClosed,
  kubeletRefused,
  startNodeProxy,
  startProxy,
} from './proxy.ts';

/** Where the sessions are, once they have come. */
export const sessions: Late<{
  readonly fromClient: typeof fromClient;
  readonly fromKubelet: typeof fromKubelet;
  readonly kubeletClosed: typeof kubeletClosed;
  readonly kubeletRefused: typeof kubeletRefused;
  readonly startNodeProxy: typeof startNodeProxy;
  readonly startProxy: typeof startProxy;
}> = late('sessions with a kubelet');
