// The sync loop that stands: what it keeps, how often it looks, and what it hands on.

import { describe, expect, it } from 'vitest';
import { testEnvelope } from '../../../kernel/test-io.ts';
import { micros, NEVER, seconds } from '../../../kernel/time.ts';
import type { KubeletState } from '../state.ts';
import { ioAt, testConfig } from '../testing.ts';
import { hold, lookAgain, standIfUnfit } from './standstill.ts';
import { initialSyncLoopState, type SyncLoopState } from './state.ts';

const CONFIG = testConfig('docker');

function kubeletWith(
  runtime: object,
  syncLoop: SyncLoopState = initialSyncLoopState(),
): KubeletState {
  return { config: CONFIG, node: { runtime }, pleg: { relistAt: NEVER }, syncLoop } as never;
}

const FIT = { lastGoodAt: micros(seconds(8)) };
const UNFIT = { ...FIT, runtimeError: 'docker daemon is not ready' };

describe('OUTAGE-2: the sync loop', () => {
  it('goes on while the runtime answers, and stands when it has not for 30 s', () => {
    const loop = initialSyncLoopState();
    expect(standIfUnfit(kubeletWith(FIT), loop, ioAt(38, CONFIG))).toBe(loop);
    expect(standIfUnfit(kubeletWith(FIT), loop, ioAt(39, CONFIG)).standstill).toBeDefined();
    expect(standIfUnfit(kubeletWith(UNFIT), loop, ioAt(9, CONFIG)).standstill).toBeDefined();
  });

  it('looks again after 0.1 s, twice as long each time, at most 5 s', () => {
    const io = ioAt(10, CONFIG);
    let loop = standIfUnfit(kubeletWith(UNFIT), initialSyncLoopState(), io);
    for (let i = 0; i < 7; i++) loop = lookAgain(kubeletWith(UNFIT, loop), io);
    const delays = io.effects.map((effect) => (effect.do === 'after' ? effect.delay : undefined));
    expect(delays).toEqual(
      [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000].map((ms) => ms * 1_000),
    );
  });

  it('keeps what comes in its order, a tick once, and hands it on when the runtime is fit', () => {
    const io = ioAt(10, CONFIG);
    let loop = standIfUnfit(kubeletWith(UNFIT), initialSyncLoopState(), io);
    for (const type of ['tick', 'config.update', 'tick', 'pleg.event', 'config.update']) {
      loop = hold(loop, testEnvelope({ type }));
    }
    const before = io.effects.length;
    const next = lookAgain(kubeletWith(FIT, loop), io);
    expect(next.standstill).toBeUndefined();
    const handed = io.effects
      .slice(before)
      .flatMap((effect) => (effect.do === 'signal' ? [effect.message.type] : []));
    expect(handed).toEqual(['tick', 'config.update', 'pleg.event', 'config.update']);
  });
});
