// What the API server fills in where an object says nothing. Models pkg/apis/core/v1/defaults.go.
// Knows one object at a time; what admission plugins add is not here.

import type { ConfigMap, Namespace, Secret, Service } from '../../api/config.ts';
import type { Node } from '../../api/node.ts';
import type { Pod } from '../../api/pod.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../api/storage.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import type { EditionName } from '../editions/edition.ts';
import { podDefaults } from './late.ts';

/** The object with all defaults of its kind. */
export function defaultObject<T extends ApiObject>(object: T, edition: EditionName): T {
  return defaulted(object, edition) as T;
}

function defaulted(object: ApiObject, edition: EditionName): ApiObject {
  switch (object.kind) {
    case 'Pod':
      return podDefaults.get().defaultPod(object as Pod, edition);
    case 'Service':
      return defaultService(object as Service, edition);
    case 'Secret': {
      const secret = object as Secret;
      return { ...secret, type: secret.type ?? 'Opaque' } as Secret;
    }
    case 'ConfigMap':
      return object as ConfigMap;
    case 'PersistentVolume':
      return defaultVolumeObject(object as PersistentVolume);
    case 'PersistentVolumeClaim':
      return defaultClaim(object as PersistentVolumeClaim);
    case 'Node':
      return defaultNode(object as Node);
    case 'Namespace':
      return defaultNamespace(object as Namespace, edition);
    default:
      return object;
  }
}

function defaultVolumeObject(volume: PersistentVolume): PersistentVolume {
  const spec = {
    persistentVolumeReclaimPolicy: 'Retain',
    volumeMode: 'Filesystem',
    ...volume.spec,
  } as const;
  const { hostPath } = spec;
  const status = { phase: 'Pending', ...volume.status } as const;
  if (hostPath === undefined) return { ...volume, spec, status };
  return {
    ...volume,
    spec: { ...spec, hostPath: { ...hostPath, type: hostPath.type ?? '' } },
    status,
  };
}

function defaultClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  const spec = { volumeMode: 'Filesystem', ...claim.spec } as const;
  return { ...claim, spec, status: { phase: 'Pending', ...claim.status } };
}

function defaultService(service: Service, edition: EditionName): Service {
  const spec = service.spec ?? {};
  const type = spec.type ?? 'ClusterIP';
  const isInternal = edition === 'containerd' && type !== 'ExternalName';
  const isExternal = type === 'NodePort' || type === 'LoadBalancer';
  const affinity = spec.sessionAffinity ?? 'None';
  const timeout = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800;
  const { sessionAffinityConfig: _config, ports, ...rest } = spec;
  return {
    ...service,
    spec: {
      ...rest,
      ...(ports && {
        ports: ports.map((port) => ({
          ...port,
          protocol: port.protocol ?? 'TCP',
          targetPort: port.targetPort || port.port,
        })),
      }),
      sessionAffinity: affinity,
      ...(affinity === 'ClientIP' && {
        sessionAffinityConfig: { clientIP: { timeoutSeconds: timeout } },
      }),
      type,
      ...(isExternal && { externalTrafficPolicy: spec.externalTrafficPolicy ?? 'Cluster' }),
      ...(isInternal && { internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster' }),
      ...(type === 'LoadBalancer' && {
        allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts ?? true,
      }),
    },
  };
}

function defaultNode(node: Node): Node {
  const { capacity, allocatable } = node.status ?? {};
  if (capacity === undefined || allocatable !== undefined) return node;
  return { ...node, status: { ...node.status, allocatable: capacity } };
}

function defaultNamespace(namespace: Namespace, edition: EditionName): Namespace {
  const { name = '', labels } = namespace.metadata;
  const isLabelled = edition === 'containerd' && name !== '';
  const metadata = {
    ...namespace.metadata,
    ...(isLabelled && { labels: { ...labels, 'kubernetes.io/metadata.name': name } }),
  };
  const phase = namespace.status?.phase ?? 'Active';
  return { ...namespace, metadata, status: { ...namespace.status, phase } };
}
