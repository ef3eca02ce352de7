// The points of the last two scrapes, and what is used between them.
// Models metrics-server pkg/storage (node.go, pod.go, types.go) and, for v0.4, its storage.go.

import { emptyMap, entries, get, set } from '../../../base/persistent-map.ts';
import { type Duration, type Micros, seconds } from '../../../kernel/time.ts';
import type { Batch, ContainerPoint, Options, Point, Storage } from './state.ts';

/** Containers that are so old have used enough to say a rate since their start. */
const FRESH_MIN = seconds(10);
/** v0.4 does not know between which instants the kubelet's rate was taken, and says this. */
const CADVISOR_WINDOW = seconds(30);

/** No points. */
export const NO_POINTS: Batch = { nodes: emptyMap(), pods: emptyMap() };

/** A batch takes the place of the last one. */
export function stored(storage: Storage, batch: Batch, { resolution }: Options): Storage {
  let nodes: Batch['nodes'] = emptyMap();
  for (const [name, point] of entries(batch.nodes)) {
    const last = get(storage.last.nodes, name);
    const before = last && comparable(point, last, get(storage.previous.nodes, name));
    if (before !== undefined) nodes = set(nodes, name, before);
  }
  let pods: Batch['pods'] = emptyMap();
  for (const [key, points] of entries(batch.pods)) {
    const last = get(storage.last.pods, key);
    const previous = get(storage.previous.pods, key);
    const kept = points.flatMap(({ name, point }) => {
      const before = isFresh(point, resolution)
        ? { ...point, at: point.startedAt, cpuNanos: 0 }
        : sinceRestart(point, pointOf(last, name), pointOf(previous, name));
      return before === undefined ? [] : [{ name, point: before }];
    });
    if (kept.length > 0) pods = set(pods, key, kept);
  }
  return { last: batch, previous: { nodes, pods } };
}

function pointOf(points: readonly ContainerPoint[] | undefined, name: string): Point | undefined {
  return points?.find((one) => one.name === name)?.point;
}

/** The point to compare with: the last, or the one before it when the kubelet had no newer one. */
function comparable(point: Point, last: Point, previous: Point | undefined): Point | undefined {
  if (point.at > last.at) return last;
  return previous !== undefined && previous.at < point.at ? previous : undefined;
}

/** Too young for two scrapes, old enough for a rate since its start. */
function isFresh({ at, startedAt }: Point, resolution: Duration): boolean {
  const age = at - startedAt;
  return age > 0 && age >= FRESH_MIN && age < resolution;
}

/** A container that was started again has nothing in common with the one before. */
function sinceRestart(
  point: Point,
  last: Point | undefined,
  previous: Point | undefined,
): Point | undefined {
  if (last === undefined || point.startedAt >= last.at) return undefined;
  return comparable(point, last, previous);
}

/** What is used, when that was measured, and over which time. */
export interface Usage {
  readonly at: Micros;
  readonly window: Duration;
  readonly nanoCores: number;
  readonly memoryBytes: number;
}

/** What a node uses; undefined while nobody can say. */
export function nodeUsage(storage: Storage, name: string, options: Options): Usage | undefined {
  const last = get(storage.last.nodes, name);
  return last && usageOf(last, get(storage.previous.nodes, name), options);
}

/** What each container of a pod uses; undefined while that of one of them cannot be said. */
export function podUsage(
  storage: Storage,
  key: string,
  options: Options,
): readonly (readonly [string, Usage])[] | undefined {
  const last = get(storage.last.pods, key);
  if (last === undefined) return undefined;
  const previous = get(storage.previous.pods, key);
  if (options.isModern && previous === undefined) return undefined;
  const usages: (readonly [string, Usage])[] = [];
  for (const { name, point } of last) {
    const usage = usageOf(point, pointOf(previous, name), options);
    if (usage === undefined) return undefined;
    usages.push([name, usage]);
  }
  return usages;
}

function usageOf(
  last: Point,
  previous: Point | undefined,
  { isModern }: Options,
): Usage | undefined {
  const { at, memoryBytes, nanoCores } = last;
  if (!isModern) return { at, window: CADVISOR_WINDOW, nanoCores, memoryBytes };
  if (previous === undefined || last.cpuNanos < previous.cpuNanos) return undefined;
  const window = (at - previous.at) as Duration;
  const rate = Math.floor(((last.cpuNanos - previous.cpuNanos) * 1_000_000) / window);
  return { at, window, nanoCores: rate, memoryBytes };
}

/** Whether there is anything to say of nodes and of pods. */
export function isStorageReady({ previous }: Storage): boolean {
  return previous.nodes.size > 0 && previous.pods.size > 0;
}
