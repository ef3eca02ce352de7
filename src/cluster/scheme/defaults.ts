// What the API server fills in where an object says nothing. Models pkg/apis/core/v1/defaults.go.
// Knows one object at a time; what admission plugins add is not here.

import type { ConfigMap, Namespace, Secret, Service } from '../../api/config.ts';
import type { Container } from '../../api/container.ts';
import type { Node } from '../../api/node.ts';
import type { Pod, PodSpec, Volume } from '../../api/pod.ts';
import { isSidecar } from '../../api/pod-helpers.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../api/storage.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import { addQuantities, compareQuantities } from '../../apimachinery/quantity.ts';
import type { EditionName } from '../editions/edition.ts';
import {
  defaultContainer,
  defaultResources,
  defaultVolume,
  rounded,
} from './defaults-container.ts';

/** The object with all defaults of its kind. */
export function defaultObject<T extends ApiObject>(object: T, edition: EditionName): T {
  return defaulted(object, edition) as T;
}

function defaulted(object: ApiObject, edition: EditionName): ApiObject {
  switch (object.kind) {
    case 'Pod':
      return defaultPod(object as Pod, edition);
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
  return { ...volume, spec, status: { phase: 'Pending', ...volume.status } };
}

function defaultClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  const spec = { volumeMode: 'Filesystem', ...claim.spec } as const;
  return { ...claim, spec, status: { phase: 'Pending', ...claim.status } };
}

function defaultPod(pod: Pod, edition: EditionName): Pod {
  const spec = pod.spec ?? { containers: [] };
  return { ...pod, spec: defaultPodSpec(spec, edition) };
}

/** The spec of a pod with its defaults; static pods get the same ones on their node. */
export function defaultPodSpec(spec: PodSpec, edition: EditionName): PodSpec {
  const isModern = edition === 'containerd';
  const ephemeral = isModern ? spec.ephemeralContainers : undefined;
  const containers = hostPorts((spec.containers ?? []).map(filled), spec);
  const initContainers = spec.initContainers && hostPorts(spec.initContainers.map(filled), spec);
  const { volumes, overhead, ephemeralContainers: _ephemeral, ...rest } = spec;
  const account = spec.serviceAccountName ?? spec.serviceAccount;
  const withContainers: PodSpec = {
    ...rest,
    ...(volumes && { volumes: volumes.map((volume) => withSource(volume, isModern)) }),
    ...(initContainers && { initContainers }),
    containers,
    ...(ephemeral && { ephemeralContainers: ephemeral.map((one) => defaultContainer(one, false)) }),
    restartPolicy: spec.restartPolicy ?? 'Always',
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    dnsPolicy: spec.dnsPolicy ?? 'ClusterFirst',
    ...(account !== undefined && { serviceAccountName: account, serviceAccount: account }),
    securityContext: spec.securityContext ?? {},
    schedulerName: spec.schedulerName ?? 'default-scheduler',
    enableServiceLinks: spec.enableServiceLinks ?? true,
    ...(overhead && { overhead: rounded(overhead) }),
  };
  return isModern ? withPodRequests(withContainers) : withContainers;
}

function filled(container: Container): Container {
  return defaultContainer(container, true);
}

/** Inline ephemeral volumes had a closed feature gate in v1.20: dropped after defaulting. */
function withSource(volume: Volume, isModern: boolean): Volume {
  const whole = defaultVolume(volume);
  if (isModern || whole.ephemeral === undefined) return whole;
  const { ephemeral: _ephemeral, ...rest } = whole;
  return rest as Volume;
}

/** With the host's network every port is the host's. */
function hostPorts(containers: readonly Container[], spec: PodSpec): readonly Container[] {
  if (spec.hostNetwork !== true) return containers;
  return containers.map((container) => {
    const ports = container.ports?.map((port) => ({
      ...port,
      hostPort: port.hostPort || port.containerPort,
    }));
    return ports === undefined ? container : { ...container, ports };
  });
}

/** Requests of the whole pod where only its limits are given (v1.34, pod-level resources). */
function withPodRequests(spec: PodSpec): PodSpec {
  if (spec.resources === undefined) return spec;
  const resources = defaultResources(spec.resources, false);
  if (Object.keys(resources.limits ?? {}).length === 0) return { ...spec, resources };
  const requests: Record<string, string> = { ...resources.requests };
  for (const name of ['cpu', 'memory']) {
    const sum = aggregateRequest(spec, name);
    if (requests[name] === undefined && sum !== undefined) requests[name] = sum;
  }
  return { ...spec, resources: { ...resources, requests: { ...resources.limits, ...requests } } };
}

function aggregateRequest(spec: PodSpec, name: string): string | undefined {
  let running: string | undefined;
  for (const container of spec.containers) running = plus(running, container, name);
  let sidecars: string | undefined;
  let most: string | undefined;
  for (const container of spec.initContainers ?? []) {
    const together = plus(sidecars, container, name);
    if (isSidecar(container)) {
      sidecars = together;
      running = plus(running, container, name);
    }
    if (compareQuantities(together, most) > 0) most = together;
  }
  return compareQuantities(most, running) > 0 ? most : running;
}

function plus(sum: string | undefined, container: Container, name: string): string | undefined {
  const amount = container.resources?.requests?.[name];
  return amount === undefined ? sum : addQuantities(sum, amount);
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
