// What a kubelet answers, as points: series in text, or the summary of older days.
// Models metrics-server pkg/scraper/client/resource/decode.go and, for v0.4, pkg/scraper/decode.go.

import { microsSince } from '../../../base/calendar.ts';
import { emptyMap, set } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { Batch, ContainerPoint, Point } from './state.ts';

type Draft = { -readonly [K in keyof Point]: Point[K] };

const NOTHING: Point = {
  startedAt: 0 as Micros,
  at: 0 as Micros,
  cpuNanos: 0,
  nanoCores: 0,
  memoryBytes: 0,
};

const SERIES = /^([a-z_]+)(?:\{([^}]*)\})? (\S+)(?: (\d+))?$/;

/** `/metrics/resource`. A node or a container without CPU time or memory is left out. */
export function decodeSeries(text: string, node: string, epochSeconds: number): Batch {
  const total: Draft = { ...NOTHING };
  const pods = new Map<string, Map<string, Draft>>();
  for (const line of text.split('\n')) {
    const match = SERIES.exec(line);
    if (match === null) continue;
    const [, name = '', labels = '', value = '', millis] = match;
    const at = millis === undefined ? undefined : Number(millis) - epochSeconds * 1_000;
    const target = name.startsWith('node_') ? total : containerIn(pods, name, labels);
    if (target !== undefined) take(target, name, Number(value), at, epochSeconds);
  }
  let batch: Batch = { nodes: emptyMap(), pods: emptyMap() };
  if (isWhole(total)) batch = { ...batch, nodes: set(batch.nodes, node, total) };
  for (const [key, containers] of pods) {
    const points = [...containers].map(([name, point]): ContainerPoint => ({ name, point }));
    if (!points.every(({ point }) => isWhole(point))) continue;
    batch = { ...batch, pods: set(batch.pods, key, points) };
  }
  return batch;
}

function isWhole({ cpuNanos, memoryBytes }: Point): boolean {
  return cpuNanos > 0 && memoryBytes > 0;
}

function containerIn(
  pods: Map<string, Map<string, Draft>>,
  name: string,
  labels: string,
): Draft | undefined {
  if (!name.startsWith('container_')) return undefined;
  const label = (key: string): string =>
    new RegExp(`(?:^|,)${key}="([^"]*)"`).exec(labels)?.[1] ?? '';
  const key = `${label('namespace')}/${label('pod')}`;
  const containers = pods.get(key) ?? new Map<string, Draft>();
  pods.set(key, containers);
  const container = label('container');
  const point = containers.get(container) ?? { ...NOTHING };
  containers.set(container, point);
  return point;
}

/** One value; `millis` is when it was measured. */
function take(
  target: Draft,
  name: string,
  value: number,
  millis: number | undefined,
  epochSeconds: number,
): void {
  if (name.endsWith('_cpu_usage_seconds_total')) {
    target.cpuNanos = Math.floor(value * 1e9);
    target.at = ((millis ?? 0) * 1_000) as Micros;
  } else if (name.endsWith('_memory_working_set_bytes')) {
    target.memoryBytes = value;
    if (target.at === 0) target.at = ((millis ?? 0) * 1_000) as Micros;
  } else if (name === 'container_start_time_seconds') {
    target.startedAt = Math.floor((value - epochSeconds) * 1e6) as Micros;
  }
}

interface Stats {
  readonly cpu?: { readonly time: string; readonly usageNanoCores?: number };
  readonly memory?: { readonly time: string; readonly workingSetBytes?: number };
}

interface Summary {
  readonly node: Stats;
  readonly pods: readonly {
    readonly podRef: { readonly name: string; readonly namespace: string };
    /** Null while the kubelet has no figures of any of them. */
    readonly containers?: readonly (Stats & { readonly name: string })[] | null;
  }[];
}

/** `/stats/summary`. A pod of which one container says nothing is left out. */
export function decodeSummary(body: unknown, node: string, epochSeconds: number): Batch {
  const summary = body as Summary;
  const total = pointOf(summary.node, epochSeconds);
  let batch: Batch = { nodes: emptyMap(), pods: emptyMap() };
  if (total !== undefined) batch = { ...batch, nodes: set(batch.nodes, node, total) };
  for (const { podRef, containers } of summary.pods) {
    if (containers === undefined || containers === null) continue;
    const points: ContainerPoint[] = [];
    for (const { name, ...stats } of containers) {
      const point = pointOf(stats, epochSeconds);
      if (point !== undefined) points.push({ name, point });
    }
    if (points.length < containers.length) continue;
    batch = { ...batch, pods: set(batch.pods, `${podRef.namespace}/${podRef.name}`, points) };
  }
  return batch;
}

function pointOf({ cpu, memory }: Stats, epochSeconds: number): Point | undefined {
  if (cpu?.usageNanoCores === undefined || memory?.workingSetBytes === undefined) return undefined;
  const times = [cpu.time, memory.time].map((time) => microsSince(epochSeconds, time) ?? 0);
  return {
    ...NOTHING,
    at: Math.min(...times) as Micros,
    nanoCores: cpu.usageNanoCores,
    memoryBytes: memory.workingSetBytes,
  };
}
