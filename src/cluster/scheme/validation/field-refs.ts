// References to the pod's own fields and to resources, as environment and downward API use them.
// Models pkg/apis/core/pods/helpers.go, ConvertDownwardAPIFieldLabel, and validation.go.

import type { EnvVarSource } from '../../../api/container.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { child, invalid, notSupported, required } from '../../../apimachinery/field-error.ts';
import { canonicalQuantity, compareQuantities } from '../../../apimachinery/quantity.ts';
import type { Wording } from './formats.ts';
import { qualifiedName } from './formats.ts';
import { problems } from './object-meta.ts';

/** A reference to a field of the pod. */
export type FieldRef = NonNullable<EnvVarSource['fieldRef']>;

/** A reference to an amount of a container. */
export type ResourceRef = NonNullable<EnvVarSource['resourceFieldRef']>;

const ENV_FIELDS: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

const VOLUME_FIELDS: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

const CONVERTIBLE: readonly string[] = [
  ...VOLUME_FIELDS,
  ...ENV_FIELDS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
];

/** A field of the pod: environment may read some, volumes others. */
export function validateFieldRef(
  ref: FieldRef,
  path: string,
  use: 'env' | 'volume',
  wording: Wording,
): readonly FieldError[] {
  const name = ref.fieldPath ?? '';
  const at = child(path, 'fieldPath');
  if (name === '') return [required(at)];
  const problem = conversionProblem(name, wording);
  if (problem !== undefined) {
    return [invalid(at, name, `error converting fieldPath: ${problem}`)];
  }
  const subscript = /^(.*)\['(.*)'\]$/.exec(name);
  if (subscript !== null) {
    const key = subscript[2] ?? '';
    const isAnnotation = subscript[1] === 'metadata.annotations';
    return problems(
      path,
      isAnnotation ? key.toLowerCase() : key,
      qualifiedName(isAnnotation ? key.toLowerCase() : key, wording),
    );
  }
  const known = use === 'env' ? ENV_FIELDS : VOLUME_FIELDS;
  const supported = known.filter((field) => wording.isModern || field !== 'status.hostIPs');
  return supported.includes(name) ? [] : [notSupported(at, name, supported)];
}

function conversionProblem(name: string, wording: Wording): string | undefined {
  const subscript = /^(.*)\['(.*)'\]$/.exec(name);
  if (subscript !== null) {
    const path = subscript[1] ?? '';
    if (path === 'metadata.annotations' || path === 'metadata.labels') return undefined;
    return `field label does not support subscript: ${name}`;
  }
  const isKnown = CONVERTIBLE.includes(name) && (wording.isModern || name !== 'status.hostIPs');
  return isKnown || name === 'spec.host' ? undefined : `field label not supported: ${name}`;
}

const RESOURCES: readonly string[] = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

const MEMORY_DIVISORS = '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei';

/** An amount of a container; in a volume the container must be named. */
export function validateResourceRef(
  ref: ResourceRef,
  path: string,
  use: 'env' | 'volume',
  wording: Wording,
): readonly FieldError[] {
  const name = ref.resource ?? '';
  const errors: FieldError[] = [];
  const isHugePages = wording.isModern && /^(requests|limits)\.hugepages-/.test(name);
  if (use === 'volume' && (ref.containerName ?? '') === '') {
    errors.push(required(child(path, 'containerName')));
  } else if (name === '') {
    errors.push(required(child(path, 'resource')));
  } else if (!RESOURCES.includes(name) && !isHugePages) {
    errors.push(notSupported(child(path, 'resource'), name, RESOURCES));
  }
  return [...errors, ...validateDivisor(name, ref.divisor, path)];
}

function validateDivisor(
  name: string,
  divisor: string | undefined,
  path: string,
): readonly FieldError[] {
  if (divisor === undefined || compareQuantities(divisor, '0') === 0) return [];
  const kind = name.slice(name.indexOf('.') + 1);
  const at = child(path, 'divisor');
  const text = canonicalQuantity(divisor);
  if (kind === 'cpu') {
    if (text === '1m' || text === '1') return [];
    const detail = "only divisor's values 1m and 1 are supported with the cpu resource";
    return [invalid(at, name, detail)];
  }
  const words: { readonly [kind: string]: string } = {
    memory: 'memory',
    'ephemeral-storage': 'local ephemeral storage',
  };
  const word = words[kind] ?? (kind.startsWith('hugepages-') ? 'hugepages' : undefined);
  if (word === undefined || MEMORY_DIVISORS.split(', ').includes(text)) return [];
  const detail = `only divisor's values ${MEMORY_DIVISORS} are supported with the ${word} resource`;
  return [invalid(at, name, detail)];
}
