// One sample as the pages of version 1 have it. Models google/cadvisor info/v1/container.go,
// ContainerStats.

import { rfc3339Nano } from '../../../base/calendar.ts';
import type { ContainerSample } from '../../protocol/stats.ts';
import { CARD, DISK } from './machine.ts';
import type { Seen, View } from './view.ts';

/** The sample as an object. */
export function statsOf(view: View, seen: Seen, sample: ContainerSample): object {
  return {
    timestamp: rfc3339Nano(view.epochSeconds, sample.at),
    cpu: cpuOf(view, sample),
    diskio: {},
    memory: memoryOf(sample),
    network: networkOf(sample),
    ...filesystem(view, seen, sample),
    task_stats: {
      nr_sleeping: 0,
      nr_running: 0,
      nr_stopped: 0,
      nr_uninterruptible: 0,
      nr_io_wait: 0,
    },
  };
}

/** The load reader is off, as it is unless somebody turns it on. */
function cpuOf({ machine }: View, { cpuNanos }: ContainerSample): object {
  const total = Math.floor(cpuNanos);
  const usage = { total, per_cpu_usage: shared(total, machine.cpus), user: total, system: 0 };
  return { usage, load_average: 0 };
}

/** The kernel keeps its cores equally busy over time. */
function shared(total: number, count: number): readonly number[] {
  const each = Math.floor(total / count);
  return Array.from({ length: count }, (_, i) => (i === 0 ? total - each * (count - 1) : each));
}

function memoryOf(sample: ContainerSample): object {
  const { memoryBytes: usage, rssBytes: rss, workingSetBytes: working_set } = sample;
  const faults = { pgfault: sample.pageFaults, pgmajfault: sample.majorPageFaults };
  const cache = Math.max(0, usage - rss);
  return {
    usage,
    cache,
    rss,
    working_set,
    failcnt: 0,
    container_data: faults,
    hierarchical_data: faults,
  };
}

function networkOf({ network }: ContainerSample): object {
  if (network === undefined) return { ...NO_TRAFFIC, interfaces: [] };
  const { rxBytes: rx_bytes, txBytes: tx_bytes } = network;
  const wire = { ...NO_TRAFFIC, name: CARD, rx_bytes, tx_bytes };
  return { ...wire, interfaces: [wire] };
}

const NO_TRAFFIC = {
  name: '',
  rx_bytes: 0,
  rx_packets: 0,
  rx_errors: 0,
  rx_dropped: 0,
  tx_bytes: 0,
  tx_packets: 0,
  tx_errors: 0,
  tx_dropped: 0,
} as const;

/** Of `/` the whole disk, of a container its own layer. */
function filesystem({ machine }: View, { path, row }: Seen, sample: ContainerSample): object {
  if (path !== '/' && row === undefined) return {};
  const isRoot = path === '/';
  const usage = isRoot ? machine.diskUsedBytes : sample.rootfsBytes;
  return {
    filesystem: [
      {
        device: DISK.device,
        type: 'vfs',
        capacity: machine.diskBytes,
        usage,
        base_usage: isRoot ? 0 : usage,
        available: isRoot ? machine.diskBytes - usage : 0,
        has_inodes: isRoot,
        inodes: isRoot ? machine.inodes : 0,
        inodes_free: isRoot ? machine.inodes - machine.inodesUsed : 0,
      },
    ],
  };
}
