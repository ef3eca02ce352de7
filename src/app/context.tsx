// Hands the player to components and lets them draw by frame, outside React's state.

import { createContext, useContext, useEffect, useRef } from 'react';
import type { Player } from '../player/player.ts';
import type { Frame } from '../player/view.ts';

/** The player of the page. */
export const PlayerContext: React.Context<Player | undefined> = createContext<Player | undefined>(
  undefined,
);

/** The player; only below its provider. */
export function usePlayerControl(): Player {
  const player = useContext(PlayerContext);
  if (player === undefined) throw new Error('no player above this component');
  return player;
}

/** Calls `draw` on every frame; it may only touch what its own refs hold. */
export function useFrame(draw: (frame: Frame) => void): void {
  const player = usePlayerControl();
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(() => player.onFrame((frame) => latest.current(frame)), [player]);
}
