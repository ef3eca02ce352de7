// What containers cost their cgroups. Beside `residents.ts`, as an idle machine does not need it.

import type { Container } from '../runtime/process/model.ts';
import { chargedBytes } from '../runtime/process/usage.ts';
import { anyResidentsOf } from './residents.ts';
import type { Draft } from './state.ts';

/** Memory that a container's cgroup is charged for its processes. */
export function chargedOf(container: Container): number {
  let sum = 0;
  for (const proc of container.procs) sum += chargedBytes(proc);
  return sum;
}

/** The same of all containers in a cgroup and below. */
export function chargedInside(draft: Draft, path: string): number {
  let sum = 0;
  for (const container of anyResidentsOf(draft, path)) sum += chargedOf(container);
  return sum;
}
