// The endpoints of a service: which pods stand behind it, ready or not, and on which ports.
// Models pkg/controller/endpoint/endpoints_controller.go (syncService), the older and the newer,
// and pkg/api/v1/endpoints/util.go (RepackSubsets).

import type {
  EndpointAddress,
  EndpointPort,
  EndpointSubset,
  Endpoints,
  Service,
  ServicePort,
} from '../../api/config.ts';
import type { Pod } from '../../api/pod.ts';
import { containerPort, isPodReady } from '../../api/pod-helpers.ts';
import { compareText } from '../../apimachinery/go-text.ts';
import type { StringMap } from '../../apimachinery/meta.ts';
import { hasLabels } from '../../apimachinery/selector.ts';

const TOLERATES = 'service.alpha.kubernetes.io/tolerate-unready-endpoints';
const HEADLESS = 'service.kubernetes.io/headless';
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';

/** The Endpoints of a service as they should be; undefined when somebody else makes them. */
export function endpointsOf(
  service: Service,
  pods: Iterable<Pod>,
  isModern: boolean,
): Endpoints | undefined {
  const { selector } = service.spec ?? {};
  if (selector === undefined) return undefined;
  const { name = '', namespace = 'default', labels } = service.metadata;
  const groups = new Map<string, Group>();
  for (const pod of pods) {
    if (pod.metadata.namespace !== namespace || !hasLabels(pod.metadata.labels, selector)) continue;
    addPod(groups, service, pod, isModern);
  }
  const subsets = [...groups.values()]
    .sort((a, b) => compareText(a.key, b.key))
    .map(({ ports, ready, notReady }) => ({
      ...(ready.length === 0 ? {} : { addresses: ready.sort(byIp) }),
      ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady.sort(byIp) }),
      ...(ports.length === 0 ? {} : { ports }),
    }));
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name, namespace, labels: labelsOf(labels, service, isModern) },
    subsets,
  };
}

function labelsOf(labels: StringMap | undefined, { spec }: Service, isModern: boolean): StringMap {
  const isHeadless = (spec?.clusterIP ?? '') === 'None';
  return {
    ...labels,
    ...(isModern ? { [MANAGED_BY]: 'endpoint-controller' } : {}),
    ...(isHeadless ? { [HEADLESS]: '' } : {}),
  };
}

interface Group {
  readonly key: string;
  readonly ports: readonly EndpointPort[];
  readonly ready: EndpointAddress[];
  readonly notReady: EndpointAddress[];
}

function byIp(a: EndpointAddress, b: EndpointAddress): number {
  return compareText(a.ip, b.ip);
}

/** Pods with the same ports stand in one subset. */
function addPod(groups: Map<string, Group>, service: Service, pod: Pod, isModern: boolean): void {
  const isReadyOnly = !toleratesUnready(service);
  const place = placeOf(pod, isReadyOnly, isModern);
  if (place === undefined) return;
  const ports = portsOf(service, pod);
  if (ports === undefined) return;
  const key = ports.map(({ port, protocol, name = '' }) => `${port}/${protocol}/${name}`).join();
  const group = groups.get(key) ?? { key, ports, ready: [], notReady: [] };
  groups.set(key, group);
  group[place].push(addressOf(pod, service, isModern));
}

function toleratesUnready({ metadata, spec }: Service): boolean {
  return spec?.publishNotReadyAddresses === true || metadata.annotations?.[TOLERATES] === 'true';
}

type Place = 'ready' | 'notReady';

/** Where a pod's address stands; nowhere without an address, on its way out, or when it is over. */
function placeOf(pod: Pod, isReadyOnly: boolean, isModern: boolean): Place | undefined {
  const { status, spec, metadata } = pod;
  if ((status?.podIP ?? '') === '') return undefined;
  if (isReadyOnly && metadata.deletionTimestamp !== undefined) return undefined;
  const isOver = status?.phase === 'Failed' || status?.phase === 'Succeeded';
  if (isModern && isOver) return undefined;
  if (!isReadyOnly || isPodReady(pod)) return 'ready';
  if (spec.restartPolicy === 'Never' && isOver) return undefined;
  if (spec.restartPolicy === 'OnFailure' && status?.phase === 'Succeeded') return undefined;
  return 'notReady';
}

/** The ports behind the service's ports; undefined when none of them is the pod's. */
function portsOf({ spec }: Service, pod: Pod): readonly EndpointPort[] | undefined {
  const asked = spec?.ports ?? [];
  if (asked.length === 0) return spec?.clusterIP === 'None' ? [] : undefined;
  const found = asked.flatMap((one) => portOf(one, pod));
  return found.length === 0 ? undefined : found;
}

function portOf(asked: ServicePort, pod: Pod): readonly EndpointPort[] {
  const { name, protocol = 'TCP', targetPort = asked.port } = asked;
  const port = podPort(pod, targetPort, protocol);
  if (port === undefined) return [];
  return [{ ...(name === undefined || name === '' ? {} : { name }), port, protocol }];
}

/** A number stands for itself; a name for the first container port of that name and protocol. */
function podPort(pod: Pod, target: string | number, protocol: string): number | undefined {
  if (typeof target === 'number' || /^\d+$/.test(target)) return Number(target);
  for (const container of pod.spec.containers) {
    const ports = (container.ports ?? []).filter((one) => (one.protocol ?? 'TCP') === protocol);
    const port = containerPort({ ports }, target);
    if (port !== undefined) return port;
  }
  return undefined;
}

function addressOf(pod: Pod, service: Service, isModern: boolean): EndpointAddress {
  const { name = '', namespace = '', uid = '', resourceVersion } = pod.metadata;
  const { nodeName, hostname = '', subdomain } = pod.spec;
  const isNamed = hostname !== '' && subdomain === service.metadata.name;
  return {
    ip: pod.status?.podIP ?? '',
    ...(isNamed ? { hostname } : {}),
    ...(nodeName === undefined ? {} : { nodeName }),
    targetRef: {
      kind: 'Pod',
      namespace,
      name,
      uid,
      ...(isModern || resourceVersion === undefined ? {} : { resourceVersion }),
    },
  };
}

/** What of the subsets counts for the question whether they must be written again. */
export function withoutVersions(subsets: readonly EndpointSubset[] | undefined): unknown {
  const bare = (addresses: readonly EndpointAddress[] | undefined): unknown =>
    addresses?.map(({ targetRef, ...address }) => {
      const { resourceVersion: _, ...ref } = targetRef ?? {};
      return { ...address, ref };
    });
  return (subsets ?? []).map(({ addresses, notReadyAddresses, ports }) => ({
    addresses: bare(addresses) ?? [],
    notReadyAddresses: bare(notReadyAddresses) ?? [],
    ports: ports ?? [],
  }));
}
