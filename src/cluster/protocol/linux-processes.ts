// The processes of a machine, as `ps` on it shows those of containers.

import type { Message } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';

/** Which processes there are. Answer: LinuxProcesses. */
export interface ReadProcesses extends Message {
  readonly type: 'linux.processes';
}

/** One line of `ps` on the machine. */
export interface MachineProcess {
  readonly user: string;
  readonly pid: number;
  readonly parentPid: number;
  readonly startedAt: Micros;
  readonly cpuMillis: number;
  readonly rssBytes: number;
  readonly isWaiting: boolean;
  readonly argv: readonly string[];
  readonly cgroup: string;
}

/** Answer to ReadProcesses, by pid. */
export interface LinuxProcesses extends Message {
  readonly type: 'linux.processList';
  readonly processes: readonly MachineProcess[];
}
