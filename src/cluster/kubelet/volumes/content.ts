// The files of volumes that are made from objects: secret, configMap, downwardAPI, projected.
// Models pkg/volume/{secret,configmap,downwardapi,projected}, MakePayload and CollectData.

import type { ConfigMap, Secret } from '../../../api/config.ts';
import type { Pod, Volume } from '../../../api/pod.ts';
import { sortedText } from '../../../apimachinery/go-text.ts';
import type { FileContent } from '../../protocol/linux-files.ts';
import { dataOf } from '../container-config/env.ts';
import { type Allocatable, fieldValue, resourceValue } from '../container-config/field-values.ts';

/** What content is made from. */
export interface ContentInput {
  readonly pod: Pod;
  readonly volume: Volume;
  readonly find: (kind: 'Secret' | 'ConfigMap', name: string) => FoundContent;
  readonly podIps: readonly string[];
  readonly hostIp: string;
  readonly allocatable: Allocatable;
  /** Of the pod's service account, when the volume asks for one. */
  readonly token?: string;
}

/** An object, or why there is none. */
export type FoundContent =
  | { readonly object: Secret | ConfigMap }
  | { readonly error: string; readonly isNotFound: boolean };

/** The files, or why there are none. */
export type Content = { readonly files: readonly FileContent[] } | { readonly error: string };

interface KeyToPath {
  readonly key: string;
  readonly path: string;
  readonly mode?: number;
}

const DEFAULT_MODE = 0o644;

/** Whether the content of a volume is made from objects, and followed when they change. */
export function isMadeFromObjects(volume: Volume): boolean {
  const { secret, configMap, downwardAPI, projected } = volume;
  return [secret, configMap, downwardAPI, projected].some((one) => one !== undefined);
}

/** The files of such a volume. */
export function volumeContent(input: ContentInput): Content {
  const { secret, configMap, downwardAPI, projected } = input.volume;
  if (secret !== undefined) {
    const { secretName = '', items, optional, defaultMode } = secret;
    return objectFiles(input, 'Secret', secretName, { items, optional, defaultMode });
  }
  if (configMap !== undefined) {
    const { name = '', items, optional, defaultMode } = configMap;
    return objectFiles(input, 'ConfigMap', name, { items, optional, defaultMode });
  }
  if (downwardAPI !== undefined) {
    return downwardFiles(input, downwardAPI.items ?? [], downwardAPI.defaultMode);
  }
  return projectedFiles(input, projected ?? {});
}

type Projected = NonNullable<Volume['projected']>;

function projectedFiles(input: ContentInput, projected: Partial<Projected>): Content {
  const { defaultMode, sources = [] } = projected;
  const files: FileContent[] = [];
  for (const source of sources) {
    const { secret, configMap, downwardAPI, serviceAccountToken } = source;
    let made: Content = { files: [] };
    if (secret !== undefined) {
      made = objectFiles(input, 'Secret', secret.name ?? '', { ...secret, defaultMode });
    } else if (configMap !== undefined) {
      made = objectFiles(input, 'ConfigMap', configMap.name ?? '', { ...configMap, defaultMode });
    } else if (downwardAPI !== undefined) {
      made = downwardFiles(input, downwardAPI.items ?? [], defaultMode);
    } else if (serviceAccountToken !== undefined) {
      made = {
        files: [{ path: serviceAccountToken.path, content: input.token ?? '', mode: 0o600 }],
      };
    }
    if ('error' in made) return made;
    files.push(...made.files);
  }
  return { files };
}

interface ObjectOptions {
  readonly items?: readonly KeyToPath[] | undefined;
  readonly optional?: boolean | undefined;
  readonly defaultMode?: number | undefined;
}

function objectFiles(
  input: ContentInput,
  kind: 'Secret' | 'ConfigMap',
  name: string,
  { items = [], optional = false, defaultMode = DEFAULT_MODE }: ObjectOptions,
): Content {
  const found = input.find(kind, name);
  if ('error' in found) {
    return found.isNotFound && optional ? { files: [] } : { error: found.error };
  }
  const data = dataOf(found.object);
  if (items.length === 0) {
    const keys = sortedText(Object.keys(data));
    return { files: keys.map((key) => file(key, data[key] ?? '', defaultMode)) };
  }
  const files: FileContent[] = [];
  for (const { key, path, mode } of items) {
    const content = data[key];
    if (content !== undefined) files.push(file(path, content, mode ?? defaultMode));
    else if (!optional) return { error: missingKey(kind, key) };
  }
  return { files };
}

function missingKey(kind: 'Secret' | 'ConfigMap', key: string): string {
  return kind === 'Secret'
    ? `references non-existent secret key: ${key}`
    : `configmap references non-existent config key: ${key}`;
}

type DownwardItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];

function downwardFiles(
  input: ContentInput,
  items: readonly DownwardItem[],
  defaultMode: number = DEFAULT_MODE,
): Content {
  const files: FileContent[] = [];
  for (const { path, fieldRef, resourceFieldRef, mode } of items) {
    const value =
      fieldRef !== undefined
        ? fieldValue(input.pod, fieldRef.fieldPath, input)
        : resourceFile(input, resourceFieldRef);
    if ('error' in value) return value;
    files.push(file(path, value.value, mode ?? defaultMode));
  }
  return { files };
}

function resourceFile(
  { pod, allocatable }: ContentInput,
  reference: DownwardItem['resourceFieldRef'],
): ReturnType<typeof resourceValue> {
  const all = [...(pod.spec.initContainers ?? []), ...(pod.spec.containers ?? [])];
  const container = all.find((one) => one.name === reference?.containerName);
  return resourceValue(container, reference?.resource ?? '', reference?.divisor, allocatable);
}

function file(path: string, content: string, mode: number): FileContent {
  return { path, content, mode };
}
