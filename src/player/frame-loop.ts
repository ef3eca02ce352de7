// Calls back once a frame, and tells what was drawn to whoever draws by frame.

import type { Frame, FrameClock } from './view.ts';

/** A running frame loop. */
export class FrameLoop {
  private readonly listeners = new Set<(frame: Frame) => void>();
  private readonly clock: FrameClock;
  private handle: number;

  constructor(clock: FrameClock, draw: (wall: number) => void) {
    this.clock = clock;
    const turn = (): void => {
      this.handle = clock.request(turn);
      draw(clock.now());
    };
    this.handle = clock.request(turn);
  }

  /** Calls back every frame. */
  add(listener: (frame: Frame) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells everybody what this frame shows. */
  tell(frame: Frame): void {
    for (const listener of this.listeners) listener(frame);
  }

  stop(): void {
    this.clock.cancel(this.handle);
  }
}
