// Topic pod-admission: what the node itself refuses, asked pod by pod or question by question.

import type { Node } from '../../src/api/node.ts';
import type { Pod } from '../../src/api/pod.ts';
import { emptyMap, get, set } from '../../src/base/persistent-map.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import type { SetStatus } from '../../src/cluster/kubelet/channels.ts';
import { initialPodManagerState, withPod } from '../../src/cluster/kubelet/pod-manager.ts';
import { initialPodWorkersState } from '../../src/cluster/kubelet/pod-workers/state.ts';
import type { KubeletState } from '../../src/cluster/kubelet/state.ts';
import { initialStatusManagerState } from '../../src/cluster/kubelet/status/state.ts';
import {
  ADMIT_HANDLERS,
  type AdmitHandler,
  admit,
} from '../../src/cluster/kubelet/sync-loop/admission.ts';
import {
  predicateFailures,
  withoutMissingExtended,
} from '../../src/cluster/kubelet/sync-loop/predicates.ts';
import { initialSyncLoopState } from '../../src/cluster/kubelet/sync-loop/state.ts';
import { testConfig } from '../../src/cluster/kubelet/testing.ts';
import { testIo } from '../../src/kernel/test-io.ts';

interface Input {
  readonly check?: string;
  readonly node?: Node;
  readonly pod?: Pod;
  readonly podsOnNode?: readonly Pod[];
  readonly podsAdded?: readonly Pod[];
  /** Names of pods that a handler of its own refuses. */
  readonly extraAdmitHandlerRejects?: readonly string[];
}

/** pod-admission.json */
export function podAdmission(raw: unknown, edition: EditionName): unknown {
  const input = raw as Input;
  if (input.podsAdded !== undefined) return added(input, input.podsAdded, edition);
  const node = input.node as Node;
  const pod = whole(input.pod as Pod, 0);
  if (input.check === 'removeMissingExtendedResources') {
    return { podConsidered: withoutMissingExtended(pod, node) };
  }
  const others = (input.podsOnNode ?? []).map(whole);
  const isModern = edition === 'containerd';
  const failures = predicateFailures({ pod, node, others, maxPods: 110, isModern });
  return {
    fits: failures.length === 0,
    reasons: failures.map(({ reason, message, detail, shortage }) => ({
      error: message,
      ...(shortage === undefined
        ? { predicate: reason, reason: detail }
        : {
            ...shortage,
            resourceName: shortage.resource,
            reason: `Insufficient ${shortage.resource}`,
          }),
    })),
  };
}

/** The vectors leave out what a pod of the API always has. */
function whole(pod: Pod, index: number): Pod {
  const metadata = { uid: `uid-${index}`, ...pod.metadata };
  return { ...pod, metadata, spec: { ...pod.spec, containers: pod.spec?.containers ?? [] } };
}

interface Answer {
  readonly phase: string;
  readonly reason: string;
  readonly message: string;
}

function added(input: Input, pods: readonly Pod[], edition: EditionName): unknown {
  const { node, extraAdmitHandlerRejects: names = [] } = input;
  const extra: AdmitHandler = (_state, { metadata }) =>
    names.includes(metadata.name ?? '') ? { reason: 'Rejected', message: 'rejected' } : undefined;
  const statuses = initialStatusManagerState(10);
  let state = {
    config: testConfig(edition),
    node: node === undefined ? {} : { node },
    podManager: initialPodManagerState(),
    podWorkers: initialPodWorkersState(),
    eviction: { conditions: [] },
    syncLoop: initialSyncLoopState(),
    statuses: { ...statuses, statuses: emptyMap() },
  } as unknown as KubeletState;
  const answers: { [name: string]: Answer } = {};
  for (const pod of pods.map(whole)) {
    const io = testIo();
    state = { ...state, podManager: withPod(state.podManager, pod) };
    const isIn = admit(state, pod, io, [...ADMIT_HANDLERS, extra]);
    const told = io.effects.find((one) => one.do === 'signal' && one.port === 'status-manager');
    const status = told?.do === 'signal' ? (told.message as SetStatus).status : undefined;
    const { phase = 'Pending', reason = '', message = '' } = status ?? {};
    answers[pod.metadata.name ?? ''] = { phase: isIn ? 'Pending' : phase, reason, message };
    state = withStatus(state, pod, { phase: isIn ? 'Pending' : phase });
  }
  const phases = Object.fromEntries(
    Object.entries(answers).map(([name, one]) => [name, one.phase]),
  );
  return { phases, observed: answers };
}

function withStatus(state: KubeletState, pod: Pod, status: Pod['status']): KubeletState {
  const uid = pod.metadata.uid ?? '';
  const entry = { ...get(state.statuses.statuses, uid), pod, status };
  const statuses = set(state.statuses.statuses, uid, entry as never);
  return { ...state, statuses: { ...state.statuses, statuses } };
}
