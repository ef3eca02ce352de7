// What the page knows of the player, and what the player needs of the page.

import type { Micros } from '../kernel/time.ts';
import type { Beat, CommandMark, SessionFile, WatchId } from '../session/protocol.ts';
import type { Rows } from './buffer.ts';
import type { FlightNow } from './flights.ts';
import type { Playback } from './playback.ts';

/** How fast: told as a story, or by the clock at so many times real time. */
export type Pace = 'story' | number;

/** One future of the session. */
export interface BranchInfo {
  readonly branch: number;
  readonly forkedAt: Micros;
  readonly seen: Micros;
  readonly label: string;
}

/** What the page knows of the player. */
export interface PlayerView {
  readonly phase: 'opening' | 'open' | 'halted';
  readonly status: Playback['status'];
  readonly at: Micros;
  /**
   * Which part of the hold at this instant has passed, 0 to 1; the last thing shown when it stands.
   */
  readonly part: number;
  /** The event stepped to; 0 when time was chosen, not an event. */
  readonly event: number;
  /** How far this branch has been seen or looked ahead. */
  readonly seen: Micros;
  /** Where the session was opened. */
  readonly origin: Micros;
  readonly pace: Pace;
  readonly follow?: string;
  readonly fold?: { readonly from: number; readonly to: number };
  readonly branch: number;
  readonly branches: readonly BranchInfo[];
  readonly commands: readonly CommandMark[];
  readonly beats: readonly Beat[];
  readonly beatCount: number;
  readonly edition: string;
  readonly epochSeconds: number;
  readonly nodes: readonly string[];
  readonly trouble?: { readonly text: string; readonly file?: SessionFile };
}

/** What one frame shows. */
export interface Frame {
  readonly at: number;
  readonly flights: readonly FlightNow[];
  readonly pace: Pace;
  readonly isMoving: boolean;
}

/** Where the player writes. */
export interface PlayerSink {
  view(view: PlayerView): void;
  rows(watch: WatchId, rows: Rows): void;
}

/** Wall time and frames, handed in so that tests have their own. */
export interface FrameClock {
  now(): number;
  request(callback: () => void): number;
  cancel(handle: number): void;
}

/** The futures with one more, and how far the one that is left had been seen. */
export function withBranch(
  branches: readonly BranchInfo[],
  left: number,
  seen: Micros,
  next: BranchInfo,
): readonly BranchInfo[] {
  const known = branches.map((one) => (one.branch === left ? { ...one, seen } : one));
  return known.some((one) => one.branch === next.branch) ? known : [...known, next];
}
