// Values that a container reads of its own pod: fields and resources (the downward API).
// Models pkg/fieldpath/fieldpath.go and pkg/api/v1/resource/helpers.go.

import type { Container, EphemeralContainer } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import { quote, sortedText } from '../../../apimachinery/go-text.ts';
import { milliValue, wholeValue } from '../../../apimachinery/quantity.ts';

/** A value, or why there is none. */
export type FieldValue = { readonly value: string } | { readonly error: string };

/** What a pod's fields need besides the pod. */
export interface FieldContext {
  readonly podIps: readonly string[];
  readonly hostIp: string;
}

/** What is allocatable where a container has no limit of its own. */
export interface Allocatable {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

/** The value of a field such as `metadata.labels['app']`. */
export function fieldValue(pod: Pod, path: string, context: FieldContext): FieldValue {
  const { metadata, spec } = pod;
  const subscript = /^metadata\.(annotations|labels)\['(.*)'\]$/.exec(path);
  if (subscript !== null) {
    const map = subscript[1] === 'labels' ? metadata.labels : metadata.annotations;
    return { value: map?.[subscript[2] ?? ''] ?? '' };
  }
  switch (path) {
    case 'metadata.annotations':
      return { value: formatMap(metadata.annotations) };
    case 'metadata.labels':
      return { value: formatMap(metadata.labels) };
    case 'metadata.name':
      return { value: metadata.name ?? '' };
    case 'metadata.namespace':
      return { value: metadata.namespace ?? '' };
    case 'metadata.uid':
      return { value: metadata.uid ?? '' };
    case 'spec.nodeName':
    case 'spec.host':
      return { value: spec.nodeName ?? '' };
    case 'spec.serviceAccountName':
      return { value: spec.serviceAccountName ?? '' };
    case 'status.hostIP':
    case 'status.hostIPs':
      return { value: context.hostIp };
    case 'status.podIP':
      return { value: context.podIps[0] ?? '' };
    case 'status.podIPs':
      return { value: context.podIps.join(',') };
    default:
      return { error: `unsupported fieldPath: ${path}` };
  }
}

/** `a="1"` lines, as downward API files show maps. */
export function formatMap(map: { readonly [key: string]: string } | undefined): string {
  const keys = sortedText(Object.keys(map ?? {}));
  return keys.map((key) => `${key}=${quote(map?.[key] ?? '')}`).join('\n');
}

/** The value of a resource such as `limits.memory`, in units of the divisor, rounded up. */
export function resourceValue(
  container: Container | EphemeralContainer | undefined,
  resource: string,
  divisor: string | undefined,
  allocatable: Allocatable,
): FieldValue {
  const [kind, ...rest] = resource.split('.');
  const name = rest.join('.');
  const isLimit = kind === 'limits';
  if (!isLimit && kind !== 'requests') {
    return { error: `unsupported container resource : ${resource}` };
  }
  const { limits, requests } = container?.resources ?? {};
  const text = isLimit ? limits?.[name] : requests?.[name];
  const isDivided = divisor !== undefined && divisor !== '' && divisor !== '0';
  if (name === 'cpu') {
    const millis = text === undefined ? (isLimit ? allocatable.cpuMillis : 0) : milliValue(text);
    return { value: String(Math.ceil(millis / milliValue(isDivided ? divisor : '1'))) };
  }
  const known: { readonly [resource: string]: number } = {
    memory: allocatable.memoryBytes,
    'ephemeral-storage': allocatable.diskBytes,
  };
  const fallback = known[name];
  if (fallback === undefined && !name.startsWith('hugepages-')) {
    return { error: `unsupported container resource : ${resource}` };
  }
  const amount = text === undefined ? (isLimit ? (fallback ?? 0) : 0) : wholeValue(text);
  return { value: String(Math.ceil(amount / wholeValue(isDivided ? divisor : '1'))) };
}
