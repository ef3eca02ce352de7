// Vectors of PLEG: looks at the runtime in, the events that the sync loop hears out.

import { changedPods, groupByPod } from '../../src/cluster/kubelet/pleg/changes.ts';
import type { CriContainer, PodSandbox } from '../../src/cluster/protocol/cri-objects.ts';

interface PlegInput {
  readonly relists?: readonly (readonly {
    readonly uid: string;
    readonly containers: readonly { readonly id: string; readonly state: string }[];
    readonly sandboxes?: readonly { readonly id: string; readonly state: string }[];
  }[])[];
}

/** Events after each relist; a container that is only created is nobody's news. */
export function pleg(raw: unknown): unknown {
  const { relists = [] } = raw as PlegInput;
  let before = groupByPod([], []);
  const eventsAfterEachRelist = relists.map((pods) => {
    const after = groupByPod(pods.flatMap(sandboxesOf), pods.flatMap(containersOf));
    const events = changedPods(before, after).flatMap(({ uid, events: own }) =>
      own.map(({ event, id }) => ({ pod: uid, type: event, container: id })),
    );
    before = after;
    return events
      .filter(({ type }) => type !== 'ContainerChanged')
      .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  });
  return { eventsAfterEachRelist };
}

type Listed = NonNullable<PlegInput['relists']>[number][number];

/** What is compared without its order. */
export function keyOf(event: { readonly pod: string; readonly container: string }): string {
  return `${event.pod} ${event.container}`;
}

function containersOf({ uid, containers }: Listed): readonly CriContainer[] {
  const labels = { 'io.kubernetes.pod.uid': uid };
  return containers.map(({ id, state }) => {
    return { id, labels, state: `CONTAINER_${state.toUpperCase()}` } as unknown as CriContainer;
  });
}

function sandboxesOf({ uid, sandboxes = [] }: Listed): readonly PodSandbox[] {
  const labels = { 'io.kubernetes.pod.uid': uid };
  return sandboxes.map(({ id, state }) => {
    const now = state === 'running' ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY';
    return { id, labels, state: now } as unknown as PodSandbox;
  });
}
