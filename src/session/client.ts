// The page's end of a session: the same for a worker of its own and for a session in process.

import { hostSession } from './host.ts';
import type { FromSession, ToSession } from './protocol.ts';

/** A session at the other end of a wire. */
export interface SessionConnection {
  post(message: ToSession): void;
  /** Hears everything from now on; gives back how to stop hearing. */
  listen(listener: (message: FromSession) => void): () => void;
  close(): void;
}

/** A session in a worker of its own; what breaks there is told as `halted`. */
export function connectWorker(): SessionConnection {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const { listen, tell } = listeners();
  worker.onmessage = (event: MessageEvent<FromSession>): void => tell(event.data);
  worker.onerror = (event: ErrorEvent): void => {
    event.preventDefault();
    tell({ type: 'refused', reason: event.message });
  };
  return {
    post: (message) => worker.postMessage(message),
    listen,
    close: () => worker.terminate(),
  };
}

/** A session in this very thread, for tests and where there are no workers. */
export function connectInProcess(): SessionConnection {
  const { listen, tell } = listeners();
  const host = hostSession(tell);
  return {
    // Like a worker, it answers only after the asker has gone on.
    post: (message) => queueMicrotask(() => host.receive(message)),
    listen,
    close: () => host.close(),
  };
}

function listeners(): {
  readonly listen: SessionConnection['listen'];
  readonly tell: (message: FromSession) => void;
} {
  const all = new Set<(message: FromSession) => void>();
  return {
    listen(listener) {
      all.add(listener);
      return () => all.delete(listener);
    },
    tell(message) {
      for (const listener of [...all]) listener(message);
    },
  };
}
