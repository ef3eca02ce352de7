// kubectl apply, replace and edit. Apply looks first, then POSTs or sends the patch that brings the
// object to the manifest, by the annotation it left last time.

import type { ApiObject } from '../../../apimachinery/meta.ts';
import { createThreeWayMergePatch } from '../../../apimachinery/patch-diff.ts';
import { patchSchemaOf } from '../../../apimachinery/patch-schema.ts';
import type { Json } from '../../../kernel/message.ts';
import type {
  KubectlApply,
  KubectlEdit,
  KubectlReplace,
  ManifestDocument,
} from '../../protocol/kubectl-commands.ts';
import { type Place, print, type Routine, type Setting, say } from '../calls.ts';
import { call, isOk, objectOf, objectPath, refuse, shortName } from './common.ts';
import { post } from './create.ts';
import { deleteOne } from './delete.ts';
import {
  dryRunSuffix,
  type Manifest,
  type ManifestValue,
  manifestOf,
  writeQuery,
} from './manifests.ts';
import { printWritten } from './written.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration' as const;

/** `kubectl apply`. */
export function* apply(command: KubectlApply, setting: Setting, from?: Place): Routine {
  let exit = from?.exit ?? 0;
  for (let done = from?.done ?? 0; done < command.documents.length; ) {
    const document = command.documents[done] as ManifestDocument;
    const manifest = yield* manifestOf(document, command, setting);
    if (manifest === undefined) return 1;
    exit = Math.max(exit, yield* applyOne(manifest, command, setting));
    yield { call: 'mark', place: { done: ++done, exit } };
  }
  return exit;
}

function* applyOne(manifest: Manifest, command: KubectlApply, setting: Setting): Routine {
  const path = objectPath(manifest.info, manifest.namespace, manifest.name);
  if (manifest.name === '') {
    const text = `error: error when retrieving current configuration of:\nResource: "${manifest.info.resource}", Name: ""\nfrom server for: "${manifest.source}": resource name may not be empty`;
    yield* print({ kind: 'line', text, isError: true });
    return 1;
  }
  const found = yield* call({ verb: 'GET', path });
  if (found === undefined) return 1;
  const marked = withLastApplied(manifest);
  if (found.code === 404) {
    return yield* post(
      { ...manifest, value: marked },
      command,
      setting,
      'kubectl-client-side-apply',
    );
  }
  if (!isOk(found)) return yield* refuse(found);
  const current = objectOf(found);
  if (current.metadata.deletionTimestamp !== undefined) {
    const text = `Warning: Detected changes to resource ${manifest.name} which is currently being deleted.`;
    yield* print({ kind: 'line', text, isError: true });
  }
  return yield* patchTo(manifest, marked, current, command, setting);
}

function* patchTo(
  manifest: Manifest,
  marked: ManifestValue,
  current: ApiObject,
  command: KubectlApply,
  setting: Setting,
): Routine {
  const annotation = current.metadata.annotations?.[LAST_APPLIED];
  if (annotation === undefined) {
    const text =
      `Warning: resource ${manifest.info.resource}/${manifest.name} is missing the ${LAST_APPLIED} ` +
      'annotation which is required by kubectl apply. kubectl apply should only be used on ' +
      'resources created declaratively by either kubectl create --save-config or kubectl apply. ' +
      'The missing annotation will be patched automatically.';
    yield* print({ kind: 'line', text, isError: true });
  }
  const original: unknown = annotation === undefined ? {} : JSON.parse(annotation);
  const schema = patchSchemaOf(manifest.info.kind);
  const patch = createThreeWayMergePatch(original, marked, current, schema);
  const name = shortName(manifest.info, manifest.name);
  const suffix = dryRunSuffix(command);
  if (Object.keys(patch).length === 0) {
    if (command.output !== undefined) {
      return yield* printWritten(manifest.info, current, command, setting);
    }
    yield* say(`${name} unchanged${suffix}`);
    return 0;
  }
  const answer = yield* call({
    verb: 'PATCH',
    path: objectPath(manifest.info, manifest.namespace, manifest.name),
    query: writeQuery(command, 'kubectl-client-side-apply', setting),
    contentType: 'application/strategic-merge-patch+json',
    body: patch,
  });
  if (answer === undefined) return 1;
  if (!isOk(answer)) {
    return yield* refuse(answer, { verb: 'applying patch', source: manifest.source });
  }
  const object = objectOf(answer);
  if (command.output !== undefined) {
    return yield* printWritten(manifest.info, object, command, setting);
  }
  const isSame = object.metadata.resourceVersion === current.metadata.resourceVersion;
  yield* say(`${name} ${isSame ? 'unchanged' : 'configured'}${suffix}`);
  return 0;
}

/** The manifest with its own text as annotation, as kubectl writes it. */
function withLastApplied(manifest: Manifest): ManifestValue {
  const metadata = manifest.value.metadata;
  const annotations = (metadata['annotations'] ?? {}) as { readonly [key: string]: Json };
  const { [LAST_APPLIED]: _old, ...others } = annotations;
  const bare = { ...manifest.value, metadata: { ...metadata, annotations: others } };
  const text = `${JSON.stringify(sorted(bare))}\n`;
  const marked = { ...others, [LAST_APPLIED]: text };
  return { ...manifest.value, metadata: { ...metadata, annotations: marked } } as ManifestValue;
}

/** The value with the keys of every object in order, as Go's encoder writes maps. */
function sorted(value: Json | undefined): Json {
  if (Array.isArray(value)) return value.map((item) => sorted(item));
  if (value === null || value === undefined || typeof value !== 'object') return value ?? null;
  const object = value as { readonly [key: string]: Json | undefined };
  const result: { [key: string]: Json } = {};
  for (const key of Object.keys(object).sort()) {
    if (object[key] !== undefined) result[key] = sorted(object[key]);
  }
  return result;
}

/** `kubectl replace`. */
export function* replace(command: KubectlReplace, setting: Setting): Routine {
  let exit = 0;
  for (const document of command.documents) {
    const manifest = yield* manifestOf(document, command, setting);
    if (manifest === undefined) return 1;
    exit = Math.max(exit, yield* replaceOne(manifest, command, setting));
  }
  return exit;
}

function* replaceOne(manifest: Manifest, command: KubectlReplace, setting: Setting): Routine {
  if (command.isForced === true) {
    const gone = yield* deleteOne(manifest, {
      gracePeriodSeconds: command.gracePeriodSeconds ?? 0,
      isWaiting: true,
      isForced: true,
      setting,
    });
    if (gone !== 0) return gone;
    const code = yield* post(manifest, command, setting, 'kubectl-replace');
    return code;
  }
  return yield* put(manifest, 'kubectl-replace', 'replaced', 'replacing', command, setting);
}

function* put(
  manifest: Manifest,
  manager: string,
  word: string,
  verb: string,
  command: KubectlReplace | KubectlEdit,
  setting: Setting,
): Routine {
  const answer = yield* call({
    verb: 'PUT',
    path: objectPath(manifest.info, manifest.namespace, manifest.name),
    query: writeQuery(command, manager, setting),
    contentType: 'application/json',
    body: manifest.value,
    ...(manifest.duplicates.length === 0 ? {} : { duplicates: manifest.duplicates }),
  });
  if (answer === undefined) return 1;
  if (!isOk(answer)) return yield* refuse(answer, { verb, source: manifest.source });
  if (command.output !== undefined) {
    return yield* printWritten(manifest.info, objectOf(answer), command, setting);
  }
  yield* say(`${shortName(manifest.info, manifest.name)} ${word}${dryRunSuffix(command)}`);
  return 0;
}

/** `kubectl edit`: the edited object replaces the old one. */
export function* edit(command: KubectlEdit, setting: Setting): Routine {
  const manifest = yield* manifestOf(command.document, command, setting);
  if (manifest === undefined) return 1;
  return yield* put(manifest, 'kubectl-edit', 'edited', 'replacing', command, setting);
}
