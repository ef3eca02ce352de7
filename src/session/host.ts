// Runs a session in slices: each slice is followed by a turn of the event loop. Brings late code
// once the first picture was asked for, so that the two do not wait for each other.

import type { Printer } from '../projection/view.ts';
import type { FromSession, ToSession } from './protocol.ts';
import { createSession } from './session.ts';
import { words } from './words.ts';

/** A running session; `close` stops it. */
export interface SessionHost {
  receive(message: ToSession): void;
  close(): void;
}

/** Events of one slice: some milliseconds. */
const SLICE = 150;

/** Fetches what the session does not need at first, and puts it in its places. */
export type BringCode = () => Promise<void>;

/** Starts a session that works whenever there is something to do. */
export function hostSession(
  post: (message: FromSession) => void,
  bringCode?: BringCode,
): SessionHost {
  const session = createSession(post, print);
  let isBrought = bringCode === undefined;
  // Told once for every time it is asked for.
  let isRefused = false;
  // A message to oneself comes back after other messages; a timer would wait for milliseconds.
  const turns = new MessageChannel();
  let isTurning = false;
  let isClosed = false;
  turns.port1.onmessage = (): void => {
    isTurning = false;
    if (isClosed) return;
    if (session.pump(SLICE)) turn();
    if (session.isWaiting && !isRefused) bring();
  };
  const turn = (): void => {
    if (isTurning) return;
    isTurning = true;
    turns.port2.postMessage(0);
  };
  const bring = (): void => {
    if (isBrought) return;
    isBrought = true;
    const arrived = (): void => {
      session.resume();
      turn();
    };
    const failed = (error: unknown): void => {
      isBrought = false;
      isRefused = session.isWaiting;
      if (isRefused) post({ type: 'refused', reason: String(error) });
    };
    bringCode?.().then(arrived, failed);
  };
  return {
    receive(message) {
      session.receive(message);
      turn();
      if (session.isWaiting || message.type === 'demand') bring();
    },
    close() {
      isClosed = true;
      turns.port1.close();
    },
  };
}

const print: Printer = (entry) => ({
  stdout: words.get().printedText(entry, false),
  stderr: words.get().printedText(entry, true),
});
