// Topic runtime-gc: containers, sandboxes and log directories, and what a pass leaves of them.

import { parseGoDuration } from '../../src/base/go-duration.ts';
import {
  containersToRemove,
  logDirectoriesToRemove,
  sandboxesToRemove,
} from '../../src/cluster/kubelet/gc/evict-units.ts';
import { type Duration, type Micros, seconds } from '../../src/kernel/time.ts';

interface Item {
  readonly index: number;
  readonly podUID: string;
  readonly pod: string;
  readonly attempt?: number;
  readonly createdOrder?: number;
  readonly createdJustNow?: boolean;
  readonly podKnownToKubelet: boolean;
  readonly podHasRunningWorker?: boolean;
  readonly state: string;
}

interface Container extends Item {
  readonly container: string;
  readonly sandboxAttempt?: number;
}

interface Input {
  readonly op: string;
  readonly allSourcesReady?: boolean;
  readonly evictTerminatedPods?: boolean;
  readonly containers?: readonly Container[];
  readonly sandboxes?: readonly Item[];
  readonly policy?: {
    readonly minAge: string;
    readonly maxPerPodContainer: number;
    readonly maxContainers: number;
  };
  readonly directories?: readonly string[];
  readonly podsKnown?: readonly string[];
}

/** Everything that is old enough was made in the first moments of this. */
const NOW = seconds(1_000_000) as number as Micros;

/** runtime-gc.json */
export function runtimeGc(raw: unknown): unknown {
  const input = raw as Input;
  const { containers = [], sandboxes = [], directories = [], podsKnown = [] } = input;
  const items: readonly Item[] = [...containers, ...sandboxes];
  const isGone = (uid: string): boolean => {
    const item = items.find(({ podUID }) => podUID === uid);
    if (item === undefined) return !podsKnown.includes(uid);
    const isOver = input.evictTerminatedPods === true && item.podHasRunningWorker === false;
    return !item.podKnownToKubelet || isOver;
  };
  const pods = { areSourcesReady: input.allSourcesReady ?? true, isGone };
  switch (input.op) {
    case 'evictPodLogsDirectories':
      return { removed: logDirectoriesToRemove(directories, pods) };
    case 'evictSandboxes': {
      const uses = sandboxes.map((one) => ({
        ...made(one),
        isActive: one.state === 'ready' || containers.some((other) => isIn(other, one)),
      }));
      return { remainingSandboxes: left(sandboxes, sandboxesToRemove(uses, isGone)) };
    }
    default: {
      const { minAge = '0', maxPerPodContainer = -1, maxContainers = -1 } = input.policy ?? {};
      const age = parseGoDuration(minAge) as Duration;
      const policy = { minAge: age, maxPerPodContainer, maxContainers };
      const seen = containers.map((one) => ({
        ...made(one),
        name: one.container,
        isRunning: one.state === 'running',
      }));
      return { remainingContainers: left(containers, containersToRemove(seen, policy, pods, NOW)) };
    }
  }
}

function isIn(container: Container, { podUID, attempt = 0 }: Item): boolean {
  return container.podUID === podUID && (container.sandboxAttempt ?? 0) === attempt;
}

function made({ index, podUID, createdOrder = 0, createdJustNow }: Item): {
  readonly id: string;
  readonly uid: string;
  readonly createdAt: Micros;
} {
  const createdAt = createdJustNow === true ? NOW : (createdOrder as Micros);
  return { id: String(index), uid: podUID, createdAt };
}

function left(all: readonly Item[], removed: readonly string[]): readonly number[] {
  return all.map(({ index }) => index).filter((index) => !removed.includes(String(index)));
}
