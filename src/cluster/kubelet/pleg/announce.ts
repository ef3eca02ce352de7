// What a look at a pod has found, told to the sync loop and to the watcher of the run; how long a
// look at all pods took, told to the books.

import type { Io } from '../../../kernel/component.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { PlegEvent } from '../channels.ts';
import { observe, observeSince } from '../metrics/book.ts';
import { aboutRead, type PodRead, type Relist } from './state.ts';

/** Sends the events of a read. */
export function announce(read: PodRead, node: string, io: Io): void {
  for (const { event, id } of read.events) {
    // Nobody listens for a container that is only created, so upstream does not send it.
    if (event === 'ContainerChanged') continue;
    const message = { type: 'pleg.event', event, uid: read.uid, id } as PlegEvent;
    io.fact('PlegEvent', aboutRead(read, node), { event, id });
    io.signal('sync-loop', message);
  }
}

/** A relist is over; `before` is when the one before it began, and never is less than 0. */
export function observeRelist(io: Io, { startedAt }: Relist, before: Micros): void {
  observeSince(io, 'pleg_relist_duration_seconds', startedAt);
  if (before < 0) return;
  observe(io, 'pleg_relist_interval_seconds', (startedAt - before) / 1_000_000);
}
