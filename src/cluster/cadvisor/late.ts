// The place for cAdvisor's own pages: their code comes later (ADR 15).

import { type Late, late } from '../../base/late.ts';
import type { answered, begin } from './api/calls.ts';

/** Where they are, once they have come. */
export const cadvisorPages: Late<{
  readonly begin: typeof begin;
  readonly answered: typeof answered;
}> = late("cAdvisor's pages");
