// The place for cAdvisor's own pages, and for what only containers need: it comes later (ADR 15).

import { type Late, late } from '../../base/late.ts';
import type { answered, begin } from './api/calls.ts';
import type { secondSample } from './second-sample.ts';

/** Where they are, once they have come. */
export const cadvisorPages: Late<{
  readonly begin: typeof begin;
  readonly answered: typeof answered;
  readonly secondSample: typeof secondSample;
}> = late('what cAdvisor does about containers');
