// From a document of a file to something that can be sent: readable, valid to the client, of a kind
// that the server serves, in the right namespace. Models cli-runtime's visitors.

import { clientValidationText, validateClient } from '../../../api/client-validation.ts';
import type { KindInfo } from '../../../api/kinds.ts';
import type { Json } from '../../../kernel/message.ts';
import type { ManifestDocument, WriteFlags } from '../../protocol/kubectl-commands.ts';
import { fail, type Routine, type Setting } from '../calls.ts';
import { kindOfManifest, namespaceOf } from './common.ts';

/** A document that may be sent. */
export interface Manifest {
  readonly info: KindInfo;
  readonly namespace: string;
  readonly name: string;
  readonly source: string;
  readonly value: ManifestValue;
  readonly duplicates: readonly string[];
}

/** The value of a manifest. */
export type ManifestValue = { readonly [key: string]: Json | undefined } & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly [key: string]: Json | undefined };
};

/** The manifest of a document, or undefined when kubectl itself refuses it (and said so). */
export function* manifestOf(
  document: ManifestDocument,
  flags: WriteFlags,
  setting: Setting,
): Routine<Manifest | undefined> {
  const problem = problemOf(document, flags, setting);
  if (problem !== undefined) {
    yield* fail(problem);
    return undefined;
  }
  const value = document.value as ManifestValue;
  const info = kindOfManifest(value) as KindInfo;
  const metadata = (value.metadata ?? {}) as { readonly [key: string]: Json | undefined };
  const wanted = metadata['namespace'];
  const own = typeof wanted === 'string' && wanted !== '' ? wanted : undefined;
  if (own !== undefined && flags.namespace !== undefined && own !== flags.namespace) {
    yield* fail(
      `error: the namespace from the provided object "${own}" does not match the namespace ` +
        `"${flags.namespace}". You must pass '--namespace=${own}' to perform this operation.`,
    );
    return undefined;
  }
  const namespace = own ?? namespaceOf(flags);
  const name = typeof metadata['name'] === 'string' ? metadata['name'] : '';
  const { source, duplicates } = document;
  const placed = info.isNamespaced ? { ...value, metadata: { ...metadata, namespace } } : value;
  return { info, namespace, name, source, value: placed as ManifestValue, duplicates };
}

function problemOf(
  document: ManifestDocument,
  flags: WriteFlags,
  setting: Setting,
): string | undefined {
  const { source, value } = document;
  if (document.problem !== undefined) {
    return `error: error parsing ${source}: error converting YAML to JSON: ${document.problem.message}`;
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    const kind = Array.isArray(value) ? 'array' : typeof value;
    return `error: unable to decode "${source}": json: cannot unmarshal ${kind} into Go value of type struct { Kind string "json:\\"kind\\""; APIVersion string "json:\\"apiVersion,omitempty\\"" }`;
  }
  const isModern = setting.edition === 'containerd';
  const isChecked = (flags.validate ?? 'strict') !== 'ignore';
  const problems = isChecked ? validateClient(value, isModern ? 'kind' : 'schema') : [];
  const head = value as { readonly apiVersion?: Json; readonly kind?: Json };
  const isKnown = typeof head.apiVersion === 'string' && typeof head.kind === 'string';
  if (problems.length > 0) return clientValidationText(problems, source);
  if (!isKnown || head.kind === '') {
    return `error: unable to decode "${source}": Object 'Kind' is missing in '${JSON.stringify(value)}'`;
  }
  const { apiVersion, kind } = head as { readonly apiVersion: string; readonly kind: string };
  if (kindOfManifest({ apiVersion, kind }) !== undefined) return undefined;
  return unknownKind(value as ManifestValue, source, isModern);
}

function unknownKind(value: ManifestValue, source: string, isModern: boolean): string {
  const words = `no matches for kind "${value.kind}" in version "${value.apiVersion}"`;
  if (!isModern) return `error: unable to recognize "${source}": ${words}`;
  const metadata = value.metadata ?? {};
  const name = typeof metadata['name'] === 'string' ? metadata['name'] : '';
  const namespace = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : '';
  return (
    `error: resource mapping not found for name: "${name}" namespace: "${namespace}" from ` +
    `"${source}": ${words}\nensure CRDs are installed first`
  );
}

/** Query parameters of a write. */
export function writeQuery(
  flags: WriteFlags,
  manager: string,
  setting: Setting,
): { readonly [name: string]: string } {
  const validate = flags.validate ?? 'strict';
  const word = validate === 'strict' ? 'Strict' : validate === 'warn' ? 'Warn' : 'Ignore';
  return {
    fieldManager: manager,
    ...(setting.edition === 'containerd' ? { fieldValidation: word } : {}),
    ...(flags.dryRun === 'server' ? { dryRun: 'All' } : {}),
  };
}

/** ` (dry run)`, ` (server dry run)` or nothing. */
export function dryRunSuffix(flags: WriteFlags): string {
  if (flags.dryRun === 'client') return ' (dry run)';
  return flags.dryRun === 'server' ? ' (server dry run)' : '';
}
