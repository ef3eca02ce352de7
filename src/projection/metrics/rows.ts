// Rows of the metrics drawer: what cAdvisor keeps of each cgroup, as it sampled it. The page makes
// rates of them, so that every number can say from which samples it comes.

import type { CloudState, StoredSeries } from '../../cluster/monitoring/cloud/state.ts';
import type { CgroupLimits } from '../../cluster/protocol/linux.ts';
import type { ContainerSample } from '../../cluster/protocol/stats.ts';
import type { Duration, Micros } from '../../kernel/time.ts';

/** Key `machine`: the node that is measured. */
export interface MachineRow {
  readonly row: 'machine';
  readonly node: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** Whether anybody samples. */
  readonly isSampling: boolean;
  /** When the loop that is due next is worked off. */
  readonly nextAt?: Micros;
}

/** What a cgroup stands for. */
export type CgroupKind = 'machine' | 'group' | 'pod' | 'container' | 'pause';

/** Key `cgroup/<path>`: a cgroup that cAdvisor found, with the samples it still has. */
export interface CgroupRow {
  readonly row: 'cgroup';
  readonly path: string;
  readonly kind: CgroupKind;
  /** `node-1`, `kubepods`, the pod's name, the container's name, `pause`. */
  readonly name: string;
  readonly namespace?: string;
  readonly podUid?: string;
  readonly image?: string;
  readonly createdAt: Micros;
  readonly limits: CgroupLimits;
  /** Oldest first. */
  readonly samples: readonly ContainerSample[];
  readonly dueAt: Micros;
}

/** Key `collector`: metrics-server, while it runs. */
export interface CollectorRow {
  readonly row: 'collector';
  readonly process: string;
  readonly resolution: Duration;
  /** When its last round began. */
  readonly tickedAt?: Micros;
  readonly nextAt?: Micros;
  /** Nodes that have not answered in this round. */
  readonly waiting: readonly string[];
  /** Whether any node answered in the last round. */
  readonly isOk: boolean;
}

/** Key `scraped/<node>` or `scraped/<namespace>/<pod>/<container>`: what it has of that. */
export interface ScrapedRow {
  readonly row: 'scraped';
  readonly name: string;
  /** `namespace/name`; absent for a node. */
  readonly pod?: string;
  /** When the kubelet measured it. */
  readonly at: Micros;
  /** The other of the two points that the rate was made from. */
  readonly since?: Micros;
  readonly cpuMillis?: number;
  readonly memoryBytes: number;
}

/** Key `cloud`: what Google Cloud Monitoring was asked to write. */
export interface CloudRow extends Omit<CloudState, 'series'> {
  readonly row: 'cloud';
  /** How many series there are. */
  readonly series: number;
}

/** Key `metric/<type>`: a metric type of which there are series. */
export interface CloudMetricRow extends Pick<StoredSeries, 'type' | 'metricKind' | 'valueType'> {
  readonly row: 'cloud-metric';
  readonly count: number;
  /** The newest point of any of them. */
  readonly at: Micros;
}

/** Key `series/…`: a series of the type that one looks at. */
export interface CloudSeriesRow
  extends Pick<StoredSeries, 'type' | 'labels' | 'project' | 'points'> {
  readonly row: 'cloud-series';
}

/** Rows of the stores that figures are written into. */
export type StoreRows = StoreRow | CloudRow | CloudMetricRow | CloudSeriesRow;

/** Key `store`: the InfluxDB of the cluster; without a pod there is none. */
export interface StoreRow {
  readonly row: 'store';
  readonly podUid?: string;
  /** How often what it keeps has changed. */
  readonly changes?: number;
}
