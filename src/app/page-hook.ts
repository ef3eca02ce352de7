// What the page offers to the gallery and to end-to-end tests: the same doors a person has, by
// name. The app sets it as `window.__kv` once it has mounted.

import type { SessionFile } from '../session/protocol.ts';

/** Doors into the running page. Each promise resolves when the screen shows the result. */
export interface PageHook {
  /** Whether the session is open and its rows stand on the stage at the playhead. */
  isReady(): boolean;
  /** Types a line into the terminal at the playhead, with the files that it names. */
  run(line: string, files?: Readonly<Record<string, string>>): Promise<void>;
  /** Pauses and moves the playhead to an instant, in seconds of simulated time. */
  seek(seconds: number): Promise<void>;
  /** Instants, in seconds, of the beats told so far whose topic begins with this. */
  moments(topic: string): readonly number[];
  /** Opens the editor with this text and presses Apply. */
  apply(yaml: string): Promise<void>;
  /** Digest of the whole run up to the playhead. */
  digest(): Promise<string>;
  /** The session as a file that opens at the playhead. */
  session(): Promise<SessionFile>;
  /** Where the player stands, and the rows of the stage. */
  state(): PageState;
  /** Ids, labels and progress of the flights drawn now. */
  flights(): readonly { readonly id: number; readonly label: string; readonly progress: number }[];
}

/** Where the page stands, in microseconds of simulated time. */
export interface PageState {
  readonly at: number;
  /** The event stepped to; 0 when time was chosen. */
  readonly event: number;
  readonly status: string;
  readonly phase: string;
  readonly branch: number;
  readonly edition: string;
  readonly follow: string | undefined;
  readonly rows: { readonly [key: string]: unknown };
}

declare global {
  interface Window {
    __kv?: PageHook;
  }
}
