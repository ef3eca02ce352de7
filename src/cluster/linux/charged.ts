// What containers cost their cgroups. Beside `residents.ts`, as an idle machine does not need it.

import type { StartProcess } from '../protocol/linux.ts';
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

/** Page cache of what a container has read of its programs: mapped while it runs. */
export const PROGRAM_BYTES = 32_768;

/** What a container has read and written stays in memory as far as its limit leaves room. */
export function cachedOf({ limits }: StartProcess, layerBytes: number, held: number): number {
  const all = layerBytes + PROGRAM_BYTES;
  const { memoryBytes: limit } = limits;
  return limit === undefined ? all : Math.max(0, Math.min(all, limit - held));
}

/** Memory that all containers are charged for in a cgroup and below. */
export function chargedInside(draft: Draft, path: string): number {
  let sum = 0;
  for (const container of anyResidentsOf(draft, path)) sum += chargedOf(container);
  return sum;
}
