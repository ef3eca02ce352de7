// What changed between two looks at the runtime. Models pkg/kubelet/pleg/generic.go, computeEvents.

import { emptyMap, get, type PersistentMap, set, values } from '../../../base/persistent-map.ts';
import type { CriContainer, PodSandbox } from '../../protocol/cri-objects.ts';
import type { RuntimePod } from '../runtime-types.ts';

/** How PLEG sees a container or sandbox. */
export type PlegContainerState = 'running' | 'exited' | 'unknown' | 'non-existent';

/** A pod in which something changed. */
export interface PodChange {
  readonly uid: string;
  readonly events: readonly { readonly event: string; readonly id: string }[];
}

/** Sandboxes and containers by the pod they belong to. */
export function groupByPod(
  sandboxes: readonly PodSandbox[],
  containers: readonly CriContainer[],
): PersistentMap<RuntimePod> {
  const pods = new Map<string, { pod: RuntimePod; s: PodSandbox[]; c: CriContainer[] }>();
  const of = (labels: {
    readonly [key: string]: string;
  }): { s: PodSandbox[]; c: CriContainer[] } => {
    const uid = labels['io.kubernetes.pod.uid'] ?? '';
    const known = pods.get(uid);
    if (known !== undefined) return known;
    const entry = { pod: emptyPod(uid, labels), s: [], c: [] };
    pods.set(uid, entry);
    return entry;
  };
  for (const sandbox of sandboxes) of(sandbox.labels).s.push(sandbox);
  for (const container of containers) of(container.labels).c.push(container);
  let map = emptyMap<RuntimePod>();
  for (const [uid, { pod, s, c }] of pods)
    map = set(map, uid, { ...pod, sandboxes: s, containers: c });
  return map;
}

function emptyPod(uid: string, labels: { readonly [key: string]: string }): RuntimePod {
  return {
    uid,
    name: labels['io.kubernetes.pod.name'] ?? '',
    namespace: labels['io.kubernetes.pod.namespace'] ?? '',
    sandboxes: [],
    containers: [],
  };
}

/** The pods that changed, with their events, in order of uid. */
export function changedPods(
  before: PersistentMap<RuntimePod>,
  after: PersistentMap<RuntimePod>,
): readonly PodChange[] {
  const changes: PodChange[] = [];
  const uids = new Set<string>();
  for (const pod of values(before)) uids.add(pod.uid);
  for (const pod of values(after)) uids.add(pod.uid);
  for (const uid of [...uids].sort()) {
    const events = eventsBetween(get(before, uid), get(after, uid));
    if (events.length > 0) changes.push({ uid, events });
  }
  return changes;
}

function eventsBetween(
  before: RuntimePod | undefined,
  after: RuntimePod | undefined,
): PodChange['events'] {
  const old = statesOf(before);
  const now = statesOf(after);
  const ids = [...new Set([...old.keys(), ...now.keys()])];
  return ids.flatMap((id) =>
    eventsOf(old.get(id) ?? 'non-existent', now.get(id) ?? 'non-existent').map((event) => ({
      event,
      id,
    })),
  );
}

function statesOf(pod: RuntimePod | undefined): Map<string, PlegContainerState> {
  const states = new Map<string, PlegContainerState>();
  for (const { id, state } of pod?.containers ?? []) {
    states.set(
      id,
      state === 'CONTAINER_RUNNING'
        ? 'running'
        : state === 'CONTAINER_EXITED'
          ? 'exited'
          : 'unknown',
    );
  }
  for (const { id, state } of pod?.sandboxes ?? []) {
    states.set(id, state === 'SANDBOX_READY' ? 'running' : 'exited');
  }
  return states;
}

/** Models generateEvents. */
export function eventsOf(before: PlegContainerState, after: PlegContainerState): readonly string[] {
  if (before === after) return [];
  switch (after) {
    case 'running':
      return ['ContainerStarted'];
    case 'exited':
      return ['ContainerDied'];
    case 'unknown':
      return ['ContainerChanged'];
    default:
      return before === 'exited' ? ['ContainerRemoved'] : ['ContainerDied', 'ContainerRemoved'];
  }
}
