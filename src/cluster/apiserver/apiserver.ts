// The process `apiserver`: requests come in, objects go to etcd, changes go out to who watches.
// Ports: `requests` (HTTP), `watch-cache` (etcd's changes, clients' watches), `compactor`,
// `availability` (the condition of API services).
// Models cmd/kube-apiserver over apiserver/pkg. It keeps nothing: all truth is in etcd.

import { type Component, port } from '../../kernel/component.ts';
import { type CacheSlices, receiveCache } from './cache-port.ts';
import { type CompactorSlices, receiveCompactor } from './compactor.ts';
import type { ApiServerConfig } from './config.ts';
import type { DeskSlices } from './desk.ts';
import { availability } from './late.ts';
import { receiveRequests } from './requests-port.ts';
import { type ApiServerState, initialState } from './state.ts';

/** The component. */
export const apiserver: Component<ApiServerState, ApiServerConfig> = {
  kind: 'apiserver',
  init(config, io) {
    io.after('start', config.startup, { type: 'cache.start' }, 'watch-cache');
    io.after('compactor', config.compactionInterval, { type: 'compactor.tick' }, 'compactor');
    return initialState(config);
  },
  ports: {
    requests: port<ApiServerState, keyof DeskSlices>(
      ['inFlight', 'sessions', 'queued', 'boot', 'eventLease'],
      receiveRequests,
    ),
    'watch-cache': port<ApiServerState, keyof CacheSlices>(
      ['caches', 'sources', 'watchers'],
      receiveCache,
    ),
    compactor: port<ApiServerState, keyof CompactorSlices>(['compactNext'], receiveCompactor),
    availability: port<ApiServerState, 'availability'>(['availability'], (state, envelope, io) =>
      availability.get().receiveAvailability(state, envelope, io),
    ),
  },
};
