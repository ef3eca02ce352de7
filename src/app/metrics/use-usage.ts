// What a node's cAdvisor keeps, as the drawer asks for it.

import { useMemo } from 'react';
import type { CgroupRow, MachineRow, ProcessesRow } from '../../projection/metrics/rows.ts';
import { compareNames } from '../natural-order.ts';
import { useWatch } from '../use-watch.ts';

/**
 * Cgroups by path, with the machine; `cgroup` also brings what runs in there. Each who asks has a
 * watch of its own: while tabs change, both are there for a moment.
 */
export function useUsage(
  watch: string,
  node: string,
  cgroup?: string,
): {
  readonly machine: MachineRow | undefined;
  readonly cgroups: ReadonlyMap<string, CgroupRow>;
  readonly processes: ProcessesRow | undefined;
} {
  const view = useMemo(
    () => ({ view: 'usage', node, ...(cgroup === undefined ? {} : { cgroup }) }) as const,
    [node, cgroup],
  );
  const rows = useWatch(watch, view);
  return useMemo(() => {
    const cgroups = new Map<string, CgroupRow>();
    let machine: MachineRow | undefined;
    let processes: ProcessesRow | undefined;
    for (const row of rows?.values() ?? []) {
      if (row.row === 'cgroup') cgroups.set(row.path, row);
      else if (row.row === 'machine') machine = row;
      else if (row.row === 'processes') processes = row;
    }
    return { machine, cgroups, processes };
  }, [rows]);
}

/** The cgroups right below one, in the order of their names. */
export function childrenOf(
  cgroups: ReadonlyMap<string, CgroupRow>,
  path: string,
): readonly CgroupRow[] {
  const prefix = path === '/' ? '/' : `${path}/`;
  return [...cgroups.values()]
    .filter((one) => one.path !== path && one.path.startsWith(prefix))
    .filter((one) => !one.path.slice(prefix.length).includes('/'))
    .sort(byName);
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
