// Counts containers that have ended, by how. Models pkg/kubelet/status/status_manager.go,
// checkAndRecordTerminations.

import type { ContainerStatus, PodStatus } from '../../../api/pod.ts';
import type { Io } from '../../../kernel/component.ts';
import { count, seriesKey } from './book.ts';

const LISTS = [
  ['initContainerStatuses', 'init_container'],
  ['containerStatuses', 'container'],
  ['ephemeralContainerStatuses', 'ephemeral_container'],
] as const;

/** Whatever ended between two statuses of a pod. */
export function countEnded(old: PodStatus, status: PodStatus, io: Io): void {
  for (const [list, kind] of LISTS) {
    if (old[list] === status[list]) continue;
    for (const one of status[list] ?? []) countOne(old[list] ?? [], one, kind, io);
  }
}

function countOne(
  old: readonly ContainerStatus[],
  { name, state }: ContainerStatus,
  kind: string,
  io: Io,
): void {
  const { terminated } = state ?? {};
  if (!terminated || old.find((one) => one.name === name)?.state?.terminated) return;
  const { exitCode, reason = '' } = terminated;
  count(io, seriesKey('terminated_containers_total', kind, String(exitCode), reason));
}
