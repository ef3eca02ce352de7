// The series of containers in /metrics/cadvisor: name, words, and how each is read off a cgroup.
// Models google/cadvisor metrics/prometheus.go.

import {
  type CgroupFamily,
  type CgroupView,
  COUNTER,
  disk,
  family,
  GAUGE,
  limited,
  NEW,
  NEW_COUNTER,
  REQUEST_SECONDS,
  type Reading,
  SECTOR_BYTES,
  SPEC,
  ticks,
  wired,
} from './cgroup-family.ts';

const TASKS = ['iowaiting', 'running', 'sleeping', 'stopped', 'uninterruptible'] as const;

/** Page cache: nobody has used it of late, so all of it is inactive. */
const cache = ({ figures }: CgroupView): number => figures.memoryBytes - figures.workingSetBytes;

/** As recorded: what systemd gave the first process, and the engine's service its containers. */
const MAX_OPEN_FILES = { root: 32_768, container: 20_000 } as const;

/** Only where cAdvisor knows a first process: of the machine, and of an engine's containers. */
const ulimits = ({ kind, isNamed }: CgroupView): Reading => {
  if (kind !== 'root' && (kind !== 'container' || !isNamed)) return [];
  return [[{ ulimit: 'max_open_files' }, MAX_OPEN_FILES[kind]]];
};

/** All of them. */
export const CGROUP_FAMILIES: readonly CgroupFamily[] = [
  // The kubelet's cAdvisor never starts its load reader: these stay 0.
  family(
    'cpu_load_average_10s',
    'Value of container cpu load average over the last 10 seconds.',
    GAUGE,
    () => 0,
  ),
  family(
    'cpu_load_d_average_10s',
    'Value of container cpu load.d average over the last 10 seconds.',
    NEW,
    () => 0,
  ),
  family('tasks_state', 'Number of tasks in given state', GAUGE, () =>
    TASKS.map((state) => [{ state }, 0] as const),
  ),
  family(
    'cpu_usage_seconds_total',
    'Cumulative cpu time consumed in seconds.',
    COUNTER,
    ({ figures }) => [[{ cpu: 'total' }, Math.floor(figures.cpuNanos) / 1e9]],
  ),
  family(
    'cpu_system_seconds_total',
    'Cumulative system cpu time consumed in seconds.',
    COUNTER,
    ({ figures }) => ticks(figures.systemNanos),
  ),
  family(
    'cpu_user_seconds_total',
    'Cumulative user cpu time consumed in seconds.',
    COUNTER,
    ({ figures }) => ticks(figures.cpuNanos - figures.systemNanos),
  ),
  family(
    'cpu_cfs_periods_total',
    'Number of elapsed enforcement period intervals.',
    COUNTER,
    limited((cfs) => cfs.periods),
  ),
  family(
    'cpu_cfs_throttled_periods_total',
    'Number of throttled period intervals.',
    COUNTER,
    limited((cfs) => cfs.throttledPeriods),
  ),
  family(
    'cpu_cfs_throttled_seconds_total',
    'Total time duration the container has been throttled.',
    COUNTER,
    limited((cfs) => cfs.throttledNanos / 1e9),
  ),
  family(
    'cpu_cfs_burst_periods_total',
    'Number of periods when burst occurs.',
    NEW_COUNTER,
    limited(() => 0),
  ),
  family(
    'cpu_cfs_burst_seconds_total',
    'Total time duration the container has been bursted.',
    NEW_COUNTER,
    limited(() => 0),
  ),
  family(
    'file_descriptors',
    'Number of open file descriptors for the container.',
    GAUGE,
    ({ figures }) => figures.files,
  ),
  family(
    'fs_inodes_free',
    'Number of available Inodes',
    GAUGE,
    disk(({ machine }) => machine.inodes - machine.inodesUsed),
  ),
  family(
    'fs_inodes_total',
    'Number of Inodes',
    GAUGE,
    disk(
      ({ machine }) => machine.inodes,
      () => 1,
    ),
  ),
  family(
    'fs_limit_bytes',
    'Number of bytes that can be consumed by the container on this filesystem.',
    GAUGE,
    disk(
      ({ machine }) => machine.diskBytes,
      ({ machine }) => machine.diskBytes,
    ),
  ),
  family(
    'fs_usage_bytes',
    'Number of bytes that are consumed by the container on this filesystem.',
    GAUGE,
    disk(
      ({ machine }) => machine.diskUsedBytes,
      ({ figures }) => figures.rootfsBytes,
    ),
  ),
  // Of a layer cAdvisor knows the size only: what was read and written there is 0.
  family(
    'fs_io_current',
    'Number of I/Os currently in progress',
    GAUGE,
    disk(() => 0),
  ),
  family(
    'fs_io_time_seconds_total',
    'Cumulative count of seconds spent doing I/Os',
    COUNTER,
    disk(({ figures }) => (figures.disk.reads + figures.disk.writes) * REQUEST_SECONDS),
  ),
  family(
    'fs_io_time_weighted_seconds_total',
    'Cumulative weighted I/O time in seconds',
    COUNTER,
    disk(({ figures }) => (figures.disk.reads + figures.disk.writes) * REQUEST_SECONDS),
  ),
  family(
    'fs_read_seconds_total',
    'Cumulative count of seconds spent reading',
    COUNTER,
    disk(({ figures }) => figures.disk.reads * REQUEST_SECONDS),
  ),
  family(
    'fs_reads_merged_total',
    'Cumulative count of reads merged',
    COUNTER,
    disk(() => 0),
  ),
  family(
    'fs_reads_total',
    'Cumulative count of reads completed',
    COUNTER,
    disk(({ figures }) => figures.disk.reads),
  ),
  family(
    'fs_sector_reads_total',
    'Cumulative count of sector reads completed',
    COUNTER,
    disk(({ figures }) => Math.ceil(figures.disk.readBytes / SECTOR_BYTES)),
  ),
  family(
    'fs_sector_writes_total',
    'Cumulative count of sector writes completed',
    COUNTER,
    disk(({ figures }) => Math.ceil(figures.disk.writtenBytes / SECTOR_BYTES)),
  ),
  family(
    'fs_write_seconds_total',
    'Cumulative count of seconds spent writing',
    COUNTER,
    disk(({ figures }) => figures.disk.writes * REQUEST_SECONDS),
  ),
  family(
    'fs_writes_merged_total',
    'Cumulative count of writes merged',
    COUNTER,
    disk(() => 0),
  ),
  family(
    'fs_writes_total',
    'Cumulative count of writes completed',
    COUNTER,
    disk(({ figures }) => figures.disk.writes),
  ),
  family('health_state', "The result of the container's health check", NEW, () => -1),
  family(
    'last_seen',
    'Last time a container was seen by the exporter',
    GAUGE,
    ({ seenAt }) => seenAt,
  ),
  family('memory_cache', 'Number of bytes of page cache memory.', GAUGE, cache),
  family(
    'memory_failcnt',
    'Number of memory usage hits limits',
    COUNTER,
    ({ figures }) => figures.memoryFailures,
  ),
  family(
    'memory_kernel_usage',
    'Size of kernel memory allocated in bytes.',
    NEW,
    ({ figures }) => figures.workingSetBytes - figures.rssBytes,
  ),
  family(
    'oom_events_total',
    'Count of out of memory events observed for the container',
    NEW_COUNTER,
    ({ figures }) => figures.oomKills,
  ),
  family(
    'memory_mapped_file',
    'Size of memory mapped files in bytes.',
    GAUGE,
    ({ figures }) => figures.mappedBytes,
  ),
  family(
    'memory_max_usage_bytes',
    'Maximum memory usage recorded in bytes',
    GAUGE,
    ({ figures }) => figures.peakBytes,
  ),
  family(
    'memory_failures_total',
    'Cumulative count of memory allocation failures.',
    COUNTER,
    ({ figures }) =>
      ['container', 'hierarchy'].flatMap((scope) => [
        [{ failure_type: 'pgfault', scope }, figures.pageFaults] as const,
        [{ failure_type: 'pgmajfault', scope }, figures.majorPageFaults] as const,
      ]),
  ),
  family('memory_rss', 'Size of RSS in bytes.', GAUGE, ({ figures }) => figures.rssBytes),
  // The machine has no swap.
  family('memory_swap', 'Container swap usage in bytes.', GAUGE, () => 0),
  family(
    'memory_total_active_file_bytes',
    'Current total active file in bytes.',
    NEW,
    (view) => cache(view) - cache(view),
  ),
  family('memory_total_inactive_file_bytes', 'Current total inactive file in bytes.', NEW, cache),
  family(
    'memory_usage_bytes',
    'Current memory usage in bytes, including all memory regardless of when it was accessed',
    GAUGE,
    ({ figures }) => figures.memoryBytes,
  ),
  family(
    'memory_working_set_bytes',
    'Current working set in bytes.',
    GAUGE,
    ({ figures }) => figures.workingSetBytes,
  ),
  family(
    'network_receive_bytes_total',
    'Cumulative count of bytes received',
    COUNTER,
    wired((network) => network.rxBytes),
  ),
  family(
    'network_receive_errors_total',
    'Cumulative count of errors encountered while receiving',
    COUNTER,
    wired(() => 0),
  ),
  family(
    'network_receive_packets_total',
    'Cumulative count of packets received',
    COUNTER,
    wired((network) => network.rxPackets),
  ),
  family(
    'network_transmit_packets_total',
    'Cumulative count of packets transmitted',
    COUNTER,
    wired((network) => network.txPackets),
  ),
  family(
    'network_receive_packets_dropped_total',
    'Cumulative count of packets dropped while receiving',
    COUNTER,
    wired(() => 0),
  ),
  family(
    'network_transmit_bytes_total',
    'Cumulative count of bytes transmitted',
    COUNTER,
    wired((network) => network.txBytes),
  ),
  family(
    'network_transmit_errors_total',
    'Cumulative count of errors encountered while transmitting',
    COUNTER,
    wired(() => 0),
  ),
  family(
    'network_transmit_packets_dropped_total',
    'Cumulative count of packets dropped while transmitting',
    COUNTER,
    wired((network) => network.txDropped),
  ),
  family(
    'processes',
    'Number of processes running inside the container.',
    GAUGE,
    ({ ownProcesses }) => ownProcesses,
  ),
  family(
    'sockets',
    'Number of open sockets for the container.',
    GAUGE,
    ({ figures }) => figures.sockets,
  ),
  family('threads', 'Number of threads running inside the container', GAUGE, ({ kind, figures }) =>
    kind === 'root' ? 0 : figures.processes,
  ),
  family(
    'threads_max',
    'Maximum number of threads allowed inside the container, infinity if value is zero',
    GAUGE,
    ({ kind, machine }) => (kind === 'pods' ? machine.maxPids : 0),
  ),
  family(
    'ulimits_soft',
    'Soft ulimit values for the container root process. Unlimited if -1, except priority and nice',
    GAUGE,
    ulimits,
  ),
  family('spec_cpu_period', 'CPU period of the container.', SPEC, () => 100_000),
  family('spec_cpu_quota', 'CPU quota of the container.', SPEC, ({ cpuMillis }) =>
    cpuMillis === undefined ? [] : [[{}, cpuMillis * 100]],
  ),
  family('spec_cpu_shares', 'CPU share of the container.', SPEC, ({ cpuShares }) => cpuShares),
  family(
    'spec_memory_limit_bytes',
    'Memory limit for the container.',
    SPEC,
    ({ memoryLimit }) => memoryLimit,
  ),
  family(
    'spec_memory_reservation_limit_bytes',
    'Memory reservation limit for the container.',
    SPEC,
    () => 0,
  ),
  family('spec_memory_swap_limit_bytes', 'Memory swap limit for the container.', SPEC, () => 0),
  family(
    'start_time_seconds',
    'Start time of the container since unix epoch in seconds.',
    SPEC,
    ({ startedAt }) => startedAt,
  ),
];
