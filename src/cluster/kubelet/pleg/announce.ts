// What a look at a pod has found, told to the sync loop and to the watcher of the run.

import type { Io } from '../../../kernel/component.ts';
import type { PlegEvent } from '../channels.ts';
import { aboutRead, type PodRead } from './state.ts';

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
