// What was sent to the kubelet's own server in 2014: a ContainerManifest or a list of them, or pods
// as they are written today. Models pkg/kubelet/server.go, handleContainer, of that year.

import type { Pod } from '../../../api/pod.ts';
import { jsonProblem } from '../../../formats/go-json.ts';
import { type JsonValue, parseYaml } from '../../../formats/yaml.ts';
import { type Manifest, usablePod } from './decode-manifest.ts';
import type { ManifestPlace } from './static-pod.ts';

interface Fields {
  readonly [name: string]: JsonValue;
}

/** The pods of a body; `isList` as the path says. One wrong pod and all are refused. */
export function decodePushed(text: string, isList: boolean, place: ManifestPlace): Manifest {
  const read = readValue(text);
  if ('error' in read) return { ...read, isParsed: false };
  const items = isList ? itemsOf(read.value) : [read.value];
  if (items === undefined) return { error: 'not a list of container manifests', isParsed: false };
  const pods: Pod[] = [];
  for (const [index, item] of items.entries()) {
    if (!isFields(item)) return { error: 'not a container manifest', isParsed: false };
    const one = usablePod(item['kind'] === 'Pod' ? item : podOf(item, index + 1), place);
    if ('error' in one) return one;
    pods.push(one.pod);
  }
  return { pods };
}

function readValue(text: string): { readonly value: JsonValue } | { readonly error: string } {
  const isJson = /^\s*[{[]/.test(text);
  const problem = isJson ? jsonProblem(text) : undefined;
  if (problem === undefined && isJson) return { value: JSON.parse(text) as JsonValue };
  const document = parseYaml(text)[0];
  if (document?.problem !== undefined) return { error: problem ?? document.problem.message };
  return { value: document?.value ?? null };
}

function itemsOf(value: JsonValue): readonly JsonValue[] | undefined {
  const items = isFields(value) ? value['items'] : value;
  return Array.isArray(items) ? items : undefined;
}

function isFields(value: JsonValue | undefined): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** A ContainerManifest of v1beta1 as a pod; without an id it is named by its number. */
function podOf(manifest: Fields, number: number): Fields {
  const { id, namespace, uuid, containers, volumes, restartPolicy } = manifest;
  const metadata = {
    name: typeof id === 'string' && id !== '' ? id : String(number),
    ...(typeof namespace === 'string' ? { namespace } : {}),
    ...(typeof uuid === 'string' ? { uid: uuid } : {}),
  };
  const spec = {
    containers: containers ?? [],
    ...(Array.isArray(volumes) ? { volumes: volumes.map(volumeOf) } : {}),
    ...policyOf(restartPolicy),
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec };
}

/** `source: {hostDir: {path: /p}}` was what `hostPath` is. */
function volumeOf(volume: JsonValue): JsonValue {
  if (!isFields(volume) || !isFields(volume['source'])) return volume;
  const { source, ...rest } = volume;
  const { hostDir, ...others } = source as Fields;
  return { ...rest, ...others, ...(hostDir === undefined ? {} : { hostPath: hostDir }) };
}

/** `{always: {}}` was what `Always` is. */
function policyOf(policy: JsonValue | undefined): { readonly restartPolicy?: JsonValue } {
  if (!isFields(policy)) return policy === undefined ? {} : { restartPolicy: policy };
  const words = { always: 'Always', onFailure: 'OnFailure', never: 'Never' } as const;
  for (const [old, restartPolicy] of Object.entries(words)) {
    if (policy[old] !== undefined) return { restartPolicy };
  }
  return {};
}
