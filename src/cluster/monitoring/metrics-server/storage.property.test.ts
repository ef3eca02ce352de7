// MS-4 to MS-6 against a naive model: whoever is scraped when, a figure is always the difference of
// two of the kubelet's own samples over the time between them, and there is none with fewer.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyMap, mapOf } from '../../../base/persistent-map.ts';
import { type Micros, micros, seconds } from '../../../kernel/time.ts';
import { optionsOf } from './options.ts';
import type { Batch, Point, Storage } from './state.ts';
import { isStorageReady, NO_POINTS, nodeUsage, podUsage, stored } from './storage.ts';

const { options: OPTIONS } = optionsOf(['/metrics-server', '--metric-resolution=15s'], true);
const POD = 'default/web';

/** What a round finds: nobody, the sample of before, a newer one, or that of a new container. */
interface Round {
  readonly found: 'nobody' | 'same' | 'newer' | 'restarted';
  readonly after: number;
  readonly cpu: number;
}

const rounds = fc.array(
  fc.record<Round>({
    found: fc.constantFrom('nobody', 'same', 'newer', 'newer', 'restarted'),
    after: fc.integer({ min: 1, max: 40_000_000 }),
    cpu: fc.integer({ min: 0, max: 4_000_000_000 }),
  }),
  { minLength: 1, maxLength: 12 },
);

/** The point of each round, as the kubelet would have it; undefined where it does not answer. */
function pointsOf(all: readonly Round[]): readonly (Point | undefined)[] {
  let last: Point = {
    startedAt: micros(0),
    at: micros(seconds(60)),
    cpuNanos: 5_000_000_000,
    nanoCores: 0,
    memoryBytes: 4_096,
  };
  return all.map((round) => {
    if (round.found === 'nobody') return undefined;
    if (round.found === 'same') return last;
    const at = (last.at + round.after) as Micros;
    const isNew = round.found === 'restarted';
    const startedAt = isNew ? ((at - Math.floor(round.after / 2)) as Micros) : last.startedAt;
    const cpuNanos = (isNew ? 0 : last.cpuNanos) + round.cpu;
    last = { ...last, at, startedAt, cpuNanos, memoryBytes: last.memoryBytes + 1 };
    return last;
  });
}

function batch(point: Point | undefined): Batch {
  if (point === undefined) return { nodes: emptyMap(), pods: emptyMap() };
  return {
    nodes: mapOf([['node-1', point]]),
    pods: mapOf([[POD, [{ name: 'c', point }]]]),
  };
}

/** Different samples of one run of a container, oldest first, without a round in between. */
function seenBy(points: readonly (Point | undefined)[], isOfContainer: boolean): readonly Point[] {
  let seen: readonly Point[] = [];
  for (const point of points) {
    const last = seen.at(-1);
    if (point === undefined) seen = [];
    else if (isOfContainer && last !== undefined && point.startedAt >= last.at) seen = [point];
    else if (last === undefined || point.at > last.at) seen = [...seen, point];
  }
  return seen;
}

/** What the two points say. */
function said(from: Point | undefined, to: Point | undefined): object | undefined {
  if (from === undefined || to === undefined || to.cpuNanos < from.cpuNanos) return undefined;
  const window = to.at - from.at;
  const nanoCores = Math.floor(((to.cpuNanos - from.cpuNanos) * 1e6) / window);
  return { at: to.at, window, nanoCores, memoryBytes: to.memoryBytes };
}

/** Stores round by round, and looks after each. */
function walk(look: (storage: Storage, soFar: ReturnType<typeof pointsOf>) => void): void {
  fc.assert(
    fc.property(rounds, (all) => {
      const points = pointsOf(all);
      let storage: Storage = { last: NO_POINTS, previous: NO_POINTS };
      points.forEach((point, i) => {
        storage = stored(storage, batch(point), OPTIONS);
        look(storage, points.slice(0, i + 1));
      });
    }),
    { numRuns: 300 },
  );
}

test('MS-4, MS-5: a node is told from the last two samples since it was last away', () => {
  walk((storage, soFar) => {
    const seen = seenBy(soFar, false);
    const wanted = said(seen.at(-2), seen.at(-1));
    expect(nodeUsage(storage, 'node-1', OPTIONS)).toEqual(wanted);
    if (seen.length < 2) expect(wanted).toBeUndefined();
  });
});

test('MS-4, MS-6: a container likewise, anew with each start, and once young since its start', () => {
  walk((storage, soFar) => {
    const seen = seenBy(soFar, true);
    const last = seen.at(-1);
    const age = last === undefined ? 0 : last.at - last.startedAt;
    const isYoung = age >= seconds(10) && age < seconds(15);
    const born = last && { ...last, at: last.startedAt, cpuNanos: 0 };
    const wanted = said(isYoung ? born : seen.at(-2), last);
    const usages = podUsage(storage, POD, OPTIONS);
    expect(usages?.[0]?.[1]).toEqual(wanted);
    expect(usages === undefined).toBe(wanted === undefined);
    if (soFar.at(-1) === undefined) expect(isStorageReady(storage)).toBe(false);
  });
});
