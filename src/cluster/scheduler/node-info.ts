// What filters and scores look at: a node, the pods placed on it, and what they ask for in sum.
// Models pkg/scheduler/framework/types.go, NodeInfo and PodInfo.

import type { Container } from '../../api/container.ts';
import type { Node } from '../../api/node.ts';
import type { Pod } from '../../api/pod.ts';
import type { ResourceAmounts } from '../../api/pod-resources.ts';
import { addAmounts, amountOf, amountsOf, podRequests } from '../../api/pod-resources.ts';
import { entries, type PersistentMap, values } from '../../base/persistent-map.ts';

/** A pod with what it asks for. */
export interface PodInfo {
  readonly pod: Pod;
  readonly requests: ResourceAmounts;
  /** For scoring, CPU in thousandths and bytes: a container that asks for nothing counts too. */
  readonly nonZero: { readonly cpu: number; readonly memory: number };
}

/** A node as the scheduler sees it in one cycle. */
export interface NodeInfo {
  readonly name: string;
  readonly node: Node;
  readonly allocatable: ResourceAmounts;
  readonly pods: readonly PodInfo[];
  readonly requested: ResourceAmounts;
  readonly nonZero: { readonly cpu: number; readonly memory: number };
}

const DEFAULT_CPU = 100;
const DEFAULT_MEMORY = 200 * 1024 * 1024;

/** Sums up a pod once. */
export function podInfo(pod: Pod): PodInfo {
  const { containers, initContainers = [] } = pod.spec;
  const sum = (name: string, otherwise: number): number => {
    const of = (one: Container): number => {
      const text = one.resources?.requests?.[name];
      return text === undefined ? otherwise : amountOf(name, text);
    };
    const running = containers.reduce((total, one) => total + of(one), 0);
    return Math.max(running, ...initContainers.map(of));
  };
  const nonZero = { cpu: sum('cpu', DEFAULT_CPU), memory: sum('memory', DEFAULT_MEMORY) };
  return { pod, requests: podRequests(pod.spec), nonZero };
}

/** All nodes with their pods; assumed pods count where they were placed. */
export function nodeInfos(
  nodes: PersistentMap<Node>,
  pods: PersistentMap<PodInfo>,
  assumed: PersistentMap<string>,
): readonly NodeInfo[] {
  const placed = new Map<string, PodInfo[]>();
  const assumedNodes = new Map(entries(assumed));
  for (const [key, info] of entries(pods)) {
    const node = info.pod.spec.nodeName ?? assumedNodes.get(key) ?? '';
    if (node === '') continue;
    const list = placed.get(node);
    if (list === undefined) placed.set(node, [info]);
    else list.push(info);
  }
  return [...values(nodes)].map((node) => nodeInfo(node, placed.get(nameOf(node)) ?? []));
}

function nameOf(node: Node): string {
  return node.metadata.name ?? '';
}

function nodeInfo(node: Node, pods: readonly PodInfo[]): NodeInfo {
  let requested: ResourceAmounts = {};
  let cpu = 0;
  let memory = 0;
  for (const info of pods) {
    requested = addAmounts(requested, info.requests);
    cpu += info.nonZero.cpu;
    memory += info.nonZero.memory;
  }
  const allocatable = amountsOf(node.status?.allocatable);
  return { name: nameOf(node), node, allocatable, pods, requested, nonZero: { cpu, memory } };
}
