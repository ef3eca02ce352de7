// The steps of calls about sandboxes and containers: their code comes later.

import { type Late, late } from '../../../base/late.ts';
import type { CONTAINER_STEPS } from './container-steps.ts';
import type { SANDBOX_STEPS } from './sandbox-steps.ts';

/** The steps by their names. */
export type PodSteps = typeof SANDBOX_STEPS & typeof CONTAINER_STEPS;

/** Where they are, once they have come. */
export const podSteps: Late<PodSteps> = late('steps of the dockershim');
