// From what cAdvisor and the machine answer to observations of signals.
// Models pkg/kubelet/eviction/helpers.go, makeSignalObservations.

import { wholeValue } from '../../../apimachinery/quantity.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { LinuxMachine } from '../../protocol/linux.ts';
import type { StatsAnswer } from '../../protocol/stats.ts';
import type { KubeletConfig } from '../config.ts';
import type { Observation, Observations } from './decide.ts';

/** The cgroup of all pods. */
export const PODS_CGROUP = '/kubepods';

/** What the cgroups of the machine and of all pods say of memory. */
export function memoryObservations(config: KubeletConfig, answer: StatsAnswer): Observations {
  const { memoryBytes, systemReserved, kubeReserved } = config;
  const reserved = wholeValue(systemReserved['memory']) + wholeValue(kubeReserved['memory']);
  return {
    ...memoryOf(answer, '/', 'memory.available', memoryBytes),
    ...memoryOf(answer, PODS_CGROUP, 'allocatableMemory.available', memoryBytes - reserved),
  };
}

function memoryOf(
  { containers }: StatsAnswer,
  cgroup: string,
  signal: string,
  capacity: number,
): Observations {
  const last = containers.find(({ name }) => name === cgroup)?.samples.at(-1);
  if (last === undefined) return {};
  const available = Math.max(0, capacity - last.workingSetBytes);
  return { [signal]: { available, capacity: available + last.workingSetBytes, at: last.at } };
}

/** What the machine says of its one disk, which holds everything, and of its processes. */
export function machineObservations(machine: LinuxMachine, at: Micros): Observations {
  const { diskBytes, diskUsedBytes, inodes, inodesUsed, maxPids, processes } = machine;
  const left = (capacity: number, used: number): Observation => ({
    available: Math.max(0, capacity - used),
    capacity,
    at,
  });
  const bytes = left(diskBytes, diskUsedBytes);
  const files = left(inodes, inodesUsed);
  return {
    'nodefs.available': bytes,
    'nodefs.inodesFree': files,
    'imagefs.available': bytes,
    'imagefs.inodesFree': files,
    'containerfs.available': bytes,
    'containerfs.inodesFree': files,
    'pid.available': left(maxPids, processes),
  };
}
