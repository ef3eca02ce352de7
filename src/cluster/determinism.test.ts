// Same seed and commands: straight, with random seeks in between, in pieces of a second, and
// through a branch and back: the same digest over every message and the whole state.

import { describe, expect, it } from 'vitest';
import { present } from '../base/assert.ts';
import { hashHex } from '../base/hash.ts';
import { type EventDigest, firstDifference } from '../kernel/digest.ts';
import { drawFrom } from '../kernel/random.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { Timeline } from '../kernel/timeline.ts';
import { defaultSetup } from '../scenario/defaults.ts';
import { assemble } from './assemble.ts';
import type { KubeletConfig } from './kubelet/config.ts';
import type { TypedLine } from './protocol/commands.ts';
import { instant, NGINX, testCluster, type } from './test-cluster.ts';
import { fillCluster } from './whole.ts';

const END = 45;

function commands(timeline: Timeline<TypedLine>): void {
  type(timeline, 12, 'kubectl create -f web.yaml', { 'web.yaml': NGINX });
  type(timeline, 30, 'kubectl delete pod web --wait=false');
}

describe.each(['docker', 'containerd', 'document'] as const)('edition %s', (edition) => {
  // Every event folded in as it comes; the others replay theirs from their checkpoints.
  const straight = testCluster(edition, {}, true);
  commands(straight);
  straight.advance(instant(END));
  const expected = straight.digest();

  it('survives twenty random seeks and step-backs', () => {
    const walked = testCluster(edition);
    commands(walked);
    for (let i = 0; i < 20; i++) walked.seek(instant(drawFrom(i * 7_919, 0).below(END * 10) / 10));
    walked.seek(instant(END));
    expect(walked.digest()).toBe(expected);
  });

  it('is the same in pieces of a second', () => {
    const pieces = testCluster(edition);
    commands(pieces);
    for (let at = 1; at <= END; at++) pieces.advance(instant(at));
    expect(pieces.digest()).toBe(expected);
  });

  it('is the same after a future that was dropped', () => {
    const branched = testCluster(edition);
    commands(branched);
    branched.advance(instant(END));
    type(branched, 20, 'kubectl delete pod web --wait=false');
    branched.advance(instant(40));
    branched.switchTo(1, instant(END));
    const digest = branched.branches.length > 1 ? branched.digest() : '';
    expect(digest).toBe(expected);
  });

  it('depends on the seed', () => {
    const other = testCluster(edition, { seed: 99 });
    commands(other);
    other.advance(instant(END));
    expect(other.digest()).not.toBe(expected);
  });
});

describe('a divergence', () => {
  const setup = defaultSetup('docker');
  const digests = (plant: (simulation: Simulation) => void): readonly EventDigest[] => {
    fillCluster();
    const simulation = assemble(setup);
    const list: EventDigest[] = [];
    let isPlanted = false;
    for (;;) {
      if (!isPlanted && simulation.now >= instant(20)) {
        plant(simulation);
        isPlanted = true;
      }
      const event = simulation.step();
      if (event === undefined || event.deliverAt > instant(END)) return list;
      const digest = hashHex(present(simulation.digest(), 'kept'));
      list.push({ id: event.id, at: event.deliverAt, digest, type: event.message.type });
    }
  };

  it('is none between two runs of the same', () => {
    expect(
      firstDifference(
        digests(() => {}),
        digests(() => {}),
      ),
    ).toBeUndefined();
  });

  it('planted in the state of a process is found at the first event that shows it', () => {
    const straight = digests(() => {});
    // One kubelet believes that its lease lasts a second longer; its next renewal says so.
    const diverged = digests((simulation) => {
      const checkpoint = simulation.checkpoint();
      const processes = checkpoint.processes.map((process) => {
        if (process.name !== 'kubelet@node-2') return process;
        const { config, ...rest } = process.state as { config: KubeletConfig };
        const wrong = { ...config, nodeLeaseDurationSeconds: config.nodeLeaseDurationSeconds + 1 };
        return { ...process, state: { ...rest, config: wrong } };
      });
      simulation.restore({ ...checkpoint, processes });
    });
    const found = firstDifference(straight, diverged);
    expect(found?.a?.type).toBe('api.request');
    expect(found?.a?.id).toBe(found?.b?.id);
    expect(found?.a?.at).toBeGreaterThan(instant(20));
    expect(found?.a?.at).toBeLessThan(instant(32));
    const index = found?.index ?? 0;
    expect(straight.slice(0, index)).toEqual(diverged.slice(0, index));
  });
});
