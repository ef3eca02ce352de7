// The conditions that the kubelet owns, with reasons and messages.
// Models pkg/kubelet/status/generate.go. Transition times are the status manager's matter.

import type { ContainerStatus, Pod, PodCondition, PodSpec, PodStatus } from '../../../api/pod.ts';
import { isSidecar } from '../../../api/pod-helpers.ts';
import type { KubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import {
  allContainersCouldRestart,
  areAllContainersGone,
  shouldAllContainersRestart,
} from '../restart-rules.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';

/** What conditions are computed from. */
export interface ConditionInput {
  readonly behaviour: KubeletBehaviour;
  readonly spec: PodSpec;
  /** Init containers first; undefined when nothing is known of any. */
  readonly statuses: readonly ContainerStatus[] | undefined;
  readonly phase: string;
  readonly previous: PodStatus;
  /** Conditions generated so far: readiness gates look there. */
  readonly conditions: readonly PodCondition[];
}

/** Types that only the kubelet writes. Models pkg/kubelet/types/pod_status.go. */
const OWNED: readonly string[] = [
  'PodScheduled',
  'Ready',
  'Initialized',
  'ContainersReady',
  'PodReadyToStartContainers',
  'PodResizeInProgress',
  'PodResizePending',
  'AllContainersRestarting',
];

/** Whether the kubelet owns conditions of this type. */
export function isOwnedCondition(type: string): boolean {
  return OWNED.includes(type);
}

type Verdict = Pick<PodCondition, 'status' | 'reason' | 'message'>;

/** The condition ContainersReady. */
export function containersReady(input: ConditionInput): PodCondition {
  return { type: 'ContainersReady', ...containersVerdict(input) };
}

/** The condition Ready: the containers, and then the readiness gates. */
export function podReady(input: ConditionInput): PodCondition {
  const containers = containersVerdict(input);
  if (containers.status !== 'True') return { type: 'Ready', ...containers };
  const problems = (input.spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const found = input.conditions.find((one) => one.type === conditionType);
    if (found === undefined) {
      return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    }
    if (found.status === 'True') return [];
    return [
      `the status of pod readiness gate "${conditionType}" is not "True", but ${found.status}`,
    ];
  });
  if (problems.length === 0) return { type: 'Ready', status: 'True' };
  return {
    type: 'Ready',
    status: 'False',
    reason: 'ReadinessGatesNotReady',
    message: problems.join(', '),
  };
}

/** The condition Initialized. */
export function podInitialized(input: ConditionInput): PodCondition {
  return { type: 'Initialized', ...initializedVerdict(input) };
}

/** The condition PodReadyToStartContainers: whether the sandbox will do. */
export function readyToStartContainers(
  pod: Pod,
  runtime: RuntimePodStatus | undefined,
): PodCondition {
  const isUsable = hasUsableSandbox(pod.spec, runtime);
  return { type: 'PodReadyToStartContainers', status: isUsable ? 'True' : 'False' };
}

/** The condition AllContainersRestarting, for pods that have such a rule. */
export function allContainersRestarting(
  pod: Pod,
  runtime: RuntimePodStatus | undefined,
  previous: PodStatus,
  phase: string,
): readonly PodCondition[] {
  if (!allContainersCouldRestart(pod.spec)) return [];
  const type = 'AllContainersRestarting';
  if (phase === 'Succeeded') return [{ type, status: 'False', reason: 'PodCompleted' }];
  if (phase === 'Failed') return [{ type, status: 'False', reason: 'PodFailed' }];
  const isOn = shouldAllContainersRestart(pod, runtime, previous);
  if (!isOn || areAllContainersGone(pod, runtime)) return [{ type, status: 'False' }];
  const message = 'container exited with restart policy rule';
  return [{ type, status: 'True', reason: 'RestartAllContainersStarted', message }];
}

/** Ready or ContainersReady of a pod that is over. */
export function terminalVerdict(phase: string): Verdict {
  return { status: 'False', reason: phase === 'Failed' ? 'PodFailed' : 'PodCompleted' };
}

function containersVerdict(input: ConditionInput): Verdict {
  if (input.statuses === undefined) return { status: 'False', reason: 'UnknownContainerStatuses' };
  const sidecars = input.behaviour.hasSidecars
    ? (input.spec.initContainers ?? []).filter(isSidecar)
    : [];
  const names = [...sidecars, ...(input.spec.containers ?? [])].map((one) => one.name);
  const { unknown, bad } = sorted(input.statuses, names, (status) => status.ready);
  const isKnown = unknown.length === 0;
  if (input.phase === 'Succeeded' && isKnown) return terminalVerdict(input.phase);
  if (input.phase === 'Failed' && input.behaviour.hasSidecars) return terminalVerdict(input.phase);
  const message = problemText(unknown, bad, 'unready');
  return message === ''
    ? { status: 'True' }
    : { status: 'False', reason: 'ContainersNotReady', message };
}

function initializedVerdict(input: ConditionInput): Verdict {
  const init = input.spec.initContainers ?? [];
  if (input.statuses === undefined && init.length > 0) {
    return { status: 'False', reason: 'UnknownContainerStatuses' };
  }
  const isSide = new Set(
    input.behaviour.hasSidecars ? init.filter(isSidecar).map((c) => c.name) : [],
  );
  const names = init.map((one) => one.name);
  const { unknown, bad } = sorted(input.statuses ?? [], names, (status) =>
    isSide.has(status.name) ? status.started === true : status.ready,
  );
  if (input.phase === 'Succeeded' && unknown.length === 0) {
    return { status: 'True', reason: 'PodCompleted' };
  }
  if (input.behaviour.hasSidecars && hasAppStarted(input)) return { status: 'True' };
  const message = problemText(unknown, bad, 'incomplete');
  if (message === '' || wasInitialized(input)) return { status: 'True' };
  return { status: 'False', reason: 'ContainersNotInitialized', message };
}

/** Once initialized, a pod whose containers are all restarted stays so. */
function wasInitialized(input: ConditionInput): boolean {
  if (!input.behaviour.hasSidecars) return false;
  const before = input.previous.conditions?.find((one) => one.type === 'Initialized');
  return before?.status === 'True';
}

function hasAppStarted(input: ConditionInput): boolean {
  const names = new Set(input.spec.containers.map((one) => one.name));
  return (input.statuses ?? []).some(
    (one) => names.has(one.name) && (one.state?.running != null || one.state?.terminated != null),
  );
}

function sorted(
  statuses: readonly ContainerStatus[],
  names: readonly string[],
  isGood: (status: ContainerStatus) => boolean,
): { unknown: readonly string[]; bad: readonly string[] } {
  const unknown: string[] = [];
  const bad: string[] = [];
  for (const name of names) {
    const status = statuses.find((one) => one.name === name);
    if (status === undefined) unknown.push(name);
    else if (!isGood(status)) bad.push(name);
  }
  return { unknown, bad };
}

function problemText(unknown: readonly string[], bad: readonly string[], word: string): string {
  const parts = [
    unknown.length > 0 ? `containers with unknown status: [${unknown.join(' ')}]` : '',
    bad.length > 0 ? `containers with ${word} status: [${bad.join(' ')}]` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Models kuberuntime/util, PodSandboxChanged, as a yes or no. */
function hasUsableSandbox(spec: PodSpec, runtime: RuntimePodStatus | undefined): boolean {
  const sandboxes = runtime?.sandboxes ?? [];
  const newest = sandboxes[0];
  const ready = sandboxes.filter((one) => one.state === 'SANDBOX_READY');
  if (newest === undefined || ready.length > 1 || newest.state !== 'SANDBOX_READY') return false;
  const isHost = spec.hostNetwork === true;
  if ((newest.namespaces.network === 'NODE') !== isHost) return false;
  return isHost || newest.network?.ip !== '';
}
