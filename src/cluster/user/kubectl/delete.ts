// kubectl delete: the grace it sends, the words it says, the wait for the end.
// Models kubectl/pkg/cmd/delete/delete.go and kubectl/pkg/cmd/wait.

import type { ApiObject } from '../../../apimachinery/meta.ts';
import type { ApiResponse } from '../../protocol/apiserver.ts';
import type { KubectlDelete } from '../../protocol/kubectl-commands.ts';
import { print, type Routine, type Setting, say } from '../calls.ts';
import {
  call,
  groupedSingular,
  isOk,
  kindOfManifest,
  namespaceOf,
  objectOf,
  refuse,
  resolve,
  type Target,
  targetPath,
} from './common.ts';
import { manifestOf } from './manifests.ts';
import { until } from './until.ts';

/** How one object is to be deleted. */
export interface DeleteOrder {
  readonly gracePeriodSeconds?: number;
  readonly isWaiting: boolean;
  readonly isForced: boolean;
  readonly ignoreNotFound?: boolean;
  readonly isNameOnly?: boolean;
  readonly timeoutSeconds?: number;
  readonly dryRun?: KubectlDelete['dryRun'];
  readonly setting: Setting;
}

/** `kubectl delete`. */
export function* remove(command: KubectlDelete, setting: Setting): Routine {
  const targets = yield* targetsOf(command, setting);
  if (targets === undefined) return 1;
  if (targets.length === 0) {
    yield* print({ kind: 'line', text: 'No resources found', isError: true });
    return 0;
  }
  if (command.isForced === true) {
    const text =
      'Warning: Immediate deletion does not wait for confirmation that the running resource has ' +
      'been terminated. The resource may continue to run on the cluster indefinitely.';
    yield* print({ kind: 'line', text, isError: true });
  }
  const order: DeleteOrder = {
    ...graceOf(command),
    // Everything is deleted first and waited for afterwards.
    isWaiting: false,
    isForced: command.isForced === true,
    ignoreNotFound: command.ignoreNotFound === true,
    isNameOnly: command.output?.format === 'name',
    dryRun: command.dryRun,
    setting,
  } as DeleteOrder;
  let exit = 0;
  const gone: Target[] = [];
  for (const target of targets) {
    const uid = yield* request(target, order);
    if (uid === undefined) exit = 1;
    else if (uid !== '') gone.push(withUid(target, uid));
  }
  if (command.wait === false || command.dryRun !== undefined) return exit;
  for (const target of gone) {
    const code = yield* waitForEnd(target, command.timeoutSeconds);
    exit = Math.max(exit, code);
  }
  return exit;
}

function withUid(target: Target, uid: string): Target {
  const object = { apiVersion: '', kind: '', metadata: { name: target.name, uid } };
  return { ...target, object };
}

function* targetsOf(
  command: KubectlDelete,
  setting: Setting,
): Routine<readonly Target[] | undefined> {
  if (command.documents === undefined) return yield* resolve(command.targets, command);
  const targets: Target[] = [];
  for (const document of command.documents) {
    // A deletion validates nothing but the kind.
    const flags = { ...namespaceFlag(command), validate: 'ignore' as const };
    const manifest = yield* manifestOf(document, flags, setting);
    if (manifest === undefined || kindOfManifest(manifest.value) === undefined) return undefined;
    const { info, namespace, name } = manifest;
    targets.push({ info, namespace, name });
  }
  return targets;
}

function namespaceFlag(command: KubectlDelete): { readonly namespace?: string } {
  return command.namespace === undefined ? {} : { namespace: namespaceOf(command) };
}

/** What goes into the options: 0 without force becomes 1, so that nothing is lost by accident. */
function graceOf(command: KubectlDelete): { readonly gracePeriodSeconds?: number } {
  if (command.isNow === true) return { gracePeriodSeconds: 1 };
  const { gracePeriodSeconds } = command;
  if (command.isForced === true) return { gracePeriodSeconds: 0 };
  if (gracePeriodSeconds === undefined) return {};
  return { gracePeriodSeconds: gracePeriodSeconds === 0 ? 1 : gracePeriodSeconds };
}

/** Deletes one object and, if so ordered, waits for its end. */
export function* deleteOne(target: Target, order: DeleteOrder): Routine {
  const uid = yield* request(target, order);
  if (uid === undefined) return 1;
  if (!order.isWaiting || uid === '') return 0;
  return yield* waitForEnd(withUid(target, uid), order.timeoutSeconds);
}

/** Sends the DELETE; gives the uid, '' when there was nothing, undefined when refused. */
function* request(target: Target, order: DeleteOrder): Routine<string | undefined> {
  const { gracePeriodSeconds, dryRun } = order;
  const named = `${groupedSingular(target.info)} "${target.name}"`;
  if (dryRun === 'client') {
    yield* say(`${named} deleted (dry run)`);
    return '';
  }
  const answer = yield* call({
    verb: 'DELETE',
    path: targetPath(target),
    contentType: 'application/json',
    ...(dryRun === 'server' ? { query: { dryRun: 'All' } } : {}),
    body: {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: 'Background',
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    },
  });
  if (answer === undefined) return undefined;
  if (answer.code === 404 && order.ignoreNotFound === true) return '';
  if (!isOk(answer)) {
    yield* refuse(answer);
    return undefined;
  }
  yield* say(deletedText(target, named, order));
  return uidOf(answer);
}

function deletedText(target: Target, named: string, order: DeleteOrder): string {
  if (order.isNameOnly === true) return `${groupedSingular(target.info)}/${target.name}`;
  const word = order.isForced && order.gracePeriodSeconds === 0 ? 'force deleted' : 'deleted';
  const isPlaced = order.setting.edition === 'containerd' && target.info.isNamespaced;
  const place = isPlaced ? ` from ${target.namespace} namespace` : '';
  return `${named} ${word}${place}${order.dryRun === 'server' ? ' (server dry run)' : ''}`;
}

function uidOf(answer: ApiResponse): string {
  const body = answer.body as {
    readonly metadata?: { readonly uid?: string };
    readonly details?: { readonly uid?: string };
  };
  return body.metadata?.uid ?? body.details?.uid ?? '';
}

/** A week, as kubectl counts "for ever". */
const FOR_EVER_SECONDS = 604_800;

/**
 * Waits until the object with this uid is gone. Models kubectl/pkg/cmd/wait/delete.go, IsDeleted.
 */
export function* waitForEnd(target: Target, timeoutSeconds: number | undefined): Routine {
  const uid = target.object?.metadata.uid;
  const found = yield* call({ verb: 'GET', path: targetPath(target) });
  if (found === undefined) return 1;
  if (found.code === 404) return 0;
  if (!isOk(found)) return yield* refuse(found);
  const isOther = (object: ApiObject): boolean => uid !== undefined && object.metadata.uid !== uid;
  if (isOther(objectOf(found))) return 0;
  const code = yield* until(
    target,
    timeoutSeconds ?? FOR_EVER_SECONDS,
    (news) => news.type === 'DELETED' || (news.type === 'ADDED' && isOther(news.object)),
  );
  return code === 'absent' ? 0 : code;
}
