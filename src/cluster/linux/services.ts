// Services as a machine knows them from kube-proxy: their names, and which pod a call to a cluster
// IP goes to. Names of services are looked up here too: there is no DNS server in this cluster.

import { get } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { NetAnswer } from '../protocol/linux-network.ts';
import type { ServiceRule } from '../protocol/services.ts';
import type { CallTarget } from './calls.ts';
import { publicAddress } from './internet.ts';
import type { Draft } from './state.ts';

const REFUSED: NetAnswer = { kind: 'failed', error: 'refused' };
/** A packet to a cluster IP that no rule takes goes nowhere. */
const LOST: NetAnswer = { kind: 'failed', error: 'timeout' };

/** The pod behind the address of a service, or why none; undefined for any other address. */
export function behindService(
  { services }: Draft,
  io: Io,
  target: CallTarget,
): CallTarget | NetAnswer | undefined {
  if (services.length === 0) return undefined;
  const service = services.find(({ clusterIp }) => clusterIp === target.ip);
  if (service === undefined) return undefined;
  const rule = service.ports.find(({ port }) => port === target.port);
  if (rule === undefined) return LOST;
  const { endpoints } = rule;
  const chosen = endpoints[io.draw('service').below(Math.max(1, endpoints.length))];
  return chosen === undefined ? REFUSED : { ...target, ip: chosen.ip, port: chosen.port };
}

const CLUSTER_DOMAIN = '.svc.cluster.local';

/** The address of a name as who is in a network namespace sees it. */
export function resolveName(draft: Draft, io: Io, netns: string, name: string): string | undefined {
  const service = netns === 'host' ? undefined : serviceNamed(draft, netns, name);
  if (service !== undefined) return addressOf(service, io);
  return draft.config.names.find((each) => each.name === name)?.ip ?? publicAddress(name);
}

/** `web`, `web.default`, `web.default.svc` and the whole name, as the search domains have it. */
function serviceNamed(draft: Draft, netns: string, name: string): ServiceRule | undefined {
  if (draft.services.length === 0) return undefined;
  const bare = name.endsWith(CLUSTER_DOMAIN) ? name.slice(0, -CLUSTER_DOMAIN.length) : name;
  const [wanted, inside, domain, ...more] = bare.split('.');
  if (more.length > 0 || (domain !== undefined && domain !== 'svc')) return undefined;
  const namespace = inside ?? namespaceOf(draft, netns);
  return draft.services.find((one) => one.name === wanted && one.namespace === namespace);
}

/** The namespace of the pod that lives there. */
function namespaceOf(draft: Draft, netns: string): string | undefined {
  for (const id of get(draft.netns, netns)?.containers ?? []) {
    const label = get(draft.containers, id)?.spec.label;
    if (label !== undefined) return label.namespace;
  }
  return undefined;
}

/** The cluster IP; of a service without one, one of its pods. */
function addressOf({ clusterIp, ports }: ServiceRule, io: Io): string | undefined {
  if (clusterIp !== '') return clusterIp;
  const ips = [...new Set(ports.flatMap(({ endpoints }) => endpoints.map(({ ip }) => ip)))];
  return ips[io.draw('service').below(Math.max(1, ips.length))];
}
