// Laws of the whole pipeline, for any containers: sums add up on every level (HEAP-7, HEAP-8), a
// counter makes a rate only of one and the same container, and no rate is negative (HEAP-4).

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { emptyMap, entries, get, mapOf, values } from '../../../base/persistent-map.ts';
import { type Micros, micros } from '../../../kernel/time.ts';
import { type DataBatch, type MetricSet, podContainerKey, typeOf } from './metric-set.ts';
import { SUMMED } from './metrics.ts';
import { processed } from './processors.ts';

const RULES = { separator: ',', ignored: [], stored: [] };
const NOTHING = {
  pods: emptyMap<never>(),
  nodes: emptyMap<never>(),
  namespaces: emptyMap<never>(),
};

const container = fc.record({
  namespace: fc.constantFrom('default', 'kube-system', 'team'),
  pod: fc.constantFrom('a', 'b', 'c'),
  name: fc.constantFrom('x', 'y', '7'),
  cpuPerSecond: fc.nat({ max: 4_000_000_000 }),
  memory: fc.nat({ max: 1_000_000_000 }),
  /** In which round it began. */
  since: fc.nat({ max: 3 }),
  isThere: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
});

const containers = fc.uniqueArray(container, {
  maxLength: 12,
  selector: ({ namespace, pod, name }) => podContainerKey(namespace, pod, name),
});

type Container = typeof container extends fc.Arbitrary<infer One> ? One : never;

function at(round: number): Micros {
  return micros(round * 60_000_000);
}

/** What a kubelet says of a container in a round. */
function setOf(one: Container, round: number): MetricSet {
  const created = micros(at(one.since) + 1_000);
  return {
    createdAt: created,
    scrapedAt: micros(at(round + 1) - 5_000_000),
    labels: {
      type: 'pod_container',
      namespace_name: one.namespace,
      pod_name: one.pod,
      container_name: one.name,
      nodename: 'n1',
    },
    values: {
      'cpu/usage': one.cpuPerSecond * 60 * (round - one.since),
      'memory/usage': one.memory,
    },
    labeled: [],
  };
}

function scraped(all: readonly Container[], round: number): DataBatch {
  const there = all.filter(({ since, isThere }) => since <= round && isThere[round] === true);
  const sets = there.map(
    (one) => [podContainerKey(one.namespace, one.pod, one.name), setOf(one, round)] as const,
  );
  return { at: at(round + 1), sets: mapOf(sets) };
}

/** The sums of what lies below, on every level. */
function expectSums({ sets }: DataBatch): void {
  const sum = (of: readonly MetricSet[], metric: string): number =>
    of.reduce((total, one) => total + (one.values[metric] ?? 0), 0);
  const all = [...values(sets)];
  const pods = all.filter((one) => typeOf(one) === 'pod');
  const ns = all.filter((one) => typeOf(one) === 'ns');
  for (const metric of SUMMED) {
    for (const pod of pods) {
      const own = all.filter(
        ({ labels }) =>
          labels.type === 'pod_container' &&
          labels.namespace_name === pod.labels.namespace_name &&
          labels.pod_name === pod.labels.pod_name,
      );
      expect(pod.values[metric] ?? 0).toBe(sum(own, metric));
    }
    for (const one of ns) {
      const own = pods.filter(({ labels }) => labels.namespace_name === one.labels.namespace_name);
      expect(one.values[metric] ?? 0).toBe(sum(own, metric));
    }
    const cluster = get(sets, 'cluster');
    expect(cluster?.values[metric] ?? 0).toBe(sum(ns, metric));
  }
}

it('adds up, and makes rates of what went on only', () => {
  fc.assert(
    fc.property(containers, (all) => {
      let previous: DataBatch | undefined;
      for (let round = 0; round < 4; round++) {
        const now = processed(scraped(all, round), previous, NOTHING, RULES);
        expectSums(now);
        for (const [key, one] of entries(now.sets)) {
          if (typeOf(one) !== 'pod_container') continue;
          const before = previous === undefined ? undefined : get(previous.sets, key);
          const isSame = before !== undefined && before.createdAt === one.createdAt;
          const rate = one.values['cpu/usage_rate'];
          expect(rate !== undefined).toBe(isSame);
          expect(rate ?? 0).toBeGreaterThanOrEqual(0);
        }
        previous = now;
      }
    }),
  );
});
