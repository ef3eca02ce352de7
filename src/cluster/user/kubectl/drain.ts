// kubectl drain: cordons, evicts, and asks every second who is still there. Models
// kubectl/pkg/cmd/drain/drain.go and kubectl/pkg/drain.

import { KINDS, type KindInfo } from '../../../api/kinds.ts';
import type { Pod } from '../../../api/pod.ts';
import { isMirrorPod } from '../../../api/pod-helpers.ts';
import { type ApiObject, controllerOf } from '../../../apimachinery/meta.ts';
import type { KubectlDrain } from '../../protocol/kubectl-commands.ts';
import { fail, print, type Routine, say } from '../calls.ts';
import { call, isOk, list, objectOf, objectPath, refuse } from './common.ts';
import { cordonOne, nodesOf } from './nodes.ts';

const POD: KindInfo = KINDS.find((info) => info.kind === 'Pod') as KindInfo;

/** `kubectl drain`. */
export function* drain(command: KubectlDrain): Routine {
  const nodes = yield* nodesOf(command.nodes, command);
  if (nodes === undefined) return 1;
  for (const node of nodes) {
    const cordoned = yield* cordonOne(node, true);
    if (cordoned !== 0) return cordoned;
    const code = yield* drainOne(node.metadata.name ?? '', command);
    if (code !== 0) return code;
  }
  return 0;
}

function* drainOne(node: string, command: KubectlDrain): Routine {
  const selection = { allNamespaces: true, fieldSelector: `spec.nodeName=${node}` };
  const pods = yield* list(POD, selection);
  if (pods === undefined) return 1;
  const movable = pods.filter((pod) => !isMirrorPod(pod as Pod));
  const problems = problemsOf(movable, command);
  if (problems.length > 0) return yield* undrained(node, problems);
  const chosen = movable.filter((pod) => controllerOf(pod)?.kind !== 'DaemonSet');
  const loose = chosen.filter((pod) => controllerOf(pod) === undefined);
  if (loose.length > 0) {
    const names = loose.map(fullName).join(', ');
    const text = `Warning: deleting Pods that declare no controller: ${names}`;
    yield* print({ kind: 'line', text, isError: true });
  }
  for (const pod of chosen) {
    const code = yield* evict(pod, command);
    if (code !== 0) return code;
  }
  const left = yield* waitForPods(chosen, command);
  if (typeof left === 'number') return left;
  if (left.length > 0) return yield* undrained(node, left.map(notGone));
  yield* say(`node/${node} drained`);
  return 0;
}

/** Says why a node is not drained; gives exit code 1. */
function* undrained(node: string, problems: readonly string[]): Routine {
  const text = `error: unable to drain node "${node}" due to error: ${problems.join(', ')}`;
  const tail = `, continuing command...\nThere are pending nodes to be drained:\n ${node}`;
  return yield* fail([text + tail, ...problems].join('\n'));
}

const POLL_MICROS = 1_000_000;

/**
 * Asks for every pod once a second until the last is gone or the time is up; gives who is still
 * there, or the exit code of a refusal. Models kubectl/pkg/drain/drain.go, waitForDelete.
 */
function* waitForPods(
  pods: readonly ApiObject[],
  command: KubectlDrain,
): Routine<readonly ApiObject[] | number> {
  const word = command.disableEviction === true ? 'deleted' : 'evicted';
  const polls = command.timeoutSeconds ?? Number.POSITIVE_INFINITY;
  let left = pods;
  for (let poll = 0; ; poll++) {
    const pending: ApiObject[] = [];
    for (const pod of left) {
      const isThere = yield* isStillThere(pod);
      if (isThere === undefined) return 1;
      if (isThere) pending.push(pod);
      else yield* say(`pod/${pod.metadata.name} ${word}`);
    }
    left = pending;
    if (left.length === 0 || poll >= polls) return left;
    yield { call: 'sleep', micros: POLL_MICROS };
  }
}

/** Whether that very pod is still known; undefined when the question was refused (and printed). */
function* isStillThere(pod: ApiObject): Routine<boolean | undefined> {
  const { name = '', namespace = 'default', uid } = pod.metadata;
  const answer = yield* call({ verb: 'GET', path: objectPath(POD, namespace, name) });
  if (answer === undefined) return undefined;
  if (answer.code === 404) return false;
  if (isOk(answer)) return objectOf(answer).metadata.uid === uid;
  yield* refuse(answer);
  return undefined;
}

function notGone({ metadata }: ApiObject): string {
  const which = `pod "${metadata.name}" in namespace "${metadata.namespace}"`;
  return `error when waiting for ${which} to terminate: context deadline exceeded`;
}

function fullName(pod: ApiObject): string {
  return `${pod.metadata.namespace}/${pod.metadata.name}`;
}

interface PodVolumes {
  readonly spec?: { readonly volumes?: readonly { readonly emptyDir?: unknown }[] };
  readonly status?: { readonly phase?: string };
}

function problemsOf(pods: readonly ApiObject[], command: KubectlDrain): readonly string[] {
  const problems: string[] = [];
  const isDone = (pod: ApiObject): boolean =>
    ['Succeeded', 'Failed'].includes((pod as PodVolumes).status?.phase ?? '');
  const loose = pods.filter((pod) => controllerOf(pod) === undefined && !isDone(pod));
  if (loose.length > 0 && command.isForced !== true) {
    const names = loose.map(fullName).join(', ');
    problems.push(
      `cannot delete Pods that declare no controller (use --force to override): ${names}`,
    );
  }
  const daemons = pods.filter((pod) => controllerOf(pod)?.kind === 'DaemonSet');
  if (daemons.length > 0 && command.ignoreDaemonSets !== true) {
    const names = daemons.map(fullName).join(', ');
    problems.push(
      `cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): ${names}`,
    );
  }
  const local = pods.filter(
    (pod) =>
      !isDone(pod) &&
      (pod as PodVolumes).spec?.volumes?.some((volume) => volume.emptyDir !== undefined) === true,
  );
  if (local.length > 0 && command.deleteEmptyDirData !== true) {
    const names = local.map(fullName).join(', ');
    problems.push(
      `cannot delete Pods with local storage (use --delete-emptydir-data to override): ${names}`,
    );
  }
  return problems;
}

function* evict(pod: ApiObject, command: KubectlDrain): Routine {
  const { name = '', namespace = 'default' } = pod.metadata;
  const { gracePeriodSeconds } = command;
  const options = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds };
  if (command.disableEviction === true) {
    const answer = yield* call({
      verb: 'DELETE',
      path: objectPath(POD, namespace, name),
      contentType: 'application/json',
      body: { kind: 'DeleteOptions', apiVersion: 'v1', ...options },
    });
    if (answer === undefined) return 1;
    return isOk(answer) || answer.code === 404 ? 0 : yield* refuse(answer);
  }
  yield* say(`evicting pod ${namespace}/${name}`);
  const answer = yield* call({
    verb: 'POST',
    path: objectPath(POD, namespace, name, 'eviction'),
    contentType: 'application/json',
    body: {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace },
      ...(gracePeriodSeconds === undefined ? {} : { deleteOptions: options }),
    },
  });
  if (answer === undefined) return 1;
  return isOk(answer) || answer.code === 404 ? 0 : yield* refuse(answer);
}
