import { describe, expect, it } from 'vitest';
import type { PlayerView } from '../player/view.ts';
import type { Beat } from '../session/protocol.ts';
import { currentBeat } from './beats.ts';

const S = 1e6;

/** A beat of one flow at a second; of a pod where one is named. */
function beat(at: number, topic: string, uid?: string): Beat {
  const own = uid === undefined ? {} : { uid };
  return { at: at * S, topic, weight: 2, flow: 1, event: at, data: {}, ...own } as unknown as Beat;
}

/** What is told at a second to somebody who follows `web`. */
function told(beats: readonly Beat[], at: number): string {
  const view = { beats, at: at * S, follow: 'web', flows: new Set([1]), part: 1, event: 0 };
  return currentBeat(view as unknown as PlayerView)?.topic ?? '';
}

/** Two pods of one command, whose images are pulled one after the other. */
const PULLS: readonly Beat[] = [
  beat(1, 'SyncStep.6', 'web'),
  beat(2, 'Pull.start', 'web'),
  beat(3, 'Pull.downloading'),
  beat(5, 'RuntimeEvent.start', 'other'),
  beat(20, 'Pull.done', 'web'),
  beat(21, 'StatusPatch', 'web'),
  beat(22, 'Pull.start', 'other'),
  beat(23, 'Pull.downloading'),
  beat(40, 'Pull.done', 'other'),
];

describe('the beat that is told to who follows a pod', () => {
  it('is the news of its own pull as long as that lasts', () => {
    expect(told(PULLS, 3)).toBe('Pull.downloading');
    expect(told(PULLS, 15)).toBe('Pull.downloading');
  });

  it('is not the pull of another pod of the same command', () => {
    expect(told(PULLS, 23)).toBe('StatusPatch');
    expect(told(PULLS, 30)).toBe('StatusPatch');
    expect(told(PULLS, 600)).toBe('StatusPatch');
  });

  it('is everything for who follows nobody', () => {
    const all = { beats: PULLS, at: 23 * S, flows: new Set(), part: 1, event: 0 };
    expect(currentBeat(all as unknown as PlayerView)?.topic).toBe('Pull.downloading');
  });
});
