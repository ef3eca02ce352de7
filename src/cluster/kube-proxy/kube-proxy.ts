// The process `kube-proxy@<node>`: tells its machine where the calls to services go. It is started
// by the first service with a selector; what it does comes late.

import type { Endpoints, Service } from '../../api/config.ts';
import { emptyMap, type PersistentMap } from '../../base/persistent-map.ts';
import { type Component, port } from '../../kernel/component.ts';
import { type Micros, milliseconds } from '../../kernel/time.ts';
import { proxyLoop } from './late.ts';

/** Which machine it works for. */
export interface KubeProxyConfig {
  readonly node: string;
  /** Process of the machine's operating system. */
  readonly linux: string;
}

/** What it watches. */
export type Proxied = 'services' | 'endpoints';

/** The state of the process. */
export interface KubeProxyState {
  readonly config: KubeProxyConfig;
  readonly services: PersistentMap<Service>;
  readonly endpoints: PersistentMap<Endpoints>;
  /** The resource and the kind of request, by request. */
  readonly calls: PersistentMap<{ readonly resource: Proxied; readonly is: 'list' | 'watch' }>;
  /** The newest version seen, by resource. */
  readonly revisions: PersistentMap<string>;
  readonly failures: PersistentMap<number>;
  /** When rules were written last. */
  readonly syncedAt: Micros | undefined;
  readonly isSyncDue: boolean;
}

/** Its only port. */
export const PROXY_PORT: string = 'sync';

const SLICES: readonly (keyof KubeProxyState)[] = [
  'config',
  'services',
  'endpoints',
  'calls',
  'revisions',
  'failures',
  'syncedAt',
  'isSyncDue',
];

const STARTUP = milliseconds(100);

/** The component. */
export const kubeProxy: Component<KubeProxyState, KubeProxyConfig> = {
  kind: 'kube-proxy',
  init(config, io) {
    io.after('start', STARTUP, { type: 'proxy.start' }, PROXY_PORT);
    return {
      config,
      services: emptyMap(),
      endpoints: emptyMap(),
      calls: emptyMap(),
      revisions: emptyMap(),
      failures: emptyMap(),
      syncedAt: undefined,
      isSyncDue: false,
    };
  },
  ports: {
    [PROXY_PORT]: port<KubeProxyState, keyof KubeProxyState>(SLICES, (state, envelope, io) =>
      proxyLoop.get().receiveProxy(state, envelope, io),
    ),
  },
};
