// kubectl cordon, uncordon, drain and taint. Models kubectl/pkg/drain.

import { KINDS, type KindInfo, pathOf } from '../../../api/kinds.ts';
import type { Node, Taint } from '../../../api/node.ts';
import { type ApiObject, controllerOf } from '../../../apimachinery/meta.ts';
import type {
  KeyChange,
  KubectlCordon,
  KubectlDrain,
  KubectlTaint,
  Selection,
} from '../../protocol/kubectl-commands.ts';
import { fail, print, type Routine, type Setting, say } from '../calls.ts';
import { call, isOk, list, objectPath, refuse, targetOf } from './common.ts';
import { waitForEnd } from './delete.ts';

const NODE: KindInfo = KINDS.find((info) => info.kind === 'Node') as KindInfo;
const POD: KindInfo = KINDS.find((info) => info.kind === 'Pod') as KindInfo;

function* nodesOf(
  names: readonly string[],
  selection: Selection,
): Routine<readonly Node[] | undefined> {
  if (names.length === 0) return (yield* list(NODE, selection)) as readonly Node[] | undefined;
  const nodes: Node[] = [];
  for (const name of names) {
    const answer = yield* call({ verb: 'GET', path: pathOf(NODE, undefined, name) });
    if (answer === undefined) return undefined;
    if (!isOk(answer)) {
      yield* refuse(answer);
      return undefined;
    }
    nodes.push(answer.body as Node);
  }
  return nodes;
}

/** `kubectl cordon` and `kubectl uncordon`. */
export function* cordon(command: KubectlCordon): Routine {
  const nodes = yield* nodesOf(command.nodes, command);
  if (nodes === undefined) return 1;
  for (const node of nodes) {
    const code = yield* cordonOne(node, command.type === 'kubectl.cordon');
    if (code !== 0) return code;
  }
  return 0;
}

function* cordonOne(node: Node, isWanted: boolean): Routine {
  const name = node.metadata.name ?? '';
  const word = isWanted ? 'cordoned' : 'uncordoned';
  if ((node.spec?.unschedulable === true) === isWanted) {
    yield* say(`node/${name} already ${word}`);
    return 0;
  }
  const answer = yield* call({
    verb: 'PATCH',
    path: pathOf(NODE, undefined, name),
    contentType: 'application/strategic-merge-patch+json',
    body: { spec: { unschedulable: isWanted ? true : null } },
  });
  if (answer === undefined) return 1;
  if (!isOk(answer)) return yield* refuse(answer);
  yield* say(`node/${name} ${word}`);
  return 0;
}

/** `kubectl drain`. */
export function* drain(command: KubectlDrain, setting: Setting): Routine {
  const nodes = yield* nodesOf(command.nodes, command);
  if (nodes === undefined) return 1;
  for (const node of nodes) {
    const cordoned = yield* cordonOne(node, true);
    if (cordoned !== 0) return cordoned;
    const code = yield* drainOne(node.metadata.name ?? '', command, setting);
    if (code !== 0) return code;
  }
  return 0;
}

function* drainOne(node: string, command: KubectlDrain, setting: Setting): Routine {
  const selection = { allNamespaces: true, fieldSelector: `spec.nodeName=${node}` };
  const pods = yield* list(POD, selection);
  if (pods === undefined) return 1;
  const movable = pods.filter((pod) => !isMirror(pod));
  const problems = problemsOf(movable, command);
  if (problems.length > 0) {
    const text = `error: unable to drain node "${node}" due to error: ${problems.join(', ')}`;
    const tail = `, continuing command...\nThere are pending nodes to be drained:\n ${node}\n${problems.map((p) => p).join('\n')}`;
    return yield* fail(`${text}${tail}`);
  }
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
  for (const pod of chosen) {
    const code = yield* waitForEnd(targetOf(POD, pod), command.timeoutSeconds);
    if (code !== 0) return code;
    yield* say(
      `pod/${pod.metadata.name} ${command.disableEviction === true ? 'deleted' : 'evicted'}`,
    );
  }
  yield* say(
    `node/${node} ${setting.edition === 'containerd' ? 'drained' : 'evicted'}`.replace(
      'evicted',
      'drained',
    ),
  );
  return 0;
}

function isMirror(pod: ApiObject): boolean {
  return pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined;
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

/** `kubectl taint`. */
export function* taint(command: KubectlTaint): Routine {
  const nodes = yield* nodesOf(command.nodes, command);
  if (nodes === undefined) return 1;
  for (const node of nodes) {
    const code = yield* taintOne(node, command);
    if (code !== 0) return code;
  }
  return 0;
}

function* taintOne(node: Node, command: KubectlTaint): Routine {
  const name = node.metadata.name ?? '';
  const before = node.spec?.taints ?? [];
  const added = command.changes.filter((change) => change.value !== undefined);
  const removed = command.changes.filter((change) => change.value === undefined);
  const clash = added.find((change) => before.some((old) => isSame(old, change)));
  if (clash !== undefined && command.isOverwrite !== true) {
    return yield* fail(
      `error: node ${name} already has ${clash.key} taint(s) with same effect(s) and --overwrite is false`,
    );
  }
  const missing = removed.find((change) => !before.some((old) => isMeant(old, change)));
  if (missing !== undefined) {
    const effect = missing.effect === undefined ? '' : `:${missing.effect}`;
    return yield* fail(`error: taint "${missing.key}${effect}" not found`);
  }
  const kept = before.filter(
    (old) =>
      !removed.some((change) => isMeant(old, change)) &&
      !added.some((change) => isSame(old, change)),
  );
  const taints = [...added.map(asTaint), ...kept];
  const answer = yield* call({
    verb: 'PATCH',
    path: pathOf(NODE, undefined, name),
    query: { fieldManager: 'kubectl-taint' },
    contentType: 'application/merge-patch+json',
    body: { spec: { taints: taints.length === 0 ? null : taints } },
  });
  if (answer === undefined) return 1;
  if (!isOk(answer)) return yield* refuse(answer);
  const word = added.length === 0 ? 'untainted' : removed.length === 0 ? 'tainted' : 'modified';
  yield* say(`node/${name} ${word}`);
  return 0;
}

function isSame(old: Taint, change: KeyChange): boolean {
  return old.key === change.key && old.effect === change.effect;
}

function isMeant(old: Taint, change: KeyChange): boolean {
  return old.key === change.key && (change.effect === undefined || old.effect === change.effect);
}

function asTaint(change: KeyChange): { readonly [field: string]: string } {
  const { key, value = '', effect = '' } = change;
  return value === '' ? { key, effect } : { key, value, effect };
}
