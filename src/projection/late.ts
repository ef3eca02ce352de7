// The place for rows of pods: their code comes later, as an idle cluster has none.

import { type Late, late } from '../base/late.ts';
import type { podRow } from './pod-row.ts';

/** Where the rows are made, once their code has come. */
export const podRows: Late<{ readonly podRow: typeof podRow }> = late('rows of pods');
