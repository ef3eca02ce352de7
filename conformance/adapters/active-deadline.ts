// Topic active-deadline: who is past the deadline, what the status says then, who still counts.

import type { Pod, PodStatus } from '../../src/api/pod.ts';
import { rfc3339 } from '../../src/base/calendar.ts';
import { emptyMap, mapOf } from '../../src/base/persistent-map.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { kubeletBehaviour } from '../../src/cluster/editions/kubelet-behaviour.ts';
import { DEADLINE, isPastDeadline } from '../../src/cluster/kubelet/active-deadline.ts';
import { initialProberState } from '../../src/cluster/kubelet/prober/state.ts';
import type { KubeletState } from '../../src/cluster/kubelet/state.ts';
import { generateApiPodStatus } from '../../src/cluster/kubelet/status/generate-status.ts';
import type { StartError } from '../../src/cluster/kubelet/status/input.ts';
import { isActive } from '../../src/cluster/kubelet/sync-loop/active-pods.ts';
import { type Micros, seconds, ZERO } from '../../src/kernel/time.ts';
import { runtimeView } from './runtime-view.ts';

interface ListedPod {
  readonly uid: string;
  readonly phase: string;
  readonly deletionTimestamp?: string;
  readonly containerRunning?: boolean;
}

interface Input {
  readonly activeDeadlineSeconds?: number;
  readonly secondsSinceStart?: number;
  /** `foo running` */
  readonly container?: string;
  readonly evictionHandlerSays?: StartError;
  readonly pods?: readonly ListedPod[];
}

const EPOCH = 1_700_000_000;
const NOW = seconds(3_600) as number as Micros;

/** active-deadline.json */
export function activeDeadline(raw: unknown, edition: EditionName): unknown {
  const input = raw as Input;
  if (input.pods !== undefined) return { notTerminated: notTerminated(input.pods, edition) };
  const [name = 'c', word] = (input.container ?? '').split(' ');
  const pod = podOf(input, name);
  const clock = { now: NOW, epochSeconds: EPOCH };
  const isPast = isPastDeadline({ statuses: noStatuses() }, pod, clock);
  const evict = isPast ? DEADLINE : input.evictionHandlerSays;
  const containers = word === undefined ? [] : [{ name, state: word, id: 'id' }];
  const status = generateApiPodStatus({
    behaviour: kubeletBehaviour(edition),
    config: { nodeIp: '' },
    pod,
    runtime: runtimeView(pod, { sandboxes: [{ state: 'ready' }], containers }),
    previous: pod.status ?? {},
    reasons: {},
    isTerminal: false,
    prober: initialProberState(ZERO),
    ...clock,
    ...(evict === undefined ? {} : { evict }),
  });
  const { phase = '', reason, message, containerStatuses } = status;
  return {
    evict: isPast,
    phase,
    reason,
    message,
    phaseNot: phase === 'Failed' ? 'Running' : 'Failed',
    containerStatusesPresent: containerStatuses !== undefined,
  };
}

function noStatuses(): KubeletState['statuses'] {
  return { statuses: emptyMap() } as unknown as KubeletState['statuses'];
}

function podOf({ activeDeadlineSeconds, secondsSinceStart }: Input, name: string): Pod {
  const startedAt = secondsSinceStart === undefined ? undefined : NOW - seconds(secondsSinceStart);
  const startTime =
    startedAt === undefined ? {} : { startTime: rfc3339(EPOCH, startedAt as Micros) };
  const limit = activeDeadlineSeconds === undefined ? {} : { activeDeadlineSeconds };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { uid: 'uid', name: 'pod', namespace: 'default' },
    spec: { containers: [{ name }], ...limit },
    status: startTime,
  };
}

function notTerminated(pods: readonly ListedPod[], edition: EditionName): readonly string[] {
  const listed = pods.map((one): Pod => {
    const { uid, phase, deletionTimestamp, containerRunning: isRunning } = one;
    const deletion = deletionTimestamp === undefined ? {} : { deletionTimestamp };
    const status: PodStatus = {
      phase,
      ...(isRunning === true
        ? { containerStatuses: [{ name: 'c', state: { running: {} } } as never] }
        : {}),
    };
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { uid, name: uid, namespace: 'default', ...deletion },
      spec: { containers: [{ name: 'c' }] },
      status,
    };
  });
  const state = {
    config: { edition },
    podWorkers: { workers: mapOf([]) },
    statuses: noStatuses(),
  } as unknown as KubeletState;
  return listed.filter((pod) => isActive(state, pod)).map((pod) => pod.metadata.uid ?? '');
}
