// Runs a session in slices: each slice is followed by a turn of the event loop.

import type { Printer } from '../projection/view.ts';
import { printedText } from '../shell/print/print.ts';
import type { FromSession, ToSession } from './protocol.ts';
import { createSession } from './session.ts';

/** A running session; `close` stops it. */
export interface SessionHost {
  receive(message: ToSession): void;
  close(): void;
}

/** Events of one slice: some milliseconds. */
const SLICE = 150;

/** Starts a session that works whenever there is something to do. */
export function hostSession(post: (message: FromSession) => void): SessionHost {
  const session = createSession(post, print);
  // A message to oneself comes back after other messages; a timer would wait for milliseconds.
  const turns = new MessageChannel();
  let isTurning = false;
  let isClosed = false;
  turns.port1.onmessage = (): void => {
    isTurning = false;
    if (!isClosed && session.pump(SLICE)) turn();
  };
  const turn = (): void => {
    if (isTurning) return;
    isTurning = true;
    turns.port2.postMessage(0);
  };
  return {
    receive(message) {
      session.receive(message);
      turn();
    },
    close() {
      isClosed = true;
      turns.port1.close();
    },
  };
}

const print: Printer = (entry) => ({
  stdout: printedText(entry, false),
  stderr: printedText(entry, true),
});
