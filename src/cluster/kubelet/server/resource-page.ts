// /metrics/resource: CPU and memory of node, pods and containers, as metrics-server reads them.
// Models pkg/kubelet/metrics/collectors/resource_metrics.go.
// tidy: data table

import { get } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Micros } from '../../../kernel/time.ts';
import { podCgroupPath } from '../cgroups.ts';
import type { KubeletState } from '../state.ts';
import { exposition, type Family, type Labels, type Sample } from './prometheus.ts';
import type { Parts } from './state.ts';
import { podsOf, type Sources, sourcesOf } from './summary.ts';
import { type Figures, figuresOf } from './usage.ts';

/** The page. */
export function resourcePage(kubelet: KubeletState, parts: Parts, io: Io): string {
  const sources = sourcesOf(kubelet, parts, io, true);
  const isNew = sources.rules.hasPressureAndSwap;
  const rows = rowsOf(sources);
  const millis = (at: Micros): number => Math.floor(io.epochSeconds * 1_000 + at / 1_000);
  const families = FAMILIES.filter((one) => isNew || one.isNew !== true).map(
    ({ name, help, type, of, stability, read, isUntimed }): Family => ({
      name,
      help: `[${isNew ? stability : 'ALPHA'}] ${help}`,
      type,
      samples: rows[of].map(([labels, figures]): Sample => {
        const sample = { labels, value: read(figures, io.epochSeconds) };
        return isUntimed === true ? sample : { ...sample, atMillis: millis(figures.at) };
      }),
    }),
  );
  return exposition([...families, scrapeError(isNew)]);
}

type Row = readonly [Labels, Figures];

function rowsOf(sources: Sources): { readonly [level in Level]: readonly Row[] } {
  const { kubelet, cgroups } = sources;
  const root = figuresOf(cgroups.get('/'));
  const container: Row[] = [];
  const pod: Row[] = [];
  for (const { pod: one, running } of podsOf(sources)) {
    const { name = '', namespace = '', uid = '' } = one.metadata;
    const whose = { namespace, pod: name };
    for (const { container: status, figures } of running) {
      const createdAt = status.startedAt ?? figures.createdAt;
      container.push([
        { container: status.metadata.name, ...whose },
        { ...figures, createdAt },
      ]);
    }
    const figures = figuresOf(cgroups.get(podCgroupPath(one)));
    if (figures !== undefined && get(kubelet.podCache, uid) !== undefined) {
      pod.push([whose, figures]);
    }
  }
  return { node: root === undefined ? [] : [[{}, root]], pod, container };
}

function scrapeError(isNew: boolean): Family {
  return {
    name: isNew ? 'resource_scrape_error' : 'scrape_error',
    help: `[${isNew ? 'STABLE' : 'ALPHA'}] 1 if there was an error while getting container metrics, 0 otherwise`,
    type: 'gauge',
    samples: [{ labels: {}, value: 0 }],
  };
}

type Level = 'node' | 'pod' | 'container';

interface ResourceFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly of: Level;
  readonly stability: 'STABLE' | 'ALPHA';
  readonly isNew?: boolean;
  readonly isUntimed?: boolean;
  readonly read: (figures: Figures, epochSeconds: number) => number;
}

const LEVELS: readonly Level[] = ['node', 'pod', 'container'];
const NOT_WINDOWS = 'Reported only on non-windows systems';

const FAMILIES: readonly ResourceFamily[] = [
  ...LEVELS.map(
    (of): ResourceFamily => ({
      name: `${of}_cpu_usage_seconds_total`,
      help: `Cumulative cpu time consumed by the ${of} in core-seconds`,
      type: 'counter',
      of,
      stability: 'STABLE',
      read: ({ cpuNanos }) => Math.floor(cpuNanos) / 1e9,
    }),
  ),
  ...LEVELS.map(
    (of): ResourceFamily => ({
      name: `${of}_memory_working_set_bytes`,
      help: `Current working set of the ${of} in bytes`,
      type: 'gauge',
      of,
      stability: 'STABLE',
      read: ({ workingSetBytes }) => workingSetBytes,
    }),
  ),
  ...LEVELS.map(
    (of): ResourceFamily => ({
      name: `${of}_swap_usage_bytes`,
      help:
        of === 'node'
          ? `Current swap usage of the node in bytes. ${NOT_WINDOWS}`
          : `Current amount of the ${of} swap usage in bytes. ${NOT_WINDOWS}`,
      type: 'gauge',
      of,
      stability: 'ALPHA',
      isNew: true,
      read: () => 0,
    }),
  ),
  {
    name: 'container_swap_limit_bytes',
    help: `Current amount of the container swap limit in bytes. ${NOT_WINDOWS}`,
    type: 'gauge',
    of: 'container',
    stability: 'ALPHA',
    isNew: true,
    read: () => 0,
  },
  {
    name: 'container_start_time_seconds',
    help: 'Start time of the container since unix epoch in seconds',
    type: 'gauge',
    of: 'container',
    stability: 'STABLE',
    isNew: true,
    isUntimed: true,
    read: ({ createdAt }, epochSeconds) => epochSeconds + createdAt / 1_000_000,
  },
];
