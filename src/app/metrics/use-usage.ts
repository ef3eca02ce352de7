// What a node's cAdvisor keeps, as the drawer asks for it.

import { useMemo } from 'react';
import type { CgroupRow, MachineRow } from '../../projection/metrics/rows.ts';
import { compareNames } from '../natural-order.ts';
import { useWatch } from '../use-watch.ts';

/**
 * Cgroups by path, with the machine. Each who asks has a watch of its own: while tabs change, both
 * are there for a moment.
 */
export function useUsage(
  watch: string,
  node: string,
): {
  readonly machine: MachineRow | undefined;
  readonly cgroups: ReadonlyMap<string, CgroupRow>;
} {
  const view = useMemo(() => ({ view: 'usage', node }) as const, [node]);
  const rows = useWatch(watch, view);
  return useMemo(() => {
    const cgroups = new Map<string, CgroupRow>();
    let machine: MachineRow | undefined;
    for (const row of rows?.values() ?? []) {
      if (row.row === 'cgroup') cgroups.set(row.path, row);
      else if (row.row === 'machine') machine = row;
    }
    return { machine, cgroups };
  }, [rows]);
}

/** By name as people count, then by path. */
export function byName(a: CgroupRow, b: CgroupRow): number {
  return compareNames(a.name, b.name) || (a.path < b.path ? -1 : 1);
}

/** The containers of a pod by their names, pause last. */
export function membersOf(all: readonly CgroupRow[], pod: CgroupRow): readonly CgroupRow[] {
  return all
    .filter(({ podUid, kind }) => podUid === pod.podUid && kind !== 'pod')
    .sort((a, b) => Number(a.kind === 'pause') - Number(b.kind === 'pause') || byName(a, b));
}
