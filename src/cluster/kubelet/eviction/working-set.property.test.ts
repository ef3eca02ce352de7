// PRESSURE-13 from the load's side: memory that is held drives evictions, and nothing else does.
// Whatever leaks how fast against which threshold, the kubelet acts with the first look after the
// working set has crossed it; what is written stays cached, and nobody has to go for that.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultNode } from '../../../scenario/defaults.ts';
import type { StatsAnswer } from '../../protocol/stats.ts';
import { instant, sleeper, testCluster, type } from '../../test-cluster.ts';
import type { RecordEvent } from '../channels.ts';

const MIB = 1_048_576;
const CAPACITY_MIB = 2_048;
/** Between two looks of the eviction manager. */
const LOOK = 10;
const TURNED_AT = 40;

const POD = sleeper('p');

interface Look {
  /** Of the machine, by the sample made for this look. */
  readonly sampledAt: number;
  readonly workingSet: number;
  readonly usage: number;
}

interface Run {
  readonly looks: readonly Look[];
  /** Which looks had been when somebody was evicted. */
  readonly evictedAfter: readonly number[];
}

function run(edition: 'docker' | 'containerd', thresholdMib: number, load: string): Run {
  const timeline = testCluster(edition, {
    nodes: [{ ...defaultNode('node-1'), memory: `${CAPACITY_MIB}Mi` }],
    kubelet: { '--eviction-hard': `memory.available<${thresholdMib}Mi` },
  });
  const looks: Look[] = [];
  const evictedAfter: number[] = [];
  timeline.setSink({
    delivered({ message }) {
      if (message.type === 'event.record' && (message as RecordEvent).reason === 'Evicted') {
        evictedAfter.push(looks.length);
      }
      if (message.type !== 'stats.answer') return;
      const { at, containers } = message as StatsAnswer;
      const sample = containers.find(({ name }) => name === '/')?.samples.at(-1);
      if (sample === undefined || at / 1e6 < TURNED_AT) return;
      const { at: sampledAt, workingSetBytes: workingSet, memoryBytes: usage } = sample;
      if (looks.at(-1)?.sampledAt === sampledAt) return;
      looks.push({ sampledAt, workingSet, usage });
    },
  });
  type(timeline, 5, 'kubectl apply -f p.yaml', { 'p.yaml': POD });
  type(timeline, TURNED_AT, `lab set load p ${load}`);
  timeline.advance(instant(TURNED_AT + 80));
  return { looks, evictedAfter };
}

const leaks = fc.record({
  thresholdMib: fc.integer({ min: 500, max: 1_100 }),
  leakMib: fc.integer({ min: 16, max: 60 }),
});

describe.each(['docker', 'containerd'] as const)('edition %s', (edition) => {
  test('the first look at a working set beyond the threshold evicts', () => {
    fc.assert(
      fc.property(leaks, ({ thresholdMib, leakMib }) => {
        const { looks, evictedAfter } = run(edition, thresholdMib, `leak=${leakMib}Mi`);
        const room = (CAPACITY_MIB - thresholdMib) * MIB;
        expect(evictedAfter).toHaveLength(1);
        const seen = looks.slice(0, evictedAfter[0]);
        expect(seen.at(-1)?.workingSet).toBeGreaterThan(room);
        for (const { workingSet } of seen.slice(0, -1)) {
          expect(workingSet).toBeLessThanOrEqual(room);
        }
        // It was beyond for one look at most: no more than that much was taken meanwhile.
        expect((seen.at(-1)?.workingSet ?? 0) - room).toBeLessThan((LOOK + 1) * leakMib * MIB);
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });

  test('a page cache that fills the machine evicts nobody', () => {
    const { looks, evictedAfter } = run(edition, 800, 'write=40Mi');
    expect(evictedAfter).toEqual([]);
    const last = looks.at(-1);
    expect(last?.usage).toBeGreaterThan(0.9 * CAPACITY_MIB * MIB);
    expect(last?.workingSet).toBeLessThan((CAPACITY_MIB - 800) * MIB);
  });
});
