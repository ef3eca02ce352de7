// Taints that follow from a node's conditions, and how long a pod bears a node's NoExecute taints.
// Pure. Models pkg/controller/nodelifecycle and pkg/controller/tainteviction.

import type { Node, Taint } from '../../api/node.ts';
import type { Pod, Toleration } from '../../api/pod.ts';
import type { NoExecuteMode } from './state.ts';

const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** Which taint stands for which condition in which state. */
const OF_CONDITION: readonly (readonly [type: string, status: string, key: string])[] = [
  ['Ready', 'False', 'node.kubernetes.io/not-ready'],
  ['Ready', 'Unknown', 'node.kubernetes.io/unreachable'],
  ['MemoryPressure', 'True', 'node.kubernetes.io/memory-pressure'],
  ['DiskPressure', 'True', 'node.kubernetes.io/disk-pressure'],
  ['NetworkUnavailable', 'True', 'node.kubernetes.io/network-unavailable'],
  ['PIDPressure', 'True', 'node.kubernetes.io/pid-pressure'],
];
const NO_SCHEDULE_KEYS: readonly string[] = [
  ...OF_CONDITION.map(([, , key]) => key),
  UNSCHEDULABLE,
];
const NO_EXECUTE_KEYS: readonly string[] = [
  'node.kubernetes.io/not-ready',
  'node.kubernetes.io/unreachable',
];

/** The node's taints with the NoSchedule ones of its conditions; undefined when nothing changes. */
export function withNoSchedule(node: Node, now: string): readonly Taint[] | undefined {
  const wanted: string[] = [];
  for (const [type, status, key] of OF_CONDITION) {
    const condition = node.status?.conditions?.find((one) => one.type === type);
    if (condition?.status === status) wanted.push(key);
  }
  // A node without a Ready condition keeps the taint it was born with.
  const isSilent = node.status?.conditions?.some((one) => one.type === 'Ready') !== true;
  if (isSilent) return undefined;
  if (node.spec?.unschedulable === true) wanted.push(UNSCHEDULABLE);
  return exchanged(node, 'NoSchedule', NO_SCHEDULE_KEYS, wanted, now);
}

/** The node's taints with the NoExecute one of its Ready condition, or without. */
export function withNoExecute(
  node: Node,
  mode: NoExecuteMode,
  now: string,
): readonly Taint[] | undefined {
  const ready = node.status?.conditions?.find((one) => one.type === 'Ready');
  if (mode === 'clear' || ready === undefined || ready.status === 'True') {
    return exchanged(node, 'NoExecute', NO_EXECUTE_KEYS, [], now);
  }
  // One that is there already always says what the condition says.
  const isTainted = noExecuteTaints(node).some(({ key }) => NO_EXECUTE_KEYS.includes(key));
  if (mode === 'keep' && !isTainted) return undefined;
  const wanted = ready.status === 'False' ? NO_EXECUTE_KEYS[0] : NO_EXECUTE_KEYS[1];
  return exchanged(node, 'NoExecute', NO_EXECUTE_KEYS, [wanted ?? ''], now);
}

function exchanged(
  node: Node,
  effect: string,
  own: readonly string[],
  wanted: readonly string[],
  timeAdded: string,
): readonly Taint[] | undefined {
  const taints = node.spec?.taints ?? [];
  const isOwn = (taint: Taint): boolean => taint.effect === effect && own.includes(taint.key);
  const has = taints.filter(isOwn).map((taint) => taint.key);
  const missing = wanted.filter((key) => !has.includes(key));
  if (missing.length === 0 && has.every((key) => wanted.includes(key))) return undefined;
  const kept = taints.filter((taint) => !isOwn(taint) || wanted.includes(taint.key));
  return [...kept, ...missing.map((key) => ({ key, effect, timeAdded }) as unknown as Taint)];
}

/** The taints that drive pods off a node. */
export function noExecuteTaints(node: Node): readonly Taint[] {
  return (node.spec?.taints ?? []).filter((taint) => taint.effect === 'NoExecute');
}

/** Seconds a pod bears these taints: 0 is not at all, undefined for ever. */
export function toleratedSeconds(pod: Pod, taints: readonly Taint[]): number | undefined {
  let least: number | undefined;
  for (const taint of taints) {
    const fitting = (pod.spec.tolerations ?? []).filter((one) => tolerates(one, taint));
    if (fitting.length === 0) return 0;
    for (const { tolerationSeconds } of fitting) {
      if (tolerationSeconds === undefined) continue;
      least = Math.min(least ?? tolerationSeconds, Math.max(0, tolerationSeconds));
    }
  }
  return least;
}

function tolerates(toleration: Toleration, taint: Taint): boolean {
  const { effect = '', key = '', operator = 'Equal', value = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  return operator === 'Exists' || (key !== '' && value === (taint.value ?? ''));
}
