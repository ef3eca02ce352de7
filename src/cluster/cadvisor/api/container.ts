// A container as the pages of version 1 have it: what it is called, what it may use, its samples.
// Models google/cadvisor info/v1/container.go and manager/manager.go, containerDataToContainerInfo.

import { microsSince, rfc3339Nano } from '../../../base/calendar.ts';
import type { ContainerSample } from '../../protocol/stats.ts';
import { statsOf } from './sample.ts';
import { aliasesOf, childrenOf, DOCKER_NAMESPACE, type Seen, type View } from './view.ts';

/** Which samples are wanted: body of the pages of version 1. */
export interface StatsQuery {
  /** The newest so many; all when it is not positive. */
  readonly count: number;
  readonly from?: number;
  readonly until?: number;
}

/** As many as the page in a browser draws. */
const DEFAULT_COUNT = 60;

/** Reads {num_stats, start, end}; what cannot be read is as if it were not there. */
export function statsQuery(body: unknown, epochSeconds: number): StatsQuery {
  const { num_stats: count, start, end } = (body ?? {}) as { readonly [field: string]: unknown };
  const instant = (text: unknown): number | undefined => {
    const at = typeof text === 'string' ? microsSince(epochSeconds, text) : undefined;
    // The zero time of Go means: no limit.
    return at === undefined || (text as string).startsWith('0001-') ? undefined : at;
  };
  const [from, until] = [instant(start), instant(end)];
  return {
    count: typeof count === 'number' ? count : DEFAULT_COUNT,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  };
}

/** The samples of a cgroup that are asked for, oldest first. */
export function chosen(
  { tracked }: Seen,
  { count, from, until }: StatsQuery,
): readonly ContainerSample[] {
  const within = tracked.samples.filter(({ at }) => at >= (from ?? at) && at <= (until ?? at));
  const isRange = from !== undefined && until !== undefined;
  return isRange || count <= 0 ? within : within.slice(-count);
}

/** ContainerInfo. */
export function containerInfo(view: View, seen: Seen, query: StatsQuery): object {
  const aliases = aliasesOf(seen);
  return {
    ...(seen.row === undefined ? {} : { id: seen.row.Id }),
    name: seen.path,
    ...(aliases.length === 0 ? {} : { aliases, namespace: DOCKER_NAMESPACE }),
    ...(seen.row === undefined
      ? { subcontainers: childrenOf(view, seen.path).map((name) => ({ name })) }
      : {}),
    spec: specOf(view, seen),
    stats: chosen(seen, query).map((sample) => statsOf(view, seen, sample)),
  };
}

/** ContainerSpec. */
export function specOf(view: View, seen: Seen): object {
  const { machine, epochSeconds } = view;
  const { tracked, row, path } = seen;
  const { limits } = tracked;
  const isRoot = path === '/';
  const hasNetwork = tracked.samples.at(-1)?.network !== undefined;
  return {
    creation_time: rfc3339Nano(epochSeconds, isRoot ? machine.bootAt : tracked.createdAt),
    ...(row === undefined ? {} : { labels: row.Labels }),
    has_cpu: true,
    cpu: {
      limit: isRoot ? ROOT_SHARES : (limits.cpuShares ?? LEAST_SHARES),
      max_limit: 0,
      mask: machine.cpus === 1 ? '0' : `0-${machine.cpus - 1}`,
      ...(limits.cpuMillis === undefined ? {} : { quota: limits.cpuMillis * 100 }),
      period: CFS_PERIOD,
    },
    has_memory: true,
    memory: {
      limit: isRoot ? machine.memoryBytes : (limits.memoryBytes ?? UNLIMITED),
      reservation: UNLIMITED,
      ...(isRoot ? {} : { swap_limit: UNLIMITED }),
    },
    has_network: hasNetwork,
    has_filesystem: isRoot || row !== undefined,
    has_diskio: true,
    has_custom_metrics: false,
    ...(row === undefined ? {} : { image: row.Image }),
  };
}

const ROOT_SHARES = 1_024;
const LEAST_SHARES = 2;
const CFS_PERIOD = 100_000;
/** What the kernel says where nothing is set: 2^64 − 1, as JavaScript can say it. */
const UNLIMITED = 18_446_744_073_709_552_000;
