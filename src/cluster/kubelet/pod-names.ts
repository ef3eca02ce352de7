// How the kubelet names a pod in texts and keys.
// Models pkg/kubelet/container/runtime.go and pkg/kubelet/util/format/pod.go.

import type { Pod } from '../../api/pod.ts';

type Named = Pick<Pod, 'metadata'>;

/** `name_namespace`: what a static pod and its mirror share. Models GetPodFullName. */
export function fullNameOf({ metadata }: Named): string {
  return `${metadata.name ?? ''}_${metadata.namespace ?? 'default'}`;
}

/** Name and namespace of a full name; undefined when it is none. Models ParsePodFullName. */
export function parsePodFullName(
  fullName: string,
): { readonly name: string; readonly namespace: string } | undefined {
  const [name = '', namespace = '', ...more] = fullName.split('_');
  if (name === '' || namespace === '' || more.length > 0) return undefined;
  return { name, namespace };
}

/** `name_namespace(uid)`, as messages name a pod. Models format.Pod. */
export function podText(pod: Named): string {
  return `${fullNameOf(pod)}(${pod.metadata.uid ?? ''})`;
}
