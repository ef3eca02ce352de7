// The processes of a container, or of the machine, as the table in a browser has them.
// Models google/cadvisor manager/container.go, GetProcessList, which reads the output of ps.

import { rfc3339 } from '../../../base/calendar.ts';
import type { MachineProcess } from '../../protocol/linux-processes.ts';
import { dockerContainer, seenAt, type View } from './view.ts';

const SHARED_BYTES = 2_097_152;

/** Rows of the table; undefined: there is no such container. */
export function processesOf(
  view: View,
  all: readonly MachineProcess[],
  path: string,
): readonly object[] | undefined {
  const seen = seenAt(view, path) ?? dockerContainer(view, path.slice(1));
  const cgroup = path === '/' ? path : seen?.path;
  if (cgroup === undefined) return undefined;
  const prefix = cgroup === '/' ? '/' : `${cgroup}/`;
  return all
    .filter((one) => one.cgroup === cgroup || one.cgroup.startsWith(prefix))
    .map((one) => rowOf(view, one, path === '/'));
}

function rowOf(
  { machine, now, epochSeconds }: View,
  one: MachineProcess,
  isWhole: boolean,
): object {
  return {
    user: one.user,
    pid: one.pid,
    parent_pid: one.parentPid,
    start_time: rfc3339(epochSeconds, one.startedAt).slice(11, 16),
    percent_cpu: one.cpuMillis / 10,
    percent_mem: Math.round((one.rssBytes * 1_000) / machine.memoryBytes) / 10,
    rss: one.rssBytes,
    virtual_size: one.rssBytes + SHARED_BYTES,
    status: one.isWaiting ? 'S' : 'R',
    running_time: timeOf((now - one.startedAt) * (one.cpuMillis / 1_000)),
    cgroup_path: isWhole ? one.cgroup : '',
    cmd: one.argv.join(' '),
  };
}

/** `00:01:02` of processor time. */
function timeOf(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
