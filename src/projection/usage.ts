// What cAdvisor sampled, as sparklines: CPU in millicores between two samples, memory as it was.

import { emptyMap, get } from '../base/persistent-map.ts';
import type { CadvisorState } from '../cluster/cadvisor/state.ts';
import type { ContainerSample } from '../cluster/protocol/stats.ts';
import type { Micros } from '../kernel/time.ts';
import { stateOf, type World } from '../kernel/world.ts';
import type { Series } from './rows.ts';

/** What cAdvisor keeps, by cgroup. */
export type Samples = CadvisorState['cgroups'];

const NOTHING: Series = { points: [] };

/** The samples of a node; none while cAdvisor is down. */
export function samplesOf(world: World, node: string): Samples {
  return stateOf<CadvisorState>(world, `cadvisor@${node}`)?.cgroups ?? emptyMap();
}

/** CPU and memory of one cgroup. */
export function usageOf(
  samples: Samples,
  cgroup: string | undefined,
): { readonly cpu: Series; readonly memory: Series } {
  const info = cgroup === undefined ? undefined : get(samples, cgroup);
  if (info === undefined || info.samples.length === 0) return { cpu: NOTHING, memory: NOTHING };
  return {
    cpu: { points: cpuPoints(info.samples) },
    memory: { points: memoryPoints(info.samples) },
  };
}

function cpuPoints(samples: readonly ContainerSample[]): Series['points'] {
  const points: [Micros, number][] = [];
  for (let i = 1; i < samples.length; i++) {
    const [before, after] = [samples[i - 1], samples[i]] as [ContainerSample, ContainerSample];
    const elapsed = after.at - before.at;
    // Nanoseconds per microsecond are thousandths of a core's time: millicores.
    if (elapsed > 0)
      points.push([after.at, Math.round((after.cpuNanos - before.cpuNanos) / elapsed)]);
  }
  return points;
}

function memoryPoints(samples: readonly ContainerSample[]): Series['points'] {
  return samples.map((sample) => [sample.at, sample.workingSetBytes] as const);
}
