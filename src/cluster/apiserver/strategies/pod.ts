// Pods: phase and quality of service at birth, generation in later editions, a status of its own,
// graceful deletion. Models pkg/registry/core/pod/strategy.go.

import type { Pod, PodStatus } from '../../../api/pod.ts';
import { qosClass } from '../../../api/qos.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import { isSame } from '../../../apimachinery/patch-values.ts';
import { PLAIN, type Strategy, type WriteContext, withStatusOf } from './strategy.ts';

const DEFAULT_GRACE_SECONDS = 0;

/** The strategy of pods. */
export const POD_STRATEGY: Strategy = {
  ...PLAIN,
  prepareForCreate,
  prepareForUpdate,
  prepareForStatus,
  gracePeriod,
};

function prepareForCreate(object: ApiObject, context: WriteContext): ApiObject {
  const pod = object as Pod;
  const isGated = (pod.spec.schedulingGates ?? []).length > 0;
  const gated = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
    ...(context.edition === 'containerd' ? { observedGeneration: 1 } : {}),
  };
  const status: PodStatus = {
    phase: 'Pending',
    qosClass: qosClass(pod.spec),
    ...(isGated ? { conditions: [gated] } : {}),
  };
  return { ...pod, metadata: withGeneration(pod, 1, context), status } as ApiObject;
}

function prepareForUpdate(next: ApiObject, old: ApiObject, context: WriteContext): ApiObject {
  const kept = withStatusOf(next, old) as Pod;
  const isChanged = !isSame(kept.spec, (old as Pod).spec);
  const generation = (old.metadata.generation ?? 0) + (isChanged ? 1 : 0);
  return { ...kept, metadata: withGeneration(kept, generation, context) };
}

/**
 * The kubelet's writes: the status, labels and annotations; never the spec or the deletion. The
 * older API server lets a status without a quality of service take it away.
 */
function prepareForStatus(next: ApiObject, old: ApiObject, context: WriteContext): ApiObject {
  const status = (next as Pod).status ?? {};
  const before = context.edition === 'containerd' ? (old as Pod).status?.qosClass : undefined;
  const kept = before === undefined ? {} : { qosClass: before };
  const { ownerReferences: _owners, deletionTimestamp: _at, ...metadata } = next.metadata;
  const { ownerReferences, deletionTimestamp, generation } = old.metadata;
  return {
    ...old,
    metadata: {
      ...metadata,
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
      ...(generation === undefined ? {} : { generation }),
    },
    status: { ...kept, ...status },
  } as ApiObject;
}

/** Seconds the pod may take to go. Models podStrategy.CheckGracefulDelete. */
function gracePeriod(object: ApiObject, asked: number | undefined): number {
  const pod = object as Pod;
  const phase = pod.status?.phase;
  const isBound = (pod.spec.nodeName ?? '') !== '';
  if (!isBound || phase === 'Failed' || phase === 'Succeeded') return 0;
  const period = asked ?? pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  return period < 0 ? 1 : period;
}

function withGeneration(pod: Pod, generation: number, context: WriteContext): Pod['metadata'] {
  const { generation: _, ...rest } = pod.metadata;
  return context.edition === 'containerd' ? { ...rest, generation } : rest;
}
