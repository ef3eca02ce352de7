// What the kubelet knows of resizes in place. Only pods with a resize under way have a record: of
// every other pod the resources allocated are those of its spec.

import type { ResourceRequirements } from '../../../api/container.ts';
import type { Pod, PodCondition } from '../../../api/pod.ts';
import { get, type PersistentMap } from '../../../base/persistent-map.ts';

/** A wish that the node cannot meet now. */
export interface PendingResize {
  readonly reason: 'Deferred';
  readonly message: string;
  readonly generation: number;
}

/** The resize of one pod. */
export interface PodResize {
  /** By container, while the wish is not allocated: what the pod goes on with. */
  readonly allocated?: { readonly [container: string]: ResourceRequirements };
  readonly pending?: PendingResize;
  /** Generation of the wish that is allocated and not in effect yet. */
  readonly inProgress?: number;
  /** Why putting it into effect failed the last time. */
  readonly error?: string;
}

/** Resizes by uid. */
export type Resizes = PersistentMap<PodResize>;

/** The pod with the resources allocated to it instead of those wished for. */
export function allocatedPod(resizes: Resizes, pod: Pod): Pod {
  const { allocated } = get(resizes, pod.metadata.uid ?? '') ?? {};
  if (allocated === undefined) return pod;
  const { containers, initContainers } = pod.spec;
  const withAllocation = <C extends { readonly name: string }>(container: C): C => {
    const resources = allocated[container.name];
    return resources === undefined ? container : { ...container, resources };
  };
  const inits = initContainers?.map(withAllocation);
  return {
    ...pod,
    spec: {
      ...pod.spec,
      containers: containers.map(withAllocation),
      ...(inits === undefined ? {} : { initContainers: inits }),
    },
  };
}

/** The conditions that tell of the resize. */
export function resizeConditions(resize: PodResize | undefined): readonly PodCondition[] {
  if (resize === undefined) return [];
  const { pending, inProgress, error } = resize;
  const conditions: PodCondition[] = [];
  if (pending !== undefined) {
    const { generation: observedGeneration, ...why } = pending;
    conditions.push({ type: 'PodResizePending', status: 'True', ...why, observedGeneration });
  }
  if (inProgress !== undefined) {
    const observedGeneration = inProgress;
    const why = error === undefined ? {} : { reason: 'Error', message: error };
    conditions.push({ type: 'PodResizeInProgress', status: 'True', ...why, observedGeneration });
  }
  return conditions;
}
