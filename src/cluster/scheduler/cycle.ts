// One scheduling cycle: filter all nodes, score those that fit, choose the best.
// Models pkg/scheduler/schedule_one.go, schedulePod, and framework/types.go, FitError.

import { compareText } from '../../apimachinery/go-text.ts';
import type { Draw } from '../../kernel/random.ts';
import type { SchedulerProfile } from './config.ts';
import type { Refusal } from './filters.ts';
import { filterNode } from './filters.ts';
import type { NodeInfo, PodInfo } from './node-info.ts';
import type { NodeScore } from './scores.ts';
import { scoreNodes } from './scores.ts';
import type { StorageCache } from './state.ts';
import { podClaims } from './volume-binding.ts';

/** Where a pod goes, or why nowhere. */
export type CycleResult =
  | {
      readonly node: string;
      readonly scores: readonly NodeScore[];
      readonly refused: readonly NodeRefusal[];
    }
  | { readonly message: string; readonly refused: readonly NodeRefusal[] };

/** A node that does not fit. */
export interface NodeRefusal extends Refusal {
  readonly node: string;
}

/** Runs the cycle; `draw` chooses among equally good nodes. */
export function schedule(
  pod: PodInfo,
  infos: readonly NodeInfo[],
  profile: SchedulerProfile,
  draw: () => Draw,
  storage: StorageCache,
): CycleResult {
  if (infos.length === 0) return { message: 'no nodes available to schedule pods', refused: [] };
  const claims = podClaims(pod.pod, storage);
  if ('problem' in claims) return withoutClaim(pod, claims.problem, infos, profile);
  const context = { isModern: profile.isModern, all: infos, volumes: claims.volumes };
  const refused: NodeRefusal[] = [];
  const fitting = infos.filter((info) => {
    const refusal = filterNode(pod, info, context);
    if (refusal !== undefined) refused.push({ ...refusal, node: info.name });
    return refusal === undefined;
  });
  if (fitting.length === 0) return { message: failureText(pod, refused, profile), refused };
  const scores = scoreNodes(pod, fitting, infos, profile.weights);
  const most = Math.max(...scores.map((score) => score.total));
  const best = scores.filter((score) => score.total === most);
  const index = best.length === 1 ? 0 : draw().below(best.length);
  const chosen = best[index] ?? best[0];
  return { node: chosen?.node ?? '', scores, refused };
}

/** A claim that cannot be used speaks against every node. */
function withoutClaim(
  pod: PodInfo,
  reason: string,
  infos: readonly NodeInfo[],
  profile: SchedulerProfile,
): CycleResult {
  const refused = infos.map((info): NodeRefusal => {
    return { node: info.name, plugin: 'VolumeBinding', reasons: [reason], isResolvable: false };
  });
  if (!profile.isModern) return { message: failureText(pod, refused, profile), refused };
  const opening = `0/${infos.length} nodes are available: ${reason}.`;
  return { message: `${opening} ${preemptionText(pod, refused)}`, refused };
}

/** `0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable.` and more. */
export function failureText(
  pod: PodInfo,
  refused: readonly NodeRefusal[],
  profile: SchedulerProfile,
): string {
  const reasons = refused.flatMap((refusal) => refusal.reasons);
  const opening = countsText(refused.length, reasons);
  return profile.isModern ? `${opening} ${preemptionText(pod, refused)}` : opening;
}

/** What the plugins after a failed filter have to say: claims to free, pods to evict. */
function preemptionText(pod: PodInfo, refused: readonly NodeRefusal[]): string {
  if (pod.pod.spec.preemptionPolicy === 'Never') {
    return 'no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.';
  }
  const reasons = refused.map((refusal) =>
    refusal.isResolvable
      ? 'No preemption victims found for incoming pod'
      : 'Preemption is not helpful for scheduling',
  );
  return `no new claims to deallocate, preemption: ${countsText(refused.length, reasons)}`;
}

function countsText(nodes: number, reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort(compareText);
  return `0/${nodes} nodes are available: ${parts.join(', ')}.`;
}
