// tidy: data table
// Which metrics Heapster knows, of which kind, type and unit, and which rate is made of which
// counter. Models metrics/core/metrics.go of Heapster v1.5.4.

/** One metric. */
export interface Metric {
  readonly name: string;
  readonly kind: 'cumulative' | 'gauge';
  readonly type: 'int64' | 'double';
  readonly unit: 'bytes' | 'ms' | 'ns' | 'millicores' | 'count';
  /** Where its figures come from. */
  readonly group: 'standard' | 'additional' | 'rate' | 'labeled' | 'autoscaling';
}

function cumulative(name: string, unit: Metric['unit']): Metric {
  return { name, kind: 'cumulative', type: 'int64', unit, group: 'standard' };
}

function gauge(name: string, unit: Metric['unit'], group: Metric['group']): Metric {
  return { name, kind: 'gauge', type: 'int64', unit, group };
}

function rate(name: string): Metric {
  return { name, kind: 'gauge', type: 'double', unit: 'count', group: 'rate' };
}

function share(name: string): Metric {
  return { name, kind: 'gauge', type: 'double', unit: 'count', group: 'autoscaling' };
}

/** All metrics. */
export const METRICS: readonly Metric[] = [
  cumulative('uptime', 'ms'),
  cumulative('cpu/usage', 'ns'),
  gauge('memory/usage', 'bytes', 'standard'),
  gauge('memory/rss', 'bytes', 'standard'),
  gauge('memory/cache', 'bytes', 'standard'),
  gauge('memory/working_set', 'bytes', 'standard'),
  cumulative('memory/page_faults', 'count'),
  cumulative('memory/major_page_faults', 'count'),
  cumulative('network/rx', 'bytes'),
  cumulative('network/rx_errors', 'count'),
  cumulative('network/tx', 'bytes'),
  cumulative('network/tx_errors', 'count'),
  gauge('cpu/request', 'millicores', 'additional'),
  gauge('cpu/limit', 'millicores', 'additional'),
  gauge('memory/request', 'bytes', 'additional'),
  gauge('memory/limit', 'bytes', 'additional'),
  gauge('cpu/usage_rate', 'millicores', 'rate'),
  rate('memory/page_faults_rate'),
  rate('memory/major_page_faults_rate'),
  rate('network/rx_rate'),
  rate('network/rx_errors_rate'),
  rate('network/tx_rate'),
  rate('network/tx_errors_rate'),
  { ...cumulative('disk/io_read_bytes', 'bytes'), group: 'labeled' },
  { ...rate('disk/io_read_bytes_rate'), group: 'labeled' },
  { ...cumulative('disk/io_write_bytes', 'bytes'), group: 'labeled' },
  { ...rate('disk/io_write_bytes_rate'), group: 'labeled' },
  gauge('filesystem/usage', 'bytes', 'labeled'),
  gauge('filesystem/limit', 'bytes', 'labeled'),
  gauge('filesystem/available', 'bytes', 'labeled'),
  gauge('filesystem/inodes', 'count', 'labeled'),
  gauge('filesystem/inodes_free', 'count', 'labeled'),
  share('cpu/node_capacity'),
  share('memory/node_capacity'),
  share('cpu/node_allocatable'),
  share('memory/node_allocatable'),
  share('cpu/node_utilization'),
  share('memory/node_utilization'),
  share('cpu/node_reservation'),
  share('memory/node_reservation'),
];

const BY_NAME: ReadonlyMap<string, Metric> = new Map(METRICS.map((one) => [one.name, one]));

/** Counts of restarts come from the pods' status and are no metric of the table. */
const OTHER: Metric = gauge('restart_count', 'count', 'additional');

/** The metric of that name. */
export function metricOf(name: string): Metric {
  return BY_NAME.get(name) ?? { ...OTHER, name };
}

/** Which rate is made of which counter. */
export const RATES: readonly (readonly [counter: string, rate: string])[] = [
  ['cpu/usage', 'cpu/usage_rate'],
  ['memory/page_faults', 'memory/page_faults_rate'],
  ['memory/major_page_faults', 'memory/major_page_faults_rate'],
  ['network/rx', 'network/rx_rate'],
  ['network/rx_errors', 'network/rx_errors_rate'],
  ['network/tx', 'network/tx_rate'],
  ['network/tx_errors', 'network/tx_errors_rate'],
];

/** The same for figures of one device each. */
export const LABELED_RATES: ReadonlyMap<string, string> = new Map([
  ['disk/io_read_bytes', 'disk/io_read_bytes_rate'],
  ['disk/io_write_bytes', 'disk/io_write_bytes_rate'],
]);

/** Added up for namespaces and the cluster. */
export const SUMMED: readonly string[] = [
  'cpu/usage_rate',
  'memory/usage',
  'cpu/request',
  'cpu/limit',
  'memory/request',
  'memory/limit',
];

/** Added up for nodes, whose usage is measured. */
export const SUMMED_FOR_NODES: readonly string[] = [
  'cpu/request',
  'cpu/limit',
  'memory/request',
  'memory/limit',
];
