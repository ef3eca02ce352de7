// Convergence: once nothing breaks any more, what the API says of a pod and what its node runs come
// to agree, pods get where they belong, and whoever waits for an answer gets one. A difference may
// come up at any time; one that stays as it is for long is a finding.

import type { Endpoints, Service } from '../../api/config.ts';
import type { Node } from '../../api/node.ts';
import type { Pod } from '../../api/pod.ts';
import { allStatuses, findCondition, isPodTerminal } from '../../api/pod-helpers.ts';
import { type PersistentMap, values } from '../../base/persistent-map.ts';
import type { ServiceRule } from '../../cluster/protocol/services.ts';
import type { EditionWord } from '../../cluster/protocol/setup.ts';
import type { TranscriptEntry } from '../../cluster/protocol/transcript.ts';
import type { Micros } from '../../kernel/time.ts';
import { stateOf, type World } from '../../kernel/world.ts';
import { objectsUnder, storedUnder } from '../../projection/api-objects.ts';
import type { EngineContainer } from '../../projection/engine-containers.ts';
import { idOf, uidOnNode } from './check-objects.ts';
import { runningOn } from './check-runtime.ts';
import { serviceDifferences } from './check-services.ts';
import type { Checker, Report } from './finding.ts';
import type { Plan } from './plan.ts';

/** So long a difference may stay the same: status, retries and resyncs have longer periods. */
const PATIENCE_SECONDS = 75;

interface Difference {
  readonly how: string;
  /** Whom it concerns. */
  readonly of: string;
}

/** Looks for differences that stay. */
export function checkCalm(plan: Plan, report: Report): Checker {
  let open = new Map<string, Micros>();
  return {
    look(world, now) {
      if (now < plan.quietAt) return;
      const still = new Map<string, Micros>();
      for (const { how, of } of differences(world, plan)) {
        const text = `${of}: ${how}`;
        const since = open.get(text) ?? now;
        still.set(text, since);
        if (now - since === PATIENCE_SECONDS * 1e6) report('status converges', now, text, how);
      }
      open = still;
    },
  };
}

function* differences(world: World, { nodes, edition }: Plan): Generator<Difference> {
  const pods = listed<Pod>(world, '/registry/pods');
  const known = new Map(listed<Node>(world, '/registry/minions').map((n) => [n.metadata.name, n]));
  const uids = new Set(pods.map(uidOnNode));
  for (const node of nodes) {
    const object = known.get(node);
    // A kubelet does not come to a node again that was deleted, and without one there is no mirror.
    if (object === undefined) continue;
    if (!isReady(object)) yield { how: 'the node is not ready', of: node };
    const running = runningOn(world, node).filter(({ uid }) => uid !== '');
    for (const one of running) {
      if (!uids.has(one.uid)) yield { how: 'it runs for nobody', of: nameOf(one) };
    }
    for (const pod of pods) {
      if (pod.spec.nodeName === node) yield* ofPod(pod, running, edition);
    }
  }
  for (const { spec, status, metadata } of pods) {
    if ((spec.nodeName ?? '') !== '') continue;
    const isTold = findCondition(status, 'PodScheduled') !== undefined;
    if (!isTold) yield { how: 'nobody schedules it', of: metadata.name ?? '' };
  }
  yield* serviceDifferences({
    services: listed<Service>(world, '/registry/services/specs'),
    endpoints: listed<Endpoints>(world, '/registry/services/endpoints'),
    pods,
    isModern: edition === 'containerd',
    rules: new Map(
      nodes.flatMap((node) => {
        const machine = stateOf<{ readonly services: readonly ServiceRule[] }>(
          world,
          `linux@${node}`,
        );
        return machine === undefined || !known.has(node) ? [] : [[node, machine.services]];
      }),
    ),
  });
  yield* unanswered(world);
}

function nameOf({ podName, name, id }: EngineContainer): string {
  return `${podName}/${name} (${id.slice(0, 12)})`;
}

function* ofPod(
  pod: Pod,
  running: readonly EngineContainer[],
  edition: EditionWord,
): Generator<Difference> {
  const { name, uid = '', deletionTimestamp } = pod.metadata;
  const { status } = pod;
  const of = `${name} (${uid})`;
  const isOver = isPodTerminal(pod);
  const said = new Set(
    allStatuses(status)
      .filter(({ state }) => state?.running !== undefined)
      .map(idOf),
  );
  // The editions with Docker freeze the status of a pod that is made to fail. One that is deleted
  // before the API server heard of it stays, since by that status it still runs.
  const isFrozen = isOver && edition !== 'containerd' && said.size > 0;
  if (deletionTimestamp !== undefined && !isFrozen) yield { how: 'the pod is never gone', of };
  if (status?.phase === 'Pending' && status.startTime === undefined) {
    yield { how: 'its kubelet does not take it up', of };
  }
  const own = running.filter((one) => one.uid === uidOnNode(pod));
  const ids = new Set(own.map(({ id }) => id));
  if (!isFrozen) {
    for (const id of said) {
      if (!ids.has(id)) yield { how: 'it runs only in its status', of: `${of} ${id.slice(0, 12)}` };
    }
  }
  for (const one of own) {
    if (isOver) yield { how: 'the pod is over, and it runs', of: nameOf(one) };
    else if (!one.isSandbox && !said.has(one.id)) {
      yield { how: 'it runs, and its status does not say so', of: nameOf(one) };
    }
  }
}

function isReady({ status }: Node): boolean {
  return status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') === true;
}

function listed<T>(world: World, prefix: string): readonly T[] {
  const objects = objectsUnder(storedUnder(world, prefix), prefix);
  return [...objects].map(([, object]) => object as unknown as T);
}

function* unanswered(world: World): Generator<Difference> {
  const user = stateOf<{ readonly transcript: PersistentMap<TranscriptEntry> }>(world, 'user');
  if (user === undefined) return;
  for (const { id, text, status } of values(user.transcript)) {
    if (status === 'running') yield { how: 'the line is never answered', of: `${id} ${text}` };
  }
}
