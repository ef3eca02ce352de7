// The hash of a container's spec: when it changes, the container is replaced.
// Models pkg/kubelet/container/helpers.go, HashContainer.

import type { Container, EphemeralContainer } from '../../../api/container.ts';
import type { EditionName } from '../../editions/edition.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';

const FNV_PRIME = 0x01000193;
const FNV_START = 0x811c9dc5;

/** The hash in hexadecimal, as the annotation io.kubernetes.container.hash has it. */
export function containerHash(
  container: Container | EphemeralContainer,
  edition: EditionName,
): string {
  // Resources are left out since 1.20's successor can change them in place; now only name and
  // image.
  const isWhole = kubeletBehaviour(edition).isHashOfWholeSpec;
  const picked = isWhole ? container : { name: container.name, image: container.image };
  return fnv(canonical(picked)).toString(16);
}

/** Whether a container was made from the spec as it is now. */
export function isContainerCurrent(
  container: Container | EphemeralContainer,
  made: { readonly annotations: { readonly [key: string]: string } },
  edition: EditionName,
): boolean {
  return made.annotations['io.kubernetes.container.hash'] === containerHash(container, edition);
}

function fnv(text: string): number {
  let hash = FNV_START;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  return hash >>> 0;
}

/** JSON with sorted keys, so that the order in which a spec was written does not matter. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const texts = members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${texts.join(',')}}`;
}
