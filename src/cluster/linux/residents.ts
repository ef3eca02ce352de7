// What lives in a cgroup. Must not run anything.

import { forEach, get, update } from '../../base/persistent-map.ts';
import { partitionPoint } from '../../base/search.ts';
import type { StartProcess } from '../protocol/linux.ts';
import type { Container } from '../runtime/process/model.ts';
import { isBelow, parentOf } from '../runtime/process/paths.ts';
import type { Draft, Resident } from './state.ts';

type Spec = Pick<StartProcess, 'cgroup' | 'containerId'>;

/** Notes a living container in its cgroup and in all above. */
export function addResident(draft: Draft, { cgroup, containerId: id }: Spec): void {
  changeResidents(draft, cgroup, (list) => {
    const isBefore = (at: number): boolean => isAhead(list[at] as Resident, cgroup, id);
    const at = partitionPoint(list.length, isBefore);
    return [...list.slice(0, at), { cgroup, id }, ...list.slice(at)];
  });
}

/** Forgets a container that has ended. */
export function removeResident(draft: Draft, { cgroup, containerId }: Spec): void {
  changeResidents(draft, cgroup, (list) => list.filter(({ id }) => id !== containerId));
}

type Change = (list: readonly Resident[]) => readonly Resident[];

function changeResidents(draft: Draft, cgroup: string, change: Change): void {
  for (let path = cgroup; ; path = parentOf(path)) {
    draft.residents = update(draft.residents, path, (list) => {
      const next = change(list ?? []);
      return next.length === 0 ? undefined : next;
    });
    if (path === '/') return;
  }
}

function isAhead(one: Resident, cgroup: string, id: string): boolean {
  return one.cgroup < cgroup || (one.cgroup === cgroup && one.id < id);
}

/** From so many on, a walk over all containers is quicker than a search for each. */
const MANY = 32;

/** Living containers in a cgroup and below, in an order that must not matter. */
export function anyResidentsOf(draft: Draft, path: string): readonly Container[] {
  const count = get(draft.residents, path)?.length ?? 0;
  if (count < MANY) return residentsOf(draft, path);
  const found: Container[] = [];
  forEach(draft.containers, (container) => {
    const isInside = container.end === undefined && isBelow(container.spec.cgroup, path);
    if (isInside) found.push(container);
  });
  return found;
}

/** Living containers in a cgroup and below, by their cgroups. */
export function residentsOf(draft: Draft, path: string): readonly Container[] {
  const found: Container[] = [];
  for (const { id } of get(draft.residents, path) ?? []) {
    const container = get(draft.containers, id);
    if (container !== undefined) found.push(container);
  }
  return found;
}
