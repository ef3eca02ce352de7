// The row of a service. Models pkg/printers/internalversion/printers.go, printService.

import type { Service, ServicePort } from '../../../api/config.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { ageOf, type Cell, column, type Now } from './column.ts';
import type { KindTable } from './table.ts';

/** How services are printed. */
export const SERVICE_TABLE: KindTable = {
  columns: [
    column('Name'),
    column('Type'),
    column('Cluster-IP'),
    column('External-IP'),
    column('Port(s)'),
    column('Age'),
    column('Selector', 1),
  ],
  row: serviceRow,
};

function serviceRow(object: ApiObject, now: Now): readonly Cell[] {
  const service = object as Service;
  const spec = service.spec ?? {};
  const type = spec.type ?? 'ClusterIP';
  const ports = (spec.ports ?? []).map(portText).join(',');
  const selector = Object.entries(spec.selector ?? {}).map(([key, value]) => `${key}=${value}`);
  return [
    service.metadata.name ?? '',
    type,
    spec.clusterIP ? spec.clusterIP : type === 'ExternalName' ? '<none>' : 'None',
    externalIp(service, type),
    ports === '' ? '<none>' : ports,
    ageOf(service.metadata.creationTimestamp, now),
    selector.length === 0 ? '<none>' : selector.sort().join(','),
  ];
}

function portText(port: ServicePort): string {
  const node = port.nodePort === undefined || port.nodePort === 0 ? '' : `:${port.nodePort}`;
  return `${port.port}${node}/${port.protocol ?? 'TCP'}`;
}

function externalIp(service: Service, type: string): string {
  const { externalIPs = [], externalName } = service.spec ?? {};
  if (type === 'ExternalName') return externalName ?? '<none>';
  if (externalIPs.length > 0) return externalIPs.join(',');
  if (type !== 'LoadBalancer') return '<none>';
  const ips = (service.status?.loadBalancer?.ingress ?? []).map((one) => one.ip ?? one.hostname);
  return ips.length === 0 ? '<pending>' : ips.join(',');
}
