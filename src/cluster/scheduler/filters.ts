// The filter plugins in the order of the default profile: the first that says no tells the reason.
// Models pkg/scheduler/framework/plugins (one folder per plugin).

import { matchesNodeAffinity, untolerated } from '../../api/node-selection.ts';
import type { Pod } from '../../api/pod.ts';
import { hostPorts } from '../../api/pod-helpers.ts';
import type { PersistentVolume } from '../../api/storage.ts';
import { compareText } from '../../apimachinery/go-text.ts';
import { matchesLabels, selectorOf } from '../../apimachinery/selector.ts';
import type { NodeInfo, PodInfo } from './node-info.ts';
import { matchesPodTerm } from './selectors.ts';
import { fitsNode } from './volume-binding.ts';

/** Why a node does not fit, and whether removing pods from it could help. */
export interface Refusal {
  readonly plugin: string;
  readonly reasons: readonly string[];
  readonly isResolvable: boolean;
}

/** What a filter may look at besides the node. */
export interface FilterContext {
  readonly isModern: boolean;
  readonly all: readonly NodeInfo[];
  /** The volumes that the pod's claims are bound to. */
  readonly volumes: readonly PersistentVolume[];
}

type Filter = (pod: PodInfo, info: NodeInfo, context: FilterContext) => Refusal | undefined;

const FILTERS: readonly Filter[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeBinding,
  podTopologySpread,
  interPodAffinity,
];

/** The first refusal of a node, or undefined when the pod fits. */
export function filterNode(
  pod: PodInfo,
  info: NodeInfo,
  context: FilterContext,
): Refusal | undefined {
  for (const filter of FILTERS) {
    const refusal = filter(pod, info, context);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function refuse(plugin: string, isResolvable: boolean, ...reasons: readonly string[]): Refusal {
  return { plugin, reasons, isResolvable };
}

function nodeUnschedulable({ pod }: PodInfo, { node }: NodeInfo): Refusal | undefined {
  if (node.spec?.unschedulable !== true) return undefined;
  const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const;
  if (untolerated(pod, [taint], ['NoSchedule']) === undefined) return undefined;
  return refuse('NodeUnschedulable', false, 'node(s) were unschedulable');
}

function nodeName(
  { pod }: PodInfo,
  info: NodeInfo,
  { isModern }: FilterContext,
): Refusal | undefined {
  const wanted = pod.spec.nodeName ?? '';
  if (wanted === '' || wanted === info.name) return undefined;
  const what = isModern ? 'node name' : 'hostname';
  return refuse('NodeName', false, `node(s) didn't match the requested ${what}`);
}

function taintToleration(
  { pod }: PodInfo,
  { node }: NodeInfo,
  { isModern }: FilterContext,
): Refusal | undefined {
  const taint = untolerated(pod, node.spec?.taints ?? [], ['NoSchedule', 'NoExecute']);
  if (taint === undefined) return undefined;
  const named = `node(s) had taint {${taint.key}: ${taint.value ?? ''}}, that the pod didn't tolerate`;
  return refuse('TaintToleration', false, isModern ? 'node(s) had untolerated taint(s)' : named);
}

function nodeAffinity(
  { pod }: PodInfo,
  { node }: NodeInfo,
  { isModern }: FilterContext,
): Refusal | undefined {
  if (matchesNodeAffinity(pod, node)) return undefined;
  const what = isModern ? "Pod's node affinity/selector" : "Pod's node affinity";
  return refuse('NodeAffinity', false, `node(s) didn't match ${what}`);
}

function nodePorts({ pod }: PodInfo, info: NodeInfo): Refusal | undefined {
  const wanted = hostPorts(pod.spec);
  if (wanted.length === 0) return undefined;
  const taken = info.pods.flatMap((other) => hostPorts(other.pod.spec));
  const isConflict = wanted.some((port) =>
    taken.some((other) => {
      const [a, b] = [port.hostIP ?? '0.0.0.0', other.hostIP ?? '0.0.0.0'];
      const isSameIp = a === b || a === '0.0.0.0' || b === '0.0.0.0';
      const isSamePort = port.hostPort === other.hostPort;
      return isSamePort && isSameIp && (port.protocol ?? 'TCP') === (other.protocol ?? 'TCP');
    }),
  );
  if (!isConflict) return undefined;
  return refuse('NodePorts', true, "node(s) didn't have free ports for the requested pod ports");
}

function nodeResourcesFit(
  { requests }: PodInfo,
  info: NodeInfo,
  { isModern }: FilterContext,
): Refusal | undefined {
  const reasons: string[] = [];
  let isResolvable = true;
  const maxPods = info.allocatable['pods'] ?? 0;
  if (info.pods.length + 1 > maxPods) reasons.push('Too many pods');
  for (const name of Object.keys(requests).sort(byImportance)) {
    const wanted = requests[name] ?? 0;
    const room = info.allocatable[name] ?? 0;
    if (wanted === 0 || wanted <= room - (info.requested[name] ?? 0)) continue;
    reasons.push(`Insufficient ${name}`);
    if (wanted > room && isModern) isResolvable = false;
  }
  return reasons.length === 0 ? undefined : refuse('NodeResourcesFit', isResolvable, ...reasons);
}

const FIRST: readonly string[] = ['cpu', 'memory', 'ephemeral-storage'];

function byImportance(a: string, b: string): number {
  const [left, right] = [FIRST.indexOf(a), FIRST.indexOf(b)];
  if (left >= 0 && right >= 0) return left - right;
  return left >= 0 ? -1 : right >= 0 ? 1 : compareText(a, b);
}

function volumeBinding(
  _pod: PodInfo,
  { node }: NodeInfo,
  { volumes, isModern }: FilterContext,
): Refusal | undefined {
  if (volumes.every((volume) => fitsNode(volume, node))) return undefined;
  const reason = isModern
    ? "node(s) didn't match PersistentVolume's node affinity"
    : 'node(s) had volume node affinity conflict';
  return refuse('VolumeBinding', false, reason);
}

function podTopologySpread(
  { pod }: PodInfo,
  info: NodeInfo,
  { all }: FilterContext,
): Refusal | undefined {
  const reason = "node(s) didn't match pod topology spread constraints";
  for (const one of pod.spec.topologySpreadConstraints ?? []) {
    if (one.whenUnsatisfiable !== 'DoNotSchedule') continue;
    const domain = info.node.metadata.labels?.[one.topologyKey];
    if (domain === undefined) {
      return refuse('PodTopologySpread', false, `${reason} (missing required label)`);
    }
    const counts = domainCounts(pod, one, all);
    const least = Math.min(...counts.values());
    const self = isCounted(pod, one, pod) ? 1 : 0;
    if ((counts.get(domain) ?? 0) + self - least > one.maxSkew) {
      return refuse('PodTopologySpread', true, reason);
    }
  }
  return undefined;
}

type Constraint = NonNullable<Pod['spec']['topologySpreadConstraints']>[number];

/** Matching pods per value of the topology key, over the nodes the pod may use. */
export function domainCounts(
  pod: Pod,
  constraint: Constraint,
  all: readonly NodeInfo[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const info of all) {
    const domain = info.node.metadata.labels?.[constraint.topologyKey];
    if (domain === undefined || !matchesNodeAffinity(pod, info.node)) continue;
    const matching = info.pods.filter((other) => isCounted(pod, constraint, other.pod)).length;
    counts.set(domain, (counts.get(domain) ?? 0) + matching);
  }
  return counts;
}

function isCounted(pod: Pod, constraint: Constraint, other: Pod): boolean {
  const selector = selectorOf(constraint.labelSelector);
  const isHere = other.metadata.namespace === pod.metadata.namespace;
  const isLeaving = other.metadata.deletionTimestamp !== undefined;
  if (selector === undefined || !isHere || isLeaving) return false;
  return matchesLabels(selector, other.metadata.labels);
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

function interPodAffinity(
  { pod }: PodInfo,
  info: NodeInfo,
  { all, isModern }: FilterContext,
): Refusal | undefined {
  const labels = info.node.metadata.labels ?? {};
  const inDomain = (key: string): readonly Pod[] =>
    all
      .filter((other) => isSameDomain(labels, other.node.metadata.labels ?? {}, key))
      .flatMap((other) => other.pods.map((one) => one.pod));
  const refusal = (isResolvable: boolean, reason: string): Refusal =>
    isModern
      ? refuse('InterPodAffinity', isResolvable, reason)
      : refuse(
          'InterPodAffinity',
          isResolvable,
          "node(s) didn't match pod affinity/anti-affinity",
          reason,
        );
  for (const term of pod.spec.affinity?.podAffinity?.[REQUIRED] ?? []) {
    const isMet = inDomain(term.topologyKey).some((other) => matchesPodTerm(term, pod, other));
    const everyone = all.flatMap((other) => other.pods.map((one) => one.pod));
    const isFirst =
      matchesPodTerm(term, pod, pod) && !everyone.some((other) => matchesPodTerm(term, pod, other));
    const hasKey = labels[term.topologyKey] !== undefined;
    if (!hasKey || !(isMet || isFirst)) {
      return refusal(false, "node(s) didn't match pod affinity rules");
    }
  }
  for (const term of pod.spec.affinity?.podAntiAffinity?.[REQUIRED] ?? []) {
    if (inDomain(term.topologyKey).some((other) => matchesPodTerm(term, pod, other))) {
      return refusal(true, "node(s) didn't match pod anti-affinity rules");
    }
  }
  const isHated = all.some((other) =>
    other.pods.some((one) =>
      (one.pod.spec.affinity?.podAntiAffinity?.[REQUIRED] ?? []).some(
        (term) =>
          matchesPodTerm(term, one.pod, pod) &&
          isSameDomain(labels, other.node.metadata.labels ?? {}, term.topologyKey),
      ),
    ),
  );
  if (!isHated) return undefined;
  return refusal(true, "node(s) didn't satisfy existing pods anti-affinity rules");
}

type Labels = Readonly<Record<string, string>>;

function isSameDomain(a: Labels, b: Labels, key: string): boolean {
  return a[key] !== undefined && a[key] === b[key];
}
