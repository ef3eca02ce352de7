// From the text of a manifest to static pods, or to the error that the kubelet logs. A text is one
// pod, or at a URL also a list. Models pkg/kubelet/config/common.go, tryDecodeSinglePod and
// tryDecodePodList, and the codec below them.

import { kindOf } from '../../../api/kinds.ts';
import type { Pod } from '../../../api/pod.ts';
import { errorText } from '../../../apimachinery/field-error.ts';
import { jsonProblem } from '../../../formats/go-json.ts';
import { type JsonValue, parseYaml } from '../../../formats/yaml.ts';
import { podSourceRules } from '../../editions/pod-sources.ts';
import { decodeObject } from '../../scheme/decode.ts';
import { defaultObject } from '../../scheme/defaults.ts';
import { jsoniterProblem } from '../../scheme/jsoniter-error.ts';
import { validateCreate } from '../../scheme/validation/validate.ts';
import { apiReferenceOf } from './api-references.ts';
import { type ManifestPlace, staticPod } from './static-pod.ts';

/** The pods of a manifest, or what is wrong with it. */
export type Manifest =
  | { readonly pods: readonly Pod[] }
  | {
      readonly error: string;
      /** It is a pod (or a list), but not one that can be used. */
      readonly isParsed: boolean;
    };

/** Kinds of the scheme that this API server does not serve. */
const OTHER_KINDS: { readonly [kind: string]: string } = {
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  ControllerRevision: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  ReplicationController: 'v1',
  List: 'v1',
};

/** What a manifest file holds: one pod. */
export function decodeFile(text: string, place: ManifestPlace): Manifest {
  const single = decodeSingle(text, place);
  if ('pods' in single || single.isParsed) return single;
  const { origin } = place;
  const error = `${origin}: couldn't parse as pod(${single.error}), please check config file`;
  return { ...single, error };
}

/** What a URL answers: one pod, or a list of pods. */
export function decodeUrl(text: string, place: ManifestPlace): Manifest {
  const single = decodeSingle(text, place);
  if ('pods' in single || single.isParsed) return single;
  const list = decodeList(text, place);
  if ('pods' in list || list.isParsed) return list;
  const error =
    `${place.origin}: received '${text}', but couldn't parse as ` +
    `single (${single.error}) or multiple pods (${list.error})`;
  return { error, isParsed: false };
}

function decodeSingle(text: string, place: ManifestPlace): Manifest {
  const read = readObject(text, place);
  if ('error' in read) return { error: read.error, isParsed: false };
  if (read.kind !== 'Pod') return refused(`invalid pod: ${goName(read)}`);
  const pod = usablePod(read.value, place);
  return 'error' in pod ? { ...pod, isParsed: pod.isParsed } : { pods: [pod.pod] };
}

function decodeList(text: string, place: ManifestPlace): Manifest {
  const read = readObject(text, place);
  if ('error' in read) return { error: read.error, isParsed: false };
  if (read.kind !== 'PodList') return refused(`invalid pods list: ${goName(read)}`);
  const items = read.value['items'] ?? [];
  if (!Array.isArray(items)) {
    return refused(
      'json: cannot unmarshal object into Go struct field PodList.items of type []v1.Pod',
    );
  }
  const pods: Pod[] = [];
  for (const item of items as readonly Fields[]) {
    const one = usablePod({ ...item, apiVersion: 'v1', kind: 'Pod' }, place);
    if ('error' in one) return one;
    pods.push(one.pod);
  }
  return { pods };
}

function refused(error: string): Manifest {
  return { error, isParsed: false };
}

interface Fields {
  readonly [name: string]: JsonValue;
}

interface ReadObject {
  readonly kind: string;
  readonly apiVersion: string;
  readonly value: Fields;
}

/** Any object of the scheme. What begins with a brace is JSON, everything else YAML. */
function readObject(text: string, place: ManifestPlace): ReadObject | { readonly error: string } {
  const isJson = text.trimStart().startsWith('{');
  const problem = isJson ? jsonProblem(text) : undefined;
  if (problem !== undefined) return noVersion(`json parse error: ${problem}`);
  const document = isJson ? undefined : parseYaml(text)[0];
  if (document?.problem !== undefined) return { error: document.problem.message };
  const value: JsonValue = isJson ? (JSON.parse(text) as JsonValue) : (document?.value ?? null);
  if (value !== null && (typeof value !== 'object' || Array.isArray(value))) {
    const type = Array.isArray(value)
      ? 'array'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value;
    const struct =
      'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; ' +
      'Kind string "json:\\"kind,omitempty\\"" }';
    return noVersion(
      `json parse error: json: cannot unmarshal ${type} into Go value of type ${struct}`,
    );
  }
  const fields = (value ?? {}) as Fields;
  const { kind = '', apiVersion = '' } = fields as { kind?: unknown; apiVersion?: unknown };
  const shown = isJson ? text : sortedJson(value);
  if (kind === '') return { error: `Object 'Kind' is missing in '${shown}'` };
  if (apiVersion === '') return { error: `Object 'apiVersion' is missing in '${shown}'` };
  const head = { kind: String(kind), apiVersion: String(apiVersion) };
  if (!isInScheme(head)) {
    const { schemeName } = podSourceRules(place.edition);
    const words = `no kind "${head.kind}" is registered for version "${head.apiVersion}"`;
    return { error: `${words} in scheme "${schemeName}"` };
  }
  return { ...head, value: fields };
}

function noVersion(why: string): { readonly error: string } {
  return { error: `couldn't get version/kind; ${why}` };
}

function isInScheme({ kind, apiVersion }: { kind: string; apiVersion: string }): boolean {
  const single = kind.replace(/List$/, '') || kind;
  return [kind, single].some(
    (one) => kindOf(apiVersion, one) !== undefined || OTHER_KINDS[one] === apiVersion,
  );
}

/** The start of how Go prints the object. */
function goName({ kind, apiVersion }: ReadObject): string {
  const group = apiVersion.includes('/') ? apiVersion.replace(/[./].*$/, '') : 'core';
  return `&${group}.${kind}{…}`;
}

function sortedJson(value: JsonValue): string {
  return JSON.stringify(value, (_key, inner: JsonValue) =>
    inner === null || typeof inner !== 'object' || Array.isArray(inner)
      ? inner
      : Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))),
  );
}

/** The pod decoded, defaulted, made this node's and checked. */
export function usablePod(
  value: Fields,
  place: ManifestPlace,
): { readonly pod: Pod } | { readonly error: string; readonly isParsed: boolean } {
  const { edition } = place;
  const decoded = decodeObject(value, edition);
  if (!decoded.ok) {
    const { isLogStructured } = podSourceRules(edition);
    const error = isLogStructured ? decoded.problem : jsoniterProblem(value, decoded.problem);
    return { error, isParsed: false };
  }
  const object = decoded.object as unknown as Pod;
  if ((object.metadata?.name ?? '') === '') {
    return { error: 'invalid pod: name is needed for the pod', isParsed: true };
  }
  const pod = staticPod(defaultObject(object, edition), place);
  const errors = validateCreate(pod, edition);
  if (errors.length > 0) {
    return { error: `invalid pod: [${errors.map(errorText).join(' ')}]`, isParsed: true };
  }
  const { areApiReferencesRefused } = podSourceRules(edition);
  const reference = areApiReferencesRefused ? apiReferenceOf(pod) : undefined;
  if (reference === undefined) return { pod };
  return { error: `static pods may not reference ${reference}`, isParsed: true };
}
