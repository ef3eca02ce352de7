// CAD-13, CAD-14: cAdvisor is a part of the kubelet: it lives as long, and obeys its flags.

import { expect, it, test } from 'vitest';
import { emptyMap, keys, type PersistentMap, values } from '../base/persistent-map.ts';
import type { Timeline } from '../kernel/timeline.ts';
import { stateOf } from '../kernel/world.ts';
import { defaultNodes } from '../scenario/defaults.ts';
import { printedText } from '../shell/print/print.ts';
import type { CadvisorState, Tracked } from './cadvisor/state.ts';
import type { TypedLine } from './protocol/commands.ts';
import type { TranscriptEntry } from './protocol/transcript.ts';
import { instant, testCluster, type } from './test-cluster.ts';

const BUSY = `apiVersion: v1
kind: Pod
metadata: {name: busy}
spec:
  nodeName: node-1
  containers:
  - {name: c, image: 'busybox:1.36', command: [sh, -c, 'while true; do :; done']}
`;

function cadvisorOf({ world }: Timeline<TypedLine>, node = 'node-1'): CadvisorState | undefined {
  return stateOf<CadvisorState>(world, `cadvisor@${node}`);
}

/** What it keeps of a cgroup. */
function tracked(timeline: Timeline<TypedLine>, node?: string): readonly Tracked[] {
  return [...values(cadvisorOf(timeline, node)?.cgroups ?? emptyMap<Tracked>())];
}

/** Seconds between the samples that are kept of what works all the time. */
function gaps(timeline: Timeline<TypedLine>, node?: string): readonly number[] {
  const [machine] = tracked(timeline, node);
  const { samples = [] } = machine ?? {};
  return samples.slice(1).map(({ at }, i) => (at - (samples[i]?.at ?? at)) / 1_000_000);
}

function mean(all: readonly number[]): number {
  return all.reduce((sum, one) => sum + one, 0) / all.length;
}

test.each(['document', 'docker', 'containerd'] as const)(
  'CAD-14: %s: the interval of a restart holds until another is said',
  (edition) => {
    const timeline = testCluster(edition, { settleSeconds: 30 });
    type(timeline, 1, 'kubectl apply -f busy.yaml', { 'busy.yaml': BUSY });
    type(timeline, 60, 'systemctl restart kubelet --housekeeping-interval=1s');
    type(timeline, 130, 'systemctl restart kubelet');
    type(timeline, 200, 'systemctl restart kubelet --housekeeping-interval=10s');
    const intervals = [55, 125, 195, 290].map((at) => {
      timeline.seek(instant(at));
      const all = gaps(timeline);
      expect(all.length).toBeGreaterThan(1);
      return [cadvisorOf(timeline)?.config.housekeeping, mean(all) >= 8];
    });
    expect(intervals).toEqual([
      [10_000_000, true],
      [1_000_000, false],
      [1_000_000, false],
      [10_000_000, true],
    ]);
    const digest = timeline.digest();
    timeline.seek(instant(100));
    expect(Math.max(...gaps(timeline))).toBeLessThan(5);
    expect(cadvisorOf(timeline, 'node-2')?.config.housekeeping).toBe(10_000_000);
    timeline.seek(instant(290));
    expect(timeline.digest()).toBe(digest);
  },
);

it('CAD-13: cAdvisor stops with the kubelet, forgets, and finds everything again', () => {
  const timeline = testCluster('document', { settleSeconds: 30 });
  type(timeline, 1, 'kubectl apply -f busy.yaml', { 'busy.yaml': BUSY });
  type(timeline, 60, 'systemctl stop kubelet');
  type(timeline, 65, 'curl http://localhost:4194/healthz');
  type(timeline, 70, 'systemctl start kubelet');
  type(timeline, 80, 'curl http://localhost:4194/healthz');
  timeline.seek(instant(59));
  const before = [...keys(cadvisorOf(timeline)?.cgroups ?? emptyMap())];
  expect(before.length).toBeGreaterThan(3);
  timeline.seek(instant(68));
  expect(cadvisorOf(timeline)).toBeUndefined();
  timeline.seek(instant(82));
  expect([...keys(cadvisorOf(timeline)?.cgroups ?? emptyMap())]).toEqual(before);
  for (const { samples } of tracked(timeline)) {
    expect(samples[0]?.at).toBeGreaterThan(instant(70));
  }
  const user = stateOf<{ transcript: PersistentMap<TranscriptEntry> }>(timeline.world, 'user');
  const said = [...values(user?.transcript ?? emptyMap<TranscriptEntry>())].map(
    (entry) => printedText(entry, false) + printedText(entry, true),
  );
  expect(said[2]).toContain('Connection refused');
  expect(said[4]).toContain('ok');
});

it('CAD-13: where the kubelet is started by hand, cAdvisor begins with it', () => {
  const nodes = defaultNodes(1).map((node) => ({ ...node, isKubeletRunning: false }));
  const timeline = testCluster('containerd', { settleSeconds: 30, nodes });
  type(timeline, 5, 'systemctl start kubelet');
  timeline.seek(instant(4));
  expect(cadvisorOf(timeline)).toBeUndefined();
  timeline.seek(instant(10));
  expect(tracked(timeline).some(({ samples }) => samples.length > 0)).toBe(true);
});
