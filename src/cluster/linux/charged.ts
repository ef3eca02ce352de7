// What containers cost their cgroups. Beside `residents.ts`, as an idle machine does not need it.

import type { Container } from '../runtime/process/model.ts';
import { chargedBytes } from '../runtime/process/usage.ts';

/** Memory that a container's cgroup is charged for its processes. */
export function chargedOf(container: Container): number {
  let sum = 0;
  for (const proc of container.procs) sum += chargedBytes(proc);
  return sum;
}
