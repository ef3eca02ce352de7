// How far the session should have told ahead of the playhead. Pure.

import type { Pace } from './view.ts';
import { AHEAD } from './wire.ts';

const STORY_AHEAD = 330e6;
const STORY_NEAR = 45e6;
const STEP = 8e6;
const LONG_STEP = 40e6;

/** Where the telling stands. */
export interface Outlook {
  /** Everything is known up to here. */
  readonly to: number;
  readonly playhead: number;
  /** A place that was asked for and has not been reached. */
  readonly target: number | undefined;
  readonly pace: Pace;
  readonly isFollowing: boolean;
  /** The last thing known to happen to the followed pod. */
  lastOwn(): number;
}

/** Until when more is wanted now; undefined when enough is known. */
export function wantedUntil(outlook: Outlook): number | undefined {
  const { to, playhead, target, pace } = outlook;
  if (target !== undefined && target > to) return Math.min(target + AHEAD, to + LONG_STEP);
  if (pace === 'story' && outlook.isFollowing) {
    // Far enough to see the next thing that happens to the pod, so that the wait can fold.
    const isNear = outlook.lastOwn() > playhead + 1e6;
    return to >= playhead + (isNear ? STORY_NEAR : STORY_AHEAD) ? undefined : to + STEP;
  }
  const speed = pace === 'story' ? 1 : Math.max(1, pace);
  return to - playhead > (AHEAD * speed) / 2 ? undefined : to + STEP * speed;
}
