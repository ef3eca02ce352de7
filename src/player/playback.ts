// Whether stage time runs: pure functions of wall time. Knows neither pods nor simulated time.

/** Milliseconds of the story as told; wall time times the rate, while playing. */
export type StageTime = number;

/** Where the telling stands. */
export type Playback =
  | { readonly status: 'paused'; readonly at: StageTime }
  | {
      readonly status: 'playing';
      readonly anchorWall: number;
      readonly anchorStage: StageTime;
      readonly rate: number;
    }
  /** The buffer ran dry; goes on by itself when more arrives. */
  | { readonly status: 'waiting'; readonly at: StageTime; readonly rate: number };

/** Paused at the very start. */
export const STOPPED: Playback = { status: 'paused', at: 0 };

/** Stage time at a wall time. */
export function stageTimeAt(playback: Playback, wall: number): StageTime {
  if (playback.status !== 'playing') return playback.at;
  const passed = Math.max(0, wall - playback.anchorWall);
  return playback.anchorStage + passed * playback.rate;
}

/** Starts, or goes on, from where it stands. */
export function play(playback: Playback, wall: number, rate = 1): Playback {
  const anchorStage = stageTimeAt(playback, wall);
  return { status: 'playing', anchorWall: wall, anchorStage, rate };
}

/** Stops where it stands. */
export function pause(playback: Playback, wall: number): Playback {
  return { status: 'paused', at: stageTimeAt(playback, wall) };
}

/** Holds at `at` until the buffer reaches further. */
export function waitAt(playback: Playback, at: StageTime): Playback {
  if (playback.status === 'paused') return { status: 'paused', at };
  return { status: 'waiting', at, rate: playback.rate };
}

/** Goes on after waiting; leaves other states as they are. */
export function resume(playback: Playback, wall: number): Playback {
  if (playback.status !== 'waiting') return playback;
  const { at, rate } = playback;
  return { status: 'playing', anchorWall: wall, anchorStage: at, rate };
}

/** Moves to `at` without changing whether it runs. */
export function moveTo(playback: Playback, at: StageTime, wall: number): Playback {
  if (playback.status === 'paused') return { status: 'paused', at };
  return { status: 'playing', anchorWall: wall, anchorStage: at, rate: playback.rate };
}
