// The series of the machine in /metrics/cadvisor. Models google/cadvisor
// metrics/prometheus_machine.go.

import type { LinuxMachine } from '../../protocol/linux.ts';
import type { Reading } from './cgroup-family.ts';

/** One figure of the machine. */
export interface MachineFamily {
  readonly name: string;
  readonly help: string;
  readonly isNew?: boolean;
  readonly read: (machine: LinuxMachine) => Reading;
}

function ofMachine(
  name: string,
  help: string,
  read: (machine: LinuxMachine) => number,
  isNew: boolean = false,
): MachineFamily {
  const reading: MachineFamily['read'] = (machine) => [[{}, read(machine)]];
  return { name: `machine_${name}`, help, read: reading, ...(isNew ? { isNew } : {}) };
}

/** The simulated machine is one socket without hyper-threading, swap or non-volatile memory. */
export const MACHINE_FAMILIES: readonly MachineFamily[] = [
  ofMachine('cpu_books', 'Number of CPU books.', () => 0, true),
  ofMachine('cpu_cores', 'Number of logical CPU cores.', ({ cpus }) => cpus),
  ofMachine('cpu_drawers', 'Number of CPU drawers.', () => 0, true),
  ofMachine('cpu_physical_cores', 'Number of physical CPU cores.', ({ cpus }) => cpus),
  ofMachine('cpu_sockets', 'Number of CPU sockets.', () => 1),
  ofMachine(
    'memory_bytes',
    'Amount of memory installed on the machine.',
    ({ memoryBytes }) => memoryBytes,
  ),
  ofMachine('nvm_avg_power_budget_watts', 'NVM power budget.', () => 0),
  {
    name: 'machine_nvm_capacity',
    help: 'NVM capacity value labeled by NVM mode (memory mode or app direct mode).',
    read: () => ['app_direct_mode', 'memory_mode'].map((mode) => [{ mode }, 0] as const),
  },
  ofMachine('swap_bytes', 'Amount of swap memory available on the machine.', () => 0, true),
];
