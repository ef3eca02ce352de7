// The process `kube-proxy@<node>`: tells its machine where the calls to services go. It is started
// by the first service with a selector; what it does comes late.

import { type Component, port } from '../../kernel/component.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Reflected } from '../reflect/reflector.ts';
import { PROXY_PORT, proxyLoop } from './late.ts';

/** Which machine it works for. */
export interface KubeProxyConfig {
  readonly node: string;
  /** Process of the machine's operating system. */
  readonly linux: string;
}

/** The state of the process. */
export interface KubeProxyState {
  readonly config: KubeProxyConfig;
  /** Services and their Endpoints. */
  readonly reflected: Reflected;
  /** When rules were written last. */
  readonly syncedAt: Micros | undefined;
  readonly isSyncDue: boolean;
}

/** The component; all it does is in the late code. */
export const kubeProxy: Component<{ readonly proxy: KubeProxyState }, KubeProxyConfig> = {
  kind: 'kube-proxy',
  init: (config, io) => ({ proxy: proxyLoop.get().startProxy(config, io) }),
  ports: {
    [PROXY_PORT]: port<{ readonly proxy: KubeProxyState }, 'proxy'>(
      ['proxy'],
      ({ proxy }, envelope, io) => ({ proxy: proxyLoop.get().receiveProxy(proxy, envelope, io) }),
    ),
  },
};
