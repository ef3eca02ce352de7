// kubectl patch, set image, label and annotate.

import type { KindInfo } from '../../../api/kinds.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import type { Json } from '../../../kernel/message.ts';
import type { PatchContentType } from '../../protocol/apiserver.ts';
import type {
  KubectlLabel,
  KubectlPatch,
  KubectlSetImage,
} from '../../protocol/kubectl-commands.ts';
import { fail, type Routine, type Setting, say } from '../calls.ts';
import {
  call,
  isOk,
  lookUp,
  namespaceOf,
  objectOf,
  objectPath,
  refuse,
  resolve,
  shortName,
  targetPath,
} from './common.ts';
import { printWritten } from './written.ts';

const CONTENT_TYPES: { readonly [type in KubectlPatch['patchType']]: PatchContentType } = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

/** `kubectl patch`. */
export function* patch(command: KubectlPatch, setting: Setting): Routine {
  const info = yield* lookUp(command.target.resource);
  if (info === undefined) return 1;
  const name = command.target.name ?? '';
  const path = objectPath(info, namespaceOf(command), name);
  const found = yield* call({ verb: 'GET', path: subPath(path, command.subresource) });
  if (found === undefined) return 1;
  if (!isOk(found)) return yield* refuse(found);
  const answer = yield* call({
    verb: 'PATCH',
    path: subPath(path, command.subresource),
    query: { fieldManager: 'kubectl-patch' },
    contentType: CONTENT_TYPES[command.patchType],
    body: command.patch,
  });
  if (answer === undefined) return 1;
  if (!isOk(answer)) return yield* refuse(answer);
  const object = objectOf(answer);
  if (command.output !== undefined) return yield* printWritten(info, object, command, setting);
  const isSame = object.metadata.resourceVersion === objectOf(found).metadata.resourceVersion;
  yield* say(`${shortName(info, name)} patched${isSame ? ' (no change)' : ''}`);
  return 0;
}

function subPath(path: string, subresource: string | undefined): string {
  return subresource === undefined ? path : `${path}/${subresource}`;
}

interface WithContainers {
  readonly spec?: {
    readonly containers?: readonly ImageHolder[];
    readonly initContainers?: readonly ImageHolder[];
  };
}

interface ImageHolder {
  readonly name: string;
  readonly image?: string;
}

/** `kubectl set image`. */
export function* setImage(command: KubectlSetImage): Routine {
  const info = yield* lookUp(command.target.resource);
  if (info === undefined) return 1;
  const name = command.target.name ?? '';
  const path = objectPath(info, namespaceOf(command), name);
  const found = yield* call({ verb: 'GET', path });
  if (found === undefined) return 1;
  if (!isOk(found)) return yield* refuse(found);
  const { spec } = found.body as WithContainers;
  const all = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  for (const { container } of command.images) {
    if (container === '*' || all.some((one) => one.name === container)) continue;
    return yield* fail(`error: unable to find container named "${container}"`);
  }
  const changed = (list: readonly ImageHolder[] | undefined): readonly Json[] =>
    (list ?? []).flatMap((one) => {
      const wanted = command.images.findLast(({ container }) =>
        container === '*' ? true : container === one.name,
      );
      if (wanted === undefined || wanted.image === one.image) return [];
      return [{ name: one.name, image: wanted.image }];
    });
  const containers = changed(spec?.containers);
  const initContainers = changed(spec?.initContainers);
  if (containers.length + initContainers.length === 0) return 0;
  const answer = yield* call({
    verb: 'PATCH',
    path,
    query: { fieldManager: 'kubectl-set' },
    contentType: 'application/strategic-merge-patch+json',
    body: {
      spec: {
        ...(containers.length === 0 ? {} : { containers }),
        ...(initContainers.length === 0 ? {} : { initContainers }),
      },
    },
  });
  if (answer === undefined) return 1;
  if (!isOk(answer)) return yield* refuse(answer);
  yield* say(`${shortName(info, name)} image updated`);
  return 0;
}

/** `kubectl label` and `kubectl annotate`. */
export function* label(command: KubectlLabel): Routine {
  const targets = yield* resolve(command.targets, command);
  if (targets === undefined) return 1;
  let exit = 0;
  for (const target of targets) {
    const found = yield* call({ verb: 'GET', path: targetPath(target) });
    if (found === undefined) return 1;
    const code = isOk(found)
      ? yield* labelOne(command, target.info, target.name, targetPath(target), objectOf(found))
      : yield* refuse(found);
    exit = Math.max(exit, code);
  }
  return exit;
}

function* labelOne(
  command: KubectlLabel,
  info: KindInfo,
  name: string,
  path: string,
  object: ApiObject,
): Routine {
  const isLabel = command.type === 'kubectl.label';
  const field = isLabel ? 'labels' : 'annotations';
  const before = object.metadata[field] ?? {};
  const clash = command.changes.find(
    ({ key, value }) => value !== undefined && before[key] !== undefined && before[key] !== value,
  );
  if (clash !== undefined && command.isOverwrite !== true) {
    const old = before[clash.key] ?? '';
    return yield* fail(
      isLabel
        ? `error: '${clash.key}' already has a value (${old}), and --overwrite is false`
        : `error: --overwrite is false but found the following declared annotation(s): '${clash.key}' already has a value (${old})`,
    );
  }
  for (const { key, value } of command.changes) {
    if (value === undefined && before[key] === undefined)
      yield* say(`${field.slice(0, -1)} "${key}" not found.`);
  }
  const effective = command.changes.filter(({ key, value }) => before[key] !== value);
  const named = shortName(info, name);
  const word = isLabel ? 'labeled' : 'annotated';
  if (effective.length === 0) {
    yield* say(`${named} not ${word}`.replace('not annotated', 'annotated'));
    return 0;
  }
  const changes: { [key: string]: string | null } = {};
  for (const { key, value } of effective) changes[key] = value ?? null;
  const answer = yield* call({
    verb: 'PATCH',
    path,
    query: { fieldManager: isLabel ? 'kubectl-label' : 'kubectl-annotate' },
    contentType: 'application/merge-patch+json',
    body: { metadata: { [field]: changes } },
  });
  if (answer === undefined) return 1;
  if (!isOk(answer)) return yield* refuse(answer);
  const isRemoval = isLabel && effective.every(({ value }) => value === undefined);
  yield* say(`${named} ${isRemoval ? 'unlabeled' : word}`);
  return 0;
}
