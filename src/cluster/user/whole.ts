// Puts the user's late code in its place.

import { routines } from './late.ts';
import { routineOf } from './routines.ts';

/** Fills the user's places. */
export function fillUser(): void {
  routines.fill({ routineOf });
}
