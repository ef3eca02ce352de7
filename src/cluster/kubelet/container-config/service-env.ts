// Environment variables about services: `WEB_SERVICE_HOST` and the Docker-link ones.
// Models pkg/kubelet/envvars/envvars.go and kubelet_pods.go, getServiceEnvVarMap.

import type { Service } from '../../../api/config.ts';
import type { EnvironmentVariable } from './env-types.ts';

/** Where the service `kubernetes` is, which every pod is told about. */
export interface ServiceScope {
  readonly namespace: string;
  readonly masterNamespace: string;
  readonly hasLinks: boolean;
}

/** The variables of the services that a pod in `scope` is told about. */
export function serviceVariables(
  services: Iterable<Service>,
  scope: ServiceScope,
): readonly EnvironmentVariable[] {
  const chosen = new Map<string, Service>();
  for (const service of services) {
    const { name = '', namespace } = service.metadata;
    const ip = service.spec?.clusterIP;
    if (ip === undefined || ip === '' || ip === 'None') continue;
    if (namespace === scope.masterNamespace && name === 'kubernetes') {
      if (!chosen.has(name)) chosen.set(name, service);
    } else if (namespace === scope.namespace && scope.hasLinks) {
      chosen.set(name, service);
    }
  }
  return [...chosen.values()].flatMap(variablesOf);
}

function variablesOf(service: Service): readonly EnvironmentVariable[] {
  const name = upper(service.metadata.name ?? '');
  const ip = service.spec?.clusterIP ?? '';
  const ports = service.spec?.ports ?? [];
  const named = ports
    .filter((port) => port.name !== undefined && port.name !== '')
    .map((port) => ({
      name: `${name}_SERVICE_PORT_${upper(port.name ?? '')}`,
      value: String(port.port),
    }));
  return [
    { name: `${name}_SERVICE_HOST`, value: ip },
    { name: `${name}_SERVICE_PORT`, value: String(ports[0]?.port ?? '') },
    ...named,
    ...ports.flatMap((port, index) => {
      const protocol = port.protocol ?? 'TCP';
      const prefix = `${name}_PORT_${port.port}_${protocol.toUpperCase()}`;
      const host = ip.includes(':') ? `[${ip}]` : ip;
      const url = `${protocol.toLowerCase()}://${host}:${port.port}`;
      return [
        ...(index === 0 ? [{ name: `${name}_PORT`, value: url }] : []),
        { name: prefix, value: url },
        { name: `${prefix}_PROTO`, value: protocol.toLowerCase() },
        { name: `${prefix}_PORT`, value: String(port.port) },
        { name: `${prefix}_ADDR`, value: ip },
      ];
    }),
  ];
}

function upper(name: string): string {
  return name.replaceAll('-', '_').toUpperCase();
}
