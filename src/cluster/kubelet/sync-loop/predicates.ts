// The scheduler's questions asked once more by the node itself: resources, node affinity, node
// name, host ports, taints. Models pkg/kubelet/lifecycle/predicate.go, predicateAdmitHandler.Admit.

import type { Node } from '../../../api/node.ts';
import { matchesNodeAffinity, untolerated } from '../../../api/node-selection.ts';
import type { Pod } from '../../../api/pod.ts';
import { hostPorts, isStaticPod } from '../../../api/pod-helpers.ts';
import {
  addAmounts,
  amountsOf,
  podRequests,
  type ResourceAmounts,
} from '../../../api/pod-resources.ts';

/** Why a pod may not run here: the reason, and the message as the edition words it. */
export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

/** One question that was answered with no. */
export interface PredicateFailure extends Refusal {
  /** What there is too little of, in the units of the message. */
  readonly shortage?: {
    readonly resource: string;
    readonly requested: number;
    readonly used: number;
    readonly capacity: number;
  };
  /** The longer half of the message: v1.20 keeps it to itself. */
  readonly detail?: string;
}

/** What the questions are about. */
export interface PredicateInput {
  readonly pod: Pod;
  readonly node: Node;
  /** The other pods that count. */
  readonly others: readonly Pod[];
  /** How many pods the kubelet takes when its node does not say. */
  readonly maxPods: number;
  /** v1.22+: other texts, and taints that are asked about. */
  readonly isModern: boolean;
}

/** Every failure, in the order in which the kubelet asks; the first is the one it reports. */
export function predicateFailures(input: PredicateInput): readonly PredicateFailure[] {
  const { pod, node, others, isModern } = input;
  const failures: PredicateFailure[] = [...shortages(input)];
  const fail = (reason: string, detail: string): void => {
    const message = `Predicate ${reason} failed${isModern ? `: ${detail}` : ''}`;
    failures.push({ reason, message, detail });
  };
  if (!matchesNodeAffinity(pod, node)) {
    const old = "node(s) didn't match node selector";
    fail('NodeAffinity', isModern ? "node(s) didn't match Pod's node affinity/selector" : old);
  }
  const { nodeName } = pod.spec;
  if (nodeName && nodeName !== node.metadata.name) {
    fail('NodeName', `node(s) didn't match the requested ${isModern ? 'node name' : 'hostname'}`);
  }
  if (hasPortConflict(pod, others)) {
    fail('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  }
  const taints = isModern && !isStaticPod(pod) ? (node.spec?.taints ?? []) : [];
  if (untolerated(pod, taints, ['NoExecute']) !== undefined) {
    fail('TaintToleration', "node(s) had taints that the pod didn't tolerate");
  }
  return failures;
}

/** Resources the node has too little of for one more pod. */
function shortages({ pod, node, others, maxPods }: PredicateInput): readonly PredicateFailure[] {
  const allocatable = amountsOf(node.status?.allocatable);
  const slots = allocatable['pods'] ?? maxPods;
  const few = others.length + 1 > slots ? [shortage('pods', 1, others.length, slots)] : [];
  const wanted = podRequests(withoutMissingExtended(pod, node).spec);
  // Who asks for nothing need not know what others were given.
  const isAnyWanted = Object.values(wanted).some((amount) => amount > 0);
  const used = isAnyWanted ? requestsOf(others) : {};
  const short = Object.keys(wanted)
    .filter((resource) => resource !== 'pods')
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((resource) => {
      const want = wanted[resource] ?? 0;
      const have = allocatable[resource] ?? (isExtended(resource) ? 0 : undefined);
      const taken = used[resource] ?? 0;
      const isEnough = want === 0 || have === undefined || taken + want <= have;
      return isEnough ? [] : [shortage(resource, want, taken, have)];
    });
  return [...few, ...short];
}

function requestsOf(pods: readonly Pod[]): ResourceAmounts {
  return pods.reduce<ResourceAmounts>((sum, { spec }) => addAmounts(sum, podRequests(spec)), {});
}

/** CPU, memory and storage first, everything else behind. */
function rank(resource: string): number {
  const place = ['cpu', 'memory', 'ephemeral-storage'].indexOf(resource);
  return place < 0 ? 3 : place;
}

function shortage(
  resource: string,
  requested: number,
  used: number,
  capacity: number,
): PredicateFailure {
  return {
    reason: `OutOf${resource}`,
    message:
      `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, ` +
      `capacity: ${capacity}`,
    shortage: { resource, requested, used, capacity },
  };
}

/** Whether a device plugin, not Kubernetes, knows what the resource is. */
function isExtended(resource: string): boolean {
  return (
    resource.includes('/') &&
    !resource.includes('kubernetes.io/') &&
    !resource.startsWith('requests.')
  );
}

/**
 * The pod without requests for extended resources that the node does not have: cluster-wide ones
 * are not the node's matter. Models removeMissingExtendedResources.
 */
export function withoutMissingExtended(pod: Pod, node: Node): Pod {
  const allocatable = node.status?.allocatable ?? {};
  const isKept = (resource: string): boolean =>
    !isExtended(resource) || allocatable[resource] !== undefined;
  const containers = pod.spec.containers.map((container) => {
    const { requests } = container.resources ?? {};
    if (requests === undefined || Object.keys(requests).every(isKept)) return container;
    const kept = Object.entries(requests).filter(([resource]) => isKept(resource));
    return {
      ...container,
      resources: { ...container.resources, requests: Object.fromEntries(kept) },
    };
  });
  return { ...pod, spec: { ...pod.spec, containers } };
}

function hasPortConflict(pod: Pod, others: readonly Pod[]): boolean {
  const wanted = hostPorts(pod.spec);
  if (wanted.length === 0) return false;
  const used = others.flatMap((other) => hostPorts(other.spec));
  return wanted.some((port) => used.some((other) => isConflict(port, other)));
}

type HostPort = ReturnType<typeof hostPorts>[number];

/** The same port and protocol on an address that both want. */
function isConflict(a: HostPort, b: HostPort): boolean {
  if (a.hostPort !== b.hostPort || (a.protocol ?? 'TCP') !== (b.protocol ?? 'TCP')) return false;
  const every = (ip: string | undefined): boolean => !ip || ip === '0.0.0.0';
  return every(a.hostIP) || every(b.hostIP) || a.hostIP === b.hostIP;
}
