// What travels between the page and the window with a presenter's notes: what is told now and next
// one way, a key of the remote the other. Both are of one browser; no server stands between them.

import type { Beat } from '../../session/protocol.ts';
import type { Language, Theme } from '../stores.ts';

/** What the notes show. */
export interface Notes {
  readonly beat?: Beat;
  /** What comes next; the audience does not see it. */
  readonly next: readonly Beat[];
  readonly at: number;
  readonly isPaused: boolean;
  readonly isBlack: boolean;
  readonly edition: string;
  readonly language: Language;
  readonly theme: Theme;
}

/** One message. */
export type NotesMessage =
  | { readonly type: 'notes'; readonly notes: Notes }
  | { readonly type: 'hello' }
  | { readonly type: 'press'; readonly key: string; readonly isShift: boolean };

/** The channel of a tab. */
export function notesChannel(tab: string): BroadcastChannel {
  return new BroadcastChannel(`kubelet-visualizer:notes:${tab}`);
}
