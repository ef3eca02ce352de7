// The places for rows of pods and for views of what somebody opens: a cluster at rest has no pods,
// and when the page comes up nobody has opened anything.

import { type Late, late } from '../base/late.ts';
import type { updateLogs } from './log-view.ts';
import type { podRow } from './pod-row.ts';
import type { updateRoom } from './rooms/rooms.ts';

/** Where the rows are made, once their code has come. */
export const podRows: Late<{ readonly podRow: typeof podRow }> = late('rows of pods');

/** Bring an opened part, or the output of a container, up to date. */
export interface OpenedViews {
  readonly logs: typeof updateLogs;
  readonly room: typeof updateRoom;
}

/** Where they are, once they have come. */
export const openedViews: Late<OpenedViews> = late('views of what is opened');
