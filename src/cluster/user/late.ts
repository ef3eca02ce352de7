// What the person's tools do: their code comes later, as nothing is typed into an idle cluster.

import { type Late, late } from '../../base/late.ts';
import type { routineOf } from './routines.ts';

/** Where the routines are, once they have come. */
export const routines: Late<{ readonly routineOf: typeof routineOf }> = late('tools of the user');
