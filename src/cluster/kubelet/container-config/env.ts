// The environment of a container: whole objects, single values, services, and $(NAME) references.
// Models kubelet_pods.go, makeEnvironmentVariables.

import type { ConfigMap, Secret, Service } from '../../../api/config.ts';
import type {
  Container,
  EnvFromSource,
  EnvVar,
  EphemeralContainer,
  FileKeySelector,
} from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import { isStaticPod } from '../../../api/pod-helpers.ts';
import { sortedText } from '../../../apimachinery/go-text.ts';
import { decodeBase64 } from '../../../base/base64.ts';
import type { FoundFile } from '../objects/environment-references.ts';
import { envFileValue } from './env-file.ts';
import type { EnvironmentResult, EnvironmentVariable } from './env-types.ts';
import { expand } from './expansion.ts';
import { type Allocatable, fieldValue, resourceValue } from './field-values.ts';
import { serviceVariables } from './service-env.ts';

/** What an environment is made from. */
export interface EnvironmentInput {
  readonly pod: Pod;
  readonly container: Container | EphemeralContainer;
  readonly podIps: readonly string[];
  readonly hostIp: string;
  readonly allocatable: Allocatable;
  /** An object that was fetched, or its error. */
  readonly find: (kind: 'Secret' | 'ConfigMap', name: string) => FoundObject;
  readonly services: Iterable<Service>;
  readonly areServicesSynced: boolean;
  readonly masterNamespace: string;
  /** A file of a volume, for fileKeyRef. */
  readonly fileOf?: (
    volume: string,
    path: string,
  ) => Pick<FoundFile, 'hostPath' | 'content'> | undefined;
}

/** An object, or why there is none. */
export type FoundObject =
  | { readonly object: Secret | ConfigMap }
  | { readonly error: string; readonly isNotFound: boolean };

/**
 * A later version allows every printable name but one with `=`; the older one wants identifiers.
 */
const IDENTIFIER = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

type Draft = Map<string, string>;

/** The environment, or the error that keeps the container from being made. */
export function makeEnvironment(input: EnvironmentInput): EnvironmentResult {
  const { pod, container } = input;
  if (!isStaticPod(pod) && !input.areServicesSynced) {
    const error = 'services have not yet been read at least once, cannot construct envvars';
    return { error };
  }
  const services = new Map<string, string>();
  const scope = {
    namespace: pod.metadata.namespace ?? 'default',
    masterNamespace: input.masterNamespace,
    hasLinks: pod.spec.enableServiceLinks ?? true,
  };
  for (const { name, value } of serviceVariables(input.services, scope)) services.set(name, value);
  const draft: Draft = new Map();
  const warnings: string[] = [];
  for (const source of container.envFrom ?? []) {
    const error = addAll(input, source, draft, warnings);
    if (error !== undefined) return { error };
  }
  for (const variable of container.env ?? []) {
    const error = addOne(input, variable, draft, services);
    if (error !== undefined) return { error };
  }
  const env: EnvironmentVariable[] = [];
  for (const [name, value] of draft) env.push({ name, value });
  for (const [name, value] of services) if (!draft.has(name)) env.push({ name, value });
  return { env, warnings };
}

/** The data of an object as text by key. */
export function dataOf(object: Secret | ConfigMap): { readonly [key: string]: string } {
  const data = object.data ?? {};
  if (object.kind === 'ConfigMap') return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, decodeBase64(value) ?? '']),
  );
}

function addAll(
  input: EnvironmentInput,
  source: EnvFromSource,
  draft: Draft,
  warnings: string[],
): string | undefined {
  const reference = source.configMapRef ?? source.secretRef;
  if (reference === undefined) return undefined;
  const kind = source.configMapRef === undefined ? 'Secret' : 'ConfigMap';
  const { name = '', optional } = reference;
  const found = input.find(kind, name);
  if ('error' in found) return found.isNotFound && optional ? undefined : found.error;
  const data = dataOf(found.object);
  const invalid: string[] = [];
  for (const key of sortedText(Object.keys(data))) {
    const variable = `${source.prefix ?? ''}${key}`;
    if (IDENTIFIER.test(variable)) draft.set(variable, data[key] ?? '');
    else invalid.push(key);
  }
  if (invalid.length > 0) {
    const word = kind === 'Secret' ? 'secret' : 'configMap';
    const where = `${word} ${input.pod.metadata.namespace ?? 'default'}/${name}`;
    const reason = 'were skipped since they are considered invalid environment variable names.';
    warnings.push(`Keys [${invalid.join(', ')}] from the EnvFrom ${where} ${reason}`);
  }
  return undefined;
}

function addOne(
  input: EnvironmentInput,
  variable: EnvVar,
  draft: Draft,
  services: Map<string, string>,
): string | undefined {
  const { name, value = '' } = variable;
  if (value !== '') {
    draft.set(
      name,
      expand(value, (other) => draft.get(other) ?? services.get(other)),
    );
    return undefined;
  }
  const found = variable.valueFrom === undefined ? { value: '' } : referred(input, variable);
  if (found === undefined) return undefined;
  if ('error' in found) return found.error;
  draft.set(name, found.value);
  return undefined;
}

/** The value a variable refers to; undefined when it is optional and not there. */
function referred(
  input: EnvironmentInput,
  { valueFrom }: EnvVar,
): { readonly value: string } | { readonly error: string } | undefined {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom ?? {};
  if (fieldRef !== undefined) return fieldValue(input.pod, fieldRef.fieldPath, input);
  if (resourceFieldRef !== undefined) {
    const { containerName, resource, divisor } = resourceFieldRef;
    const all = [...(input.pod.spec.initContainers ?? []), ...(input.pod.spec.containers ?? [])];
    const container =
      containerName === undefined || containerName === ''
        ? input.container
        : all.find((one) => one.name === containerName);
    return resourceValue(container, resource, divisor, input.allocatable);
  }
  if (configMapKeyRef !== undefined) return keyValue(input, 'ConfigMap', configMapKeyRef);
  if (secretKeyRef !== undefined) return keyValue(input, 'Secret', secretKeyRef);
  if (fileKeyRef === undefined) return { value: '' };
  return fileValue(input, fileKeyRef);
}

function fileValue(
  input: EnvironmentInput,
  { key, volumeName, path, optional }: FileKeySelector,
): { readonly value: string } | { readonly error: string } | undefined {
  const file = input.fileOf?.(volumeName, path);
  if (file === undefined) {
    return { error: `cannot find the volume "${volumeName}" referenced by FileKeyRef` };
  }
  const value = file.content === undefined ? undefined : envFileValue(file.content, key);
  if (value === undefined) return { error: "couldn't parse env file" };
  if (value !== '') return { value };
  if (optional) return undefined;
  return { error: `environment variable key "${key}" not found in file "${file.hostPath}"` };
}

function keyValue(
  input: EnvironmentInput,
  kind: 'Secret' | 'ConfigMap',
  reference: { readonly name?: string; readonly key: string; readonly optional?: boolean },
): { readonly value: string } | { readonly error: string } | undefined {
  const { name = '', key, optional } = reference;
  const found = input.find(kind, name);
  if ('error' in found) return found.isNotFound && optional ? undefined : { error: found.error };
  const value = dataOf(found.object)[key];
  if (value !== undefined) return { value };
  if (optional) return undefined;
  const place = `${input.pod.metadata.namespace ?? 'default'}/${name}`;
  return { error: `couldn't find key ${key} in ${kind} ${place}` };
}
