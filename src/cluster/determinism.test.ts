// Same seed and commands: straight, with random seeks in between, in pieces of a second, and through
// a branch and back: the same digest over every message and the whole state.

import { describe, expect, it } from 'vitest';
import { makeDraw } from '../kernel/random.ts';
import type { Timeline } from '../kernel/timeline.ts';
import type { TypedLine } from './protocol/commands.ts';
import { instant, NGINX, testCluster, type } from './test-cluster.ts';

const END = 60;

function commands(timeline: Timeline<TypedLine>): void {
  type(timeline, 12, 'kubectl create -f web.yaml', { 'web.yaml': NGINX });
  type(timeline, 30, 'kubectl delete pod web --wait=false');
}

describe.each(['docker', 'containerd', 'document'] as const)('edition %s', (edition) => {
  const straight = testCluster(edition);
  commands(straight);
  straight.advance(instant(END));
  const expected = straight.digest();

  it('survives twenty random seeks and step-backs', () => {
    const walked = testCluster(edition);
    commands(walked);
    for (let i = 0; i < 20; i++) walked.seek(instant(makeDraw(i * 7_919).below(END * 10) / 10));
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
