// Topic pod-phase: the phase from spec and container statuses.

import type { Pod } from '../../src/api/pod.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { kubeletBehaviour } from '../../src/cluster/editions/kubelet-behaviour.ts';
import { podPhase as phaseOf } from '../../src/cluster/kubelet/status/phase.ts';

interface Input {
  readonly pod: Pod;
  readonly podIsTerminal?: boolean;
  readonly podHasInitialized?: boolean;
}

/** pod-phase.json */
export function podPhase(raw: unknown, edition: EditionName): unknown {
  const { pod, podIsTerminal = false, podHasInitialized } = raw as Input;
  const whole: Pod = { ...pod, metadata: pod.metadata ?? {} };
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  const hasStarted = containerStatuses.some((one) => one.state?.running || one.state?.terminated);
  return {
    phase: phaseOf({
      behaviour: kubeletBehaviour(edition),
      pod: whole,
      statuses: [...containerStatuses, ...initContainerStatuses],
      isTerminal: podIsTerminal,
      hasInitialized: podHasInitialized ?? hasStarted,
    }),
  };
}
