// Small questions that everyone asks of a pod. Pure lookups, no policy.
// Models pkg/api/v1/pod/util.go.

import type { Container, ContainerPort, EphemeralContainer } from './container.ts';
import type { ContainerStatus, Pod, PodCondition, PodSpec, PodStatus } from './pod.ts';

/** Which of the three lists of a pod a container stands in. */
export type ContainerType = 'init' | 'container' | 'ephemeral';

/** A container with where it stands in the spec. */
export interface PlacedContainer {
  readonly type: ContainerType;
  readonly index: number;
  readonly container: Container | EphemeralContainer;
  /** `spec.containers{web}`, as events name it. */
  readonly fieldPath: string;
}

const LISTS: readonly { readonly type: ContainerType; readonly field: ListName }[] = [
  { type: 'init', field: 'initContainers' },
  { type: 'container', field: 'containers' },
  { type: 'ephemeral', field: 'ephemeralContainers' },
];

type ListName = 'initContainers' | 'containers' | 'ephemeralContainers';

/** All containers of a pod: init, regular, ephemeral, in this order. */
export function allContainers(spec: PodSpec): readonly PlacedContainer[] {
  return LISTS.flatMap(({ type, field }) =>
    (spec[field] ?? []).map((container, index) => ({
      type,
      index,
      container,
      fieldPath: `spec.${field}{${container.name}}`,
    })),
  );
}

/** The container of that name, whichever list it stands in. */
export function findContainer(spec: PodSpec, name: string): PlacedContainer | undefined {
  return allContainers(spec).find((placed) => placed.container.name === name);
}

/** An init container that keeps running beside the others (restartPolicy Always). */
export function isSidecar(container: { readonly restartPolicy?: string }): boolean {
  return container.restartPolicy === 'Always';
}

/** The port number a probe or a service means by number or by name. */
export function containerPort(
  container: { readonly ports?: readonly ContainerPort[] },
  port: number | string,
): number | undefined {
  if (typeof port === 'number') return port;
  if (/^\d+$/.test(port)) return Number(port);
  return container.ports?.find((one) => one.name === port)?.containerPort;
}

/** A pod as what a fact is about. */
export function podSubject({ metadata }: Pick<Pod, 'metadata'>): {
  readonly kind: 'pod';
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
} {
  const { name = '', namespace = 'default', uid = '' } = metadata;
  return { kind: 'pod', name, namespace, uid };
}

/** Statuses of all containers: init, regular, ephemeral, in this order. */
export function allStatuses(status: PodStatus | undefined): readonly ContainerStatus[] {
  return [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
    ...(status?.ephemeralContainerStatuses ?? []),
  ];
}

/** The status of the container of that name. */
export function findStatus(
  status: PodStatus | undefined,
  name: string,
): ContainerStatus | undefined {
  return allStatuses(status).find((one) => one.name === name);
}

/** The condition of that type. */
export function findCondition(
  status: PodStatus | undefined,
  type: string,
): PodCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

/** The status with one condition replaced in its place, or added at the end. */
export function withCondition(status: PodStatus, condition: PodCondition): PodStatus {
  const conditions = status.conditions ?? [];
  const index = conditions.findIndex((one) => one.type === condition.type);
  const next = index < 0 ? [...conditions, condition] : conditions.with(index, condition);
  return { ...status, conditions: next };
}

/** Whether the Ready condition is True. */
export function isPodReady(pod: { readonly status?: PodStatus }): boolean {
  return findCondition(pod.status, 'Ready')?.status === 'True';
}

/** Whether the phase is Succeeded or Failed: nothing of the pod will run again. */
export function isPodTerminal(pod: { readonly status?: PodStatus }): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** From this priority on a pod is critical for the system. */
const SYSTEM_CRITICAL_PRIORITY = 2_000_000_000;

/** Whether the node needs the pod: it is never evicted. Models pkg/kubelet/types, IsCriticalPod. */
export function isCriticalPod(pod: Pod): boolean {
  if (isStaticPod(pod) || isMirrorPod(pod)) return true;
  return (pod.spec.priority ?? 0) >= SYSTEM_CRITICAL_PRIORITY;
}

/** Where a pod was configured when it did not come from the API server. */
export const CONFIG_SOURCE: string = 'kubernetes.io/config.source';

/** The annotation a mirror pod carries; its value is the static pod's hash. */
export const CONFIG_MIRROR: string = 'kubernetes.io/config.mirror';

/** The annotation with the hash of a static pod's manifest. */
export const CONFIG_HASH: string = 'kubernetes.io/config.hash';

/** Whether the pod comes from a file or an HTTP source, not from the API server. */
export function isStaticPod(pod: Pod): boolean {
  const source = pod.metadata.annotations?.[CONFIG_SOURCE];
  return source !== undefined && source !== 'api';
}

/** Whether the pod is the API server's picture of a static pod. */
export function isMirrorPod(pod: Pod): boolean {
  return pod.metadata.annotations?.[CONFIG_MIRROR] !== undefined;
}

/** Host ports a pod claims on its node, in spec order, sidecars included. */
export function hostPorts(spec: PodSpec): readonly ContainerPort[] {
  const sidecars = (spec.initContainers ?? []).filter(isSidecar);
  return [...spec.containers, ...sidecars]
    .flatMap((container) => container.ports ?? [])
    .filter((port) => (port.hostPort ?? 0) > 0);
}
