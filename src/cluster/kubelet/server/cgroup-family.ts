// How a family of /metrics/cadvisor is read off a cgroup: kinds, labels, and which have a series.
// Models google/cadvisor metrics/prometheus.go.

import type { LinuxMachine } from '../../protocol/linux.ts';
import type { CfsCounters } from '../../protocol/linux-usage.ts';
import type { Figures } from './usage.ts';

/** One cgroup as the exporter sees it. */
export interface CgroupView {
  readonly figures: Figures;
  readonly kind: 'root' | 'pods' | 'qos' | 'pod' | 'container';
  /** Its container's name is known. */
  readonly isNamed: boolean;
  /** Of its own cgroup only, not of those below. */
  readonly ownProcesses: number;
  readonly cpuShares: number;
  readonly cpuMillis: number | undefined;
  readonly memoryLimit: number;
  readonly machine: LinuxMachine;
  /** Seconds since 1970. */
  readonly startedAt: number;
  readonly seenAt: number;
}

/** Values with labels of their own. */
export type Reading = readonly (readonly [{ readonly [label: string]: string }, number])[];

/** One family. */
export interface CgroupFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  /** What is set, not sampled: without a time of its own. */
  readonly isSpec?: boolean;
  /** Only in the later edition. */
  readonly isNew?: boolean;
  /** Nothing: the cgroup has no such series. */
  readonly read: (view: CgroupView) => Reading;
}

type Kind = Pick<CgroupFamily, 'type' | 'isSpec' | 'isNew'>;
/** Only rises. */
export const COUNTER: Kind = { type: 'counter' };
/** As it is. */
export const GAUGE: Kind = { type: 'gauge' };
/** As it was set. */
export const SPEC: Kind = { type: 'gauge', isSpec: true };
/** A gauge of the later edition. */
export const NEW: Kind = { ...GAUGE, isNew: true };
/** A counter of the later edition. */
export const NEW_COUNTER: Kind = { ...COUNTER, isNew: true };

/** One family of the containers'. */
export function family(
  name: string,
  help: string,
  kind: Kind,
  read: CgroupFamily['read'] | ((view: CgroupView) => number),
): CgroupFamily {
  const full = `container_${name}`;
  const reading: CgroupFamily['read'] = (view) => {
    const value = read(view);
    return typeof value === 'number' ? [[{}, value]] : value;
  };
  return { name: full, help, ...kind, read: reading };
}

const ETH0 = { interface: 'eth0' } as const;

/**
 * Only where the cgroup has a network of its own and cAdvisor knows whose: the machine, and pause
 * containers of an engine it can ask.
 */
export function wired(
  read: (network: NonNullable<Figures['network']>) => number,
): CgroupFamily['read'] {
  return ({ figures, kind, isNamed }) => {
    const { network } = figures;
    return network === undefined || (kind !== 'root' && !isNamed) ? [] : [[ETH0, read(network)]];
  };
}

const DEVICE = { device: '/dev/vda' } as const;

/** Of the machine's one disk, and of the layers of containers whose engine can be asked. */
export function disk(
  ofMachine: (view: CgroupView) => number,
  ofLayer: (view: CgroupView) => number = () => 0,
): CgroupFamily['read'] {
  return (view) => {
    if (view.kind === 'root') return [[DEVICE, ofMachine(view)]];
    return view.isNamed ? [[DEVICE, ofLayer(view)]] : [];
  };
}

/** Only where CPU time is limited. */
export function limited(read: (cfs: CfsCounters) => number): CgroupFamily['read'] {
  return ({ figures: { cfs } }) => (cfs === undefined ? [] : [[{}, read(cfs)]]);
}

/** The kernel counts in ticks of a hundredth of a second. */
export function ticks(nanos: number): number {
  return Math.floor(nanos / 1e7) / 100;
}

/** What a disk counts in. */
export const SECTOR_BYTES = 512;
/** A request takes the disk a tenth of a millisecond. */
export const REQUEST_SECONDS = 0.0001;
