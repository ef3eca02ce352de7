// Cluster IPs of services: asked for, or drawn from the range. Models
// pkg/registry/core/service/ipallocator.

import type { Service } from '../../api/config.ts';
import { type KindInfo, kindOfResource } from '../../api/kinds.ts';
import { invalid } from '../../apimachinery/field-error.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { invalidStatus, type Status } from '../../apimachinery/status.ts';
import { present } from '../../base/assert.ts';
import { allCached, type Desk } from './desk.ts';

const SERVICES: KindInfo = present(kindOfResource('', 'services'), 'services are served');

/** Draws tried before the range is walked. */
const TRIES = 16;

/** A service with its cluster IP; every other object as it is. */
export function withClusterIp(desk: Desk, object: ApiObject): ApiObject | Status {
  if (object.kind !== 'Service') return object;
  const service = object as Service;
  const spec = service.spec ?? {};
  if (spec.type === 'ExternalName') return object;
  const asked = spec.clusterIP ?? '';
  if (asked === 'None') return withIps(desk, service, asked);
  const taken = new Set(allCached(desk, SERVICES).map(clusterIpOf));
  if (asked === '') return withIps(desk, service, freeIp(desk, taken));
  if (!taken.has(asked)) return withIps(desk, service, asked);
  const why = `failed to allocate IP ${asked}: provided IP is already allocated`;
  const isOld = desk.state.config.edition !== 'containerd';
  const field = isOld ? 'spec.clusterIP' : 'spec.clusterIPs';
  const value = isOld ? asked : { go: `["${asked}"]` };
  return invalidStatus('', 'Service', service.metadata.name ?? '', [invalid(field, value, why)]);
}

/** With its addresses; since v1.23 also with their families, of which there is one here. */
function withIps(desk: Desk, service: Service, clusterIP: string): ApiObject {
  const isDualStackApi = desk.state.config.edition === 'containerd';
  const families = { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' };
  const own = { clusterIP, clusterIPs: [clusterIP] };
  return {
    ...service,
    spec: { ...(isDualStackApi ? families : {}), ...service.spec, ...own },
  } as ApiObject;
}

function clusterIpOf(object: ApiObject): string {
  return (object as Service).spec?.clusterIP ?? '';
}

function freeIp(desk: Desk, taken: ReadonlySet<string>): string {
  const { prefix, size } = desk.state.config.serviceRange;
  const at = (offset: number): string => {
    return `${prefix[0]}.${prefix[1] + Math.floor(offset / 65_536)}.${Math.floor(offset / 256) % 256}.${offset % 256}`;
  };
  for (let i = 0; i < TRIES; i++) {
    const drawn = at(1 + desk.io.draw('cluster-ips').below(size - 2));
    if (!taken.has(drawn)) return drawn;
  }
  let offset = 1;
  while (taken.has(at(offset))) offset++;
  return at(offset);
}
