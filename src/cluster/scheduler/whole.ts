// Puts the scheduler's late code in its place.

import { schedule } from './cycle.ts';
import { schedulingCycle } from './late.ts';

/** Fills the scheduler's places. */
export function fillScheduler(): void {
  schedulingCycle.fill({ schedule });
}
