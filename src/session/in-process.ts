// A session in this very thread, behind the same wire as a worker: for tests, and where there are
// no workers. Apart from the client, so that a page does not carry the simulation twice.

import type { SessionConnection } from './client.ts';
import { hostSession } from './host.ts';
import type { FromSession } from './protocol.ts';
import { fillSession } from './whole.ts';

/** Starts a session here. */
export function connectInProcess(): SessionConnection {
  fillSession();
  const listeners = new Set<(message: FromSession) => void>();
  const host = hostSession((message) => {
    for (const listener of [...listeners]) listener(message);
  });
  return {
    // Like a worker, it answers only after the asker has gone on.
    post: (message) => queueMicrotask(() => host.receive(message)),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => host.close(),
  };
}
