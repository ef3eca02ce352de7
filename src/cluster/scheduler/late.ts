// How a node is chosen: without pods to place it can come later.

import { type Late, late } from '../../base/late.ts';
import type { schedule } from './cycle.ts';

/** What comes later. */
export interface SchedulingCycle {
  readonly schedule: typeof schedule;
}

/** Where it is, once it has come. */
export const schedulingCycle: Late<SchedulingCycle> = late('how a node is chosen');
