// Filters of CRI lists, applied to the rows the dockershim keeps.

import { hasLabels } from '../../../apimachinery/selector.ts';
import type {
  ContainerFilter,
  CriContainer,
  PodSandbox,
  PodSandboxFilter,
} from '../../protocol/cri-objects.ts';

/** The sandboxes that a filter lets through; the very list when there is none. */
export function sandboxesOf(
  rows: readonly PodSandbox[],
  filter: PodSandboxFilter | undefined,
): readonly PodSandbox[] {
  if (filter === undefined) return rows;
  const { id, state, labelSelector = {} } = filter;
  return rows.filter(
    (row) =>
      (id === undefined || row.id === id) &&
      (state === undefined || row.state === state) &&
      hasLabels(row.labels, labelSelector),
  );
}

/** The containers that a filter lets through; the very list when there is none. */
export function containersOf(
  rows: readonly CriContainer[],
  filter: ContainerFilter | undefined,
): readonly CriContainer[] {
  if (filter === undefined) return rows;
  const { id, state, podSandboxId, labelSelector = {} } = filter;
  return rows.filter(
    (row) =>
      (id === undefined || row.id === id) &&
      (state === undefined || row.state === state) &&
      (podSandboxId === undefined || row.podSandboxId === podSandboxId) &&
      hasLabels(row.labels, labelSelector),
  );
}
