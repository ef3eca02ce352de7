// The places for rows of pods and for views of what somebody opens: a cluster at rest has no pods,
// and when the page comes up nobody has opened anything.

import { type Late, late } from '../base/late.ts';
import type { updateLogs } from './log-view.ts';
import type { updateCloud } from './metrics/cloud-view.ts';
import type { updateHealth } from './metrics/health-view.ts';
import type { updatePipeline } from './metrics/pipeline-view.ts';
import type { updateStore } from './metrics/store-view.ts';
import type { updateUsage } from './metrics/usage-view.ts';
import type { podRow } from './pod-row.ts';
import type { updateRoom } from './rooms/rooms.ts';

/** Where the rows are made, once their code has come. */
export const podRows: Late<{ readonly podRow: typeof podRow }> = late('rows of pods');

/** Bring what somebody opened up to date: a part, a container's output, the metrics. */
export interface OpenedViews {
  readonly logs: typeof updateLogs;
  readonly room: typeof updateRoom;
  readonly usage: typeof updateUsage;
  readonly health: typeof updateHealth;
  readonly pipeline: typeof updatePipeline;
  readonly cloud: typeof updateCloud;
  readonly store: typeof updateStore;
}

/** Where they are, once they have come. */
export const openedViews: Late<OpenedViews> = late('views of what is opened');
