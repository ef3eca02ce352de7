// The map between stage time and simulated time for what is known around the playhead.

import type { Buffer } from './buffer.ts';
import { clockPacing, type Pacing, storyPacing } from './pacing.ts';
import { type Following, lastArrival, lastCorner, storyOf } from './story.ts';
import type { Pace } from './view.ts';

/** The map from the last thing told before the playhead to the last thing known after it. */
export function pacingFor(
  buffer: Buffer,
  following: Following,
  pace: Pace,
  playhead: number,
): Pacing {
  if (pace !== 'story') return clockPacing(pace);
  const { beats, flights } = buffer;
  const from = lastCorner(beats, following, playhead, buffer.from);
  const beat = lastCorner(beats, following, buffer.to, from);
  const last = lastArrival(flights, following, buffer.to, beat);
  const to = Math.max(last + 1, Math.ceil(playhead) + 1, from + 1);
  return storyPacing(storyOf(beats, flights, following, { from, to }));
}
