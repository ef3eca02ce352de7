// PRESSURE-5, PRESSURE-13 in a whole cluster: several pods leak on a small node, and each time the
// one goes that cAdvisor's samples, as old as they are, call greediest beyond its request.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import { podRequests } from '../../../api/pod-resources.ts';
import { defaultNode } from '../../../scenario/defaults.ts';
import type { StatsAnswer } from '../../protocol/stats.ts';
import { instant, testCluster, type } from '../../test-cluster.ts';
import type { RecordEvent } from '../channels.ts';

/** A loop of 15 s where nothing changes, and as much again by luck. */
const SAMPLE_AGE_MAX = 30_500_000;

interface Leak {
  readonly requestMib: number;
  readonly leakMib: number;
}

const leaks = fc.array(
  fc.record<Leak>({
    requestMib: fc.constantFrom(0, 0, 64, 200),
    leakMib: fc.integer({ min: 4, max: 16 }),
  }),
  { minLength: 2, maxLength: 4 },
);

function manifest(all: readonly Leak[]): string {
  return all
    .map(
      ({ requestMib }, i) => `apiVersion: v1
kind: Pod
metadata: {name: p${i}}
spec:
  nodeName: node-1
  containers:
  - name: c
    image: busybox:1.36
    command: [sleep, '3600']
    resources: {requests: {memory: ${requestMib}Mi}}
`,
    )
    .join('---\n');
}

/** Who was evicted, and what the kubelet had just been told of all that still were there. */
interface Evicted {
  readonly name: string;
  readonly seen: readonly Seen[];
}

/** A pod by its newest sample. */
interface Seen {
  readonly name: string;
  readonly beyond: number;
  readonly age: number;
}

function seenOf(told: StatsAnswer, { metadata, spec }: Pod): readonly Seen[] {
  const { name = '', uid } = metadata;
  const info = told.containers.find((one) => one.name.endsWith(`/pod${uid}`));
  const sample = info?.samples.at(-1);
  if (sample === undefined) return [];
  const beyond = sample.workingSetBytes - (podRequests(spec)['memory'] ?? 0);
  return [{ name, beyond, age: told.at - sample.at }];
}

function evictions(edition: 'docker' | 'containerd', all: readonly Leak[]): readonly Evicted[] {
  const timeline = testCluster(edition, {
    nodes: [{ ...defaultNode('node-1'), memory: '2Gi' }],
    kubelet: { '--eviction-hard': 'memory.available<1Gi' },
  });
  const pods = new Map<string, Pod>();
  const found: Evicted[] = [];
  let told: StatsAnswer | undefined;
  timeline.setSink({
    delivered({ message }) {
      if (message.type === 'stats.answer') told = message as StatsAnswer;
      if (message.type !== 'event.record') return;
      const { reason, pod } = message as RecordEvent;
      const name = pod?.metadata.name;
      if (pod === undefined || name === undefined) return;
      if (reason === 'Started') pods.set(name, pod);
      if (reason !== 'Evicted' || told === undefined) return;
      const answer = told;
      found.push({ name, seen: [...pods.values()].flatMap((one) => seenOf(answer, one)) });
      pods.delete(name);
    },
  });
  type(timeline, 5, 'kubectl apply -f p.yaml', { 'p.yaml': manifest(all) });
  all.forEach(({ leakMib }, i) => {
    type(timeline, 40, `lab set load p${i} leak=${leakMib}Mi`);
  });
  timeline.advance(instant(140));
  return found;
}

describe.each(['docker', 'containerd'] as const)('edition %s', (edition) => {
  test('whoever was last seen greediest beyond its request goes first', () => {
    fc.assert(
      fc.property(leaks, (all) => {
        const found = evictions(edition, all);
        expect(found.length).toBeGreaterThan(0);
        for (const { name, seen } of found) {
          const victim = seen.find((one) => one.name === name);
          expect(victim?.beyond).toBe(Math.max(...seen.map(({ beyond }) => beyond)));
          expect(victim?.age).toBeLessThan(SAMPLE_AGE_MAX);
        }
        // Nobody had looked at them for the occasion: a sample of that moment would be no older.
        expect(
          Math.max(...found.flatMap(({ seen }) => seen.map(({ age }) => age))),
        ).toBeGreaterThan(0);
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });
});
