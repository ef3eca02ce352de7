// kubectl cordon, uncordon and taint. Models kubectl/pkg/drain/cordon.go and kubectl/pkg/cmd/taint.

import { KINDS, type KindInfo, pathOf } from '../../../api/kinds.ts';
import type { Node, Taint } from '../../../api/node.ts';
import type {
  KeyChange,
  KubectlCordon,
  KubectlTaint,
  Selection,
} from '../../protocol/kubectl-commands.ts';
import { fail, type Routine, say } from '../calls.ts';
import { call, isOk, list, refuse } from './common.ts';

const NODE: KindInfo = KINDS.find((info) => info.kind === 'Node') as KindInfo;

/** The nodes a line means; undefined when one was refused (and printed). */
export function* nodesOf(
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

/** Marks one node, or takes the mark away; the exit code. */
export function* cordonOne(node: Node, isWanted: boolean): Routine {
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
