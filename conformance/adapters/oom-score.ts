// Topic oom-score: oom_score_adj of a pod's first container.

import type { Pod } from '../../src/api/pod.ts';
import { oomScoreAdj } from '../../src/cluster/kubelet/container-config/resources.ts';

interface Input {
  readonly memoryCapacityBytes: number;
  readonly pod: Pod;
}

/** oom-score.json: the expectation is a range, the answer stands at both of its ends. */
export function oomScore(raw: unknown): unknown {
  const { pod, memoryCapacityBytes } = raw as Input;
  const [container] = pod.spec.containers;
  if (container === undefined) return {};
  const score = oomScoreAdj(pod, container, memoryCapacityBytes);
  return { oomScoreAdjMin: score, oomScoreAdjMax: score };
}
