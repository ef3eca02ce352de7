// What the page knows of the player, and what the player needs of the page.

import type { Micros } from '../kernel/time.ts';
import type { Beat, CommandMark, FromSession, SessionFile } from '../session/protocol.ts';
import type { RowsSink } from './buffer.ts';
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

/** What is known of the session as a whole. */
export interface SessionInfo {
  readonly phase: 'opening' | 'open' | 'halted';
  /** Where the session was opened. */
  readonly origin: Micros;
  readonly branches: readonly BranchInfo[];
  readonly commands: readonly CommandMark[];
  readonly edition: string;
  readonly epochSeconds: number;
  readonly nodes: readonly string[];
  readonly trouble?: { readonly text: string; readonly file?: SessionFile };
}

/** Nothing opened yet. */
export const NO_SESSION: SessionInfo = {
  phase: 'opening',
  origin: 0 as Micros,
  branches: [],
  commands: [],
  edition: '',
  epochSeconds: 0,
  nodes: [],
};

/** What the page knows of the player. */
export interface PlayerView extends SessionInfo {
  readonly status: Playback['status'];
  readonly at: Micros;
  /**
   * Which part of the hold at this instant has passed, 0 to 1; the last thing shown when it stands.
   */
  readonly part: number;
  /** The event stepped to; 0 when time was chosen, not an event. */
  readonly event: number;
  /** How far this branch has been seen. */
  readonly seen: Micros;
  readonly pace: Pace;
  readonly follow?: string;
  /** Roots of the causal trees in which the followed pod appears. */
  readonly flows: ReadonlySet<number>;
  readonly fold?: { readonly from: number; readonly to: number };
  readonly branch: number;
  readonly beats: readonly Beat[];
  readonly beatCount: number;
}

/** What one frame shows. */
export interface Frame {
  readonly at: number;
  readonly flights: readonly FlightNow[];
  readonly pace: Pace;
}

/** Where the player writes. */
export interface PlayerSink extends RowsSink {
  view(view: PlayerView): void;
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

/** What is known after the session refused a file, or stopped. */
export function withTrouble(
  info: SessionInfo,
  message: Extract<FromSession, { type: 'refused' | 'halted' }>,
): SessionInfo {
  if (message.type === 'refused') return { ...info, trouble: { text: message.reason } };
  const trouble = { text: message.error, file: message.session };
  return { ...info, phase: 'halted', trouble };
}
