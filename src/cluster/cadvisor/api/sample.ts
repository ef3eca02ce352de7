// One sample as the pages of version 1 have it. Models google/cadvisor info/v1/container.go,
// ContainerStats.

import { rfc3339Nano } from '../../../base/calendar.ts';
import type { ContainerSample } from '../../protocol/stats.ts';
import { coresAt } from '../cores.ts';
import { CARD, DISK } from './machine.ts';
import type { Seen, View } from './view.ts';

/** The sample as an object. */
export function statsOf(view: View, seen: Seen, sample: ContainerSample): object {
  return {
    timestamp: rfc3339Nano(view.epochSeconds, sample.at),
    cpu: cpuOf(view, seen, sample),
    diskio: diskOf(sample),
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
export function cpuOf({ machine }: View, { tracked }: Seen, sample: ContainerSample): object {
  const total = Math.floor(sample.cpuNanos);
  const { systemNanos: system, cfs } = sample;
  const { samples, stream, cores = Array.from({ length: machine.cpus }, () => 0) } = tracked;
  const per_cpu_usage = coresAt(cores, samples, samples.indexOf(sample), stream);
  const limit = cfs && {
    cfs: {
      periods: cfs.periods,
      throttled_periods: cfs.throttledPeriods,
      throttled_time: cfs.throttledNanos,
    },
  };
  const usage = { total, per_cpu_usage, user: Math.max(0, total - system), system };
  return { usage, ...limit, load_average: 0 };
}

/** Memory as it is used, and how often that failed. */
export function memoryOf(sample: ContainerSample): object {
  const { memoryBytes: usage, rssBytes: rss, workingSetBytes: working_set } = sample;
  const faults = { pgfault: sample.pageFaults, pgmajfault: sample.majorPageFaults };
  const cache = usage - working_set;
  return {
    usage,
    cache,
    rss,
    working_set,
    failcnt: sample.memoryFailures,
    container_data: faults,
    hierarchical_data: faults,
  };
}

/** The network's counters, as a whole and by interface. */
export function networkOf({ network }: ContainerSample): object {
  if (network === undefined) return { ...NO_TRAFFIC, interfaces: [] };
  const wire = {
    ...NO_TRAFFIC,
    name: CARD,
    rx_bytes: network.rxBytes,
    rx_packets: network.rxPackets,
    tx_bytes: network.txBytes,
    tx_packets: network.txPackets,
    tx_dropped: network.txDropped,
  };
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

/** What the disk was asked for. */
export function diskOf({ disk }: ContainerSample): object {
  const { major, minor } = DISK;
  const stats = (Read: number, Write: number): readonly object[] => {
    const Total = Read + Write;
    return [{ major, minor, stats: { Async: 0, Read, Sync: Total, Total, Write } }];
  };
  return {
    io_service_bytes: stats(disk.readBytes, disk.writtenBytes),
    io_serviced: stats(disk.reads, disk.writes),
  };
}

/** Of `/` the whole disk, of a container its own layer. */
export function filesystem(
  { machine }: View,
  { path, row }: Seen,
  sample: ContainerSample,
): object {
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
