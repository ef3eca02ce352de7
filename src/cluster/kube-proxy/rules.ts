// From services and their Endpoints to the rules of a machine. Models pkg/proxy/iptables, as far as
// it shows: every ready endpoint is as likely as the next, none at all refuses.

import type { EndpointSubset, Endpoints, Service, ServicePort } from '../../api/config.ts';
import { keyOf } from '../../apimachinery/meta.ts';
import { get, type PersistentMap, values } from '../../base/persistent-map.ts';
import type { ServicePortRule, ServiceRule } from '../protocol/services.ts';

/** The rules, in the order of namespaces and names. */
export function rulesOf(
  services: PersistentMap<Service>,
  endpoints: PersistentMap<Endpoints>,
): readonly ServiceRule[] {
  return [...values(services)].flatMap((service) => {
    const { type, clusterIP = '', ports = [] } = service.spec ?? {};
    if (type === 'ExternalName' || clusterIP === '') return [];
    const { name = '', namespace = '' } = service.metadata;
    const subsets = get(endpoints, keyOf(service))?.subsets ?? [];
    const clusterIp = clusterIP === 'None' ? '' : clusterIP;
    return [{ namespace, name, clusterIp, ports: portRules(ports, subsets) }];
  });
}

/** Without ports of its own a headless service only stands for addresses. */
function portRules(
  ports: readonly ServicePort[],
  subsets: readonly EndpointSubset[],
): readonly ServicePortRule[] {
  if (ports.length === 0) {
    const all = subsets.flatMap(({ addresses = [] }) =>
      addresses.map(({ ip }) => ({ ip, port: 0 })),
    );
    return [{ port: 0, endpoints: all }];
  }
  return ports
    .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
    .map((one) => ({ port: one.port, endpoints: behind(one, subsets) }));
}

function behind(
  { name = '' }: ServicePort,
  subsets: readonly EndpointSubset[],
): ServicePortRule['endpoints'] {
  return subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports
      .filter((one) => (one.name ?? '') === name)
      .flatMap(({ port }) => addresses.map(({ ip }) => ({ ip, port }))),
  );
}
