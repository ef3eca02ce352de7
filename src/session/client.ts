// The page's end of a session in a worker of its own, and what the page may do with a session file.

import { translateLine } from '../shell/translate.ts';
import type { FromSession, SessionFile, ToSession } from './protocol.ts';

/** A session at the other end of a wire. */
export interface SessionConnection {
  post(message: ToSession): void;
  /** Hears everything from now on; gives back how to stop hearing. */
  listen(listener: (message: FromSession) => void): () => void;
  close(): void;
}

/** The editions by name. */
export type EditionName = 'document' | 'docker' | 'containerd';

/** A session in a worker of its own; what breaks outside of it is told as `refused`. */
export function connectWorker(): SessionConnection {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const listeners = new Set<(message: FromSession) => void>();
  const tell = (message: FromSession): void => {
    for (const listener of [...listeners]) listener(message);
  };
  worker.onmessage = (event: MessageEvent<FromSession>): void => tell(event.data);
  worker.onerror = (event: ErrorEvent): void => {
    event.preventDefault();
    tell({ type: 'refused', reason: event.message });
  };
  return {
    post: (message) => worker.postMessage(message),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => worker.terminate(),
  };
}

/** The same commands in another edition, in the words of its tools. */
export function inEdition(file: SessionFile, edition: EditionName): SessionFile {
  const from = file.edition as EditionName;
  const log = file.log.map((entry) => ({
    ...entry,
    text: translateLine(entry.text, from, edition),
  }));
  return { ...file, edition, log };
}
