// kube-proxy's work: lists and watches services and Endpoints, and writes the machine's rules when
// both are known and something changed, at most once a second.
// Models pkg/proxy/iptables/proxier.go (syncProxyRules) with its bounded-frequency runner.

import type { Endpoints, Service } from '../../api/config.ts';
import type { PersistentMap } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import { later, type Micros, microseconds, milliseconds, seconds } from '../../kernel/time.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import type { SetServiceRules } from '../protocol/services.ts';
import {
  isSynced,
  NOTHING_REFLECTED,
  reflect,
  reflected,
  startReflecting,
  type Watch,
} from '../reflect/reflector.ts';
import type { KubeProxyConfig, KubeProxyState } from './kube-proxy.ts';
import { PROXY_PORT } from './late.ts';
import { rulesOf } from './rules.ts';

const MIN_SYNC_PERIOD = seconds(1);
const STARTUP = milliseconds(100);
const WATCH: Watch = {
  userAgent: 'kube-proxy',
  resources: ['services', 'endpoints'],
  keep: (object) => object,
};

/** It has just started. */
export function startProxy(config: KubeProxyConfig, io: Io): KubeProxyState {
  io.after('start', STARTUP, { type: 'proxy.start' }, PROXY_PORT);
  return {
    config,
    reflected: NOTHING_REFLECTED,
    syncedAt: undefined,
    isSyncDue: false,
  };
}

/** Handles one message. */
export function receiveProxy(state: KubeProxyState, envelope: Envelope, io: Io): KubeProxyState {
  switch (envelope.message.type) {
    case 'proxy.start':
      return { ...state, reflected: startReflecting(state.reflected, WATCH, io) };
    case 'proxy.sync':
      return writeRules(state, io);
    default: {
      const next = { ...state, reflected: reflect(state.reflected, WATCH, envelope, io) };
      const isChanged = next.reflected.objects !== state.reflected.objects;
      return isChanged ? syncSoon(next, io) : next;
    }
  }
}

/** As soon as both are known, and a second after the last time. */
function syncSoon(state: KubeProxyState, io: Io): KubeProxyState {
  if (state.isSyncDue || !isSynced(state.reflected, WATCH)) return state;
  const { syncedAt } = state;
  const due = syncedAt === undefined ? io.now : later(syncedAt, MIN_SYNC_PERIOD);
  const wait = microseconds(Math.max(0, due - io.now));
  io.after('sync', wait, { type: 'proxy.sync' });
  return { ...state, isSyncDue: true };
}

function writeRules(state: KubeProxyState, io: Io): KubeProxyState {
  const rules = rulesOf(
    reflected(state.reflected, 'services') as PersistentMap<Service>,
    reflected(state.reflected, 'endpoints') as PersistentMap<Endpoints>,
  );
  const actor = io.find(state.config.linux);
  const message: SetServiceRules = { type: 'linux.serviceRules', rules };
  if (actor !== undefined) io.send({ actor, port: LINUX_PORT }, message);
  const count = rules.reduce((sum, { ports }) => sum + ports.length, 0);
  io.fact(
    'ServiceRules',
    { kind: 'node', name: state.config.node, node: state.config.node },
    {
      services: rules.length,
      ports: count,
      endpoints: rules.reduce(
        (sum, { ports }) => sum + ports.reduce((n, { endpoints }) => n + endpoints.length, 0),
        0,
      ),
    },
  );
  return { ...state, isSyncDue: false, syncedAt: io.now as Micros };
}
