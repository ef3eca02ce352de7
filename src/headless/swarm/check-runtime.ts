// What may never be the case on a node: two pause containers of one pod alive, or anything of a pod
// that runs on although its time is over. The second is asked once nothing breaks any more.

import type { Pod } from '../../api/pod.ts';
import { isMirrorPod } from '../../api/pod-helpers.ts';
import { parseRfc3339 } from '../../base/calendar.ts';
import { values } from '../../base/persistent-map.ts';
import type { Micros } from '../../kernel/time.ts';
import type { World } from '../../kernel/world.ts';
import { containerOf, type EngineContainer, engineOf } from '../../projection/engine-containers.ts';
import type { Checker, Report } from './finding.ts';

/** Everything that runs on a node. */
export function runningOn(world: World, node: string): readonly EngineContainer[] {
  const engine = engineOf(world, node);
  if (engine === undefined) return [];
  return engine.maps.flatMap((map) =>
    [...values(map)].map(containerOf).filter(({ state }) => state === 'running'),
  );
}

/** No pod has two pause containers. */
export function checkPauses(nodes: readonly string[], report: Report): Checker {
  return {
    look(world, now) {
      for (const node of nodes) {
        const alive = new Map<string, EngineContainer>();
        for (const container of runningOn(world, node)) {
          const { uid, podName, isSandbox } = container;
          if (!isSandbox || uid === '') continue;
          if (alive.has(uid)) report('one pause a pod', now, `two of ${podName} on ${node}`);
          alive.set(uid, container);
        }
      }
    },
  };
}

/** Seconds that noticing and stopping may take beyond the grace itself. */
const SLACK_SECONDS = 45;

/** Nothing of a pod that was deleted runs past its grace. */
export function checkGrace(
  nodes: readonly string[],
  quietAt: Micros,
  epochSeconds: number,
  report: Report,
): Checker {
  /** By uid: when it has to be over, in seconds of the run. */
  const deadlines = new Map<string, number>();
  return {
    fact(fact) {
      if (fact.type !== 'ObjectChanged' || fact.about.kind !== 'pod') return;
      const { event, object } = fact.data as unknown as { event: string; object: Pod };
      const { uid = '', deletionTimestamp } = object.metadata;
      // A mirror is not the pod.
      if (isMirrorPod(object)) return;
      const grace = object.spec.terminationGracePeriodSeconds ?? 30;
      const isDeleted = event === 'DELETED';
      if (!isDeleted && deletionTimestamp === undefined) return;
      const end = parseRfc3339(deletionTimestamp ?? '')?.seconds;
      const marked = end === undefined ? 0 : end - epochSeconds;
      const gone = isDeleted ? fact.at / 1e6 + grace : marked;
      deadlines.set(uid, Math.max(marked, gone, deadlines.get(uid) ?? 0));
    },
    look(world, now) {
      if (now < quietAt) return;
      for (const node of nodes) {
        for (const { uid, name, podName } of runningOn(world, node)) {
          const deadline = deadlines.get(uid);
          if (deadline === undefined) continue;
          const last = Math.max(deadline, quietAt / 1e6) + SLACK_SECONDS;
          if (now / 1e6 <= last) continue;
          report('nothing outlives its grace', now, `${name} of ${podName} still runs on ${node}`);
        }
      }
    },
  };
}
