// Which containers go when a rule restarts all of a pod in place, and in what order.
// Models pkg/kubelet/kuberuntime/kuberuntime_manager.go, getContainersToReset.

import type { Container } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import { triggersRestartOfAll } from '../restart-rules.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';

/** One instance of a container that is removed, and killed before when it runs. */
export interface ResetDecision {
  readonly id: string;
  readonly name: string;
  readonly isKilled: boolean;
}

interface Sorted {
  /** Their exit made the pod start anew. */
  readonly sources: readonly ResetDecision[];
  readonly targets: readonly ResetDecision[];
}

/** Every instance of every container; those whose exit began it come last. */
export function containersToReset(
  pod: Pod,
  runtime: RuntimePodStatus | undefined,
): readonly ResetDecision[] {
  const inits = sorted(pod.spec.initContainers ?? [], runtime);
  const apps = sorted(pod.spec.containers, runtime);
  return [...apps.targets, ...inits.targets, ...apps.sources, ...inits.sources];
}

function sorted(containers: readonly Container[], runtime: RuntimePodStatus | undefined): Sorted {
  const sources: ResetDecision[] = [];
  const targets: ResetDecision[] = [];
  for (const container of containers) {
    for (const { id, metadata, state, exitCode } of runtime?.containers ?? []) {
      if (metadata.name !== container.name) continue;
      const isKilled = state !== 'CONTAINER_EXITED';
      const isSource = !isKilled && triggersRestartOfAll(container, exitCode);
      (isSource ? sources : targets).push({ id, name: container.name, isKilled });
    }
  }
  return { sources, targets };
}
