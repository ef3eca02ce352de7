// The checks of pods, the largest by far: their code comes later.

import { type Late, late } from '../../../base/late.ts';
import type { validatePodCreate } from './pod.ts';
import type {
  validateEphemeralUpdate,
  validatePodStatusUpdate,
  validatePodUpdate,
} from './pod-update.ts';
import type { podWarnings } from './warnings.ts';

/** The checks of pods, and what is warned of. */
export interface PodChecks {
  readonly podWarnings: typeof podWarnings;
  readonly validatePodCreate: typeof validatePodCreate;
  readonly validateEphemeralUpdate: typeof validateEphemeralUpdate;
  readonly validatePodStatusUpdate: typeof validatePodStatusUpdate;
  readonly validatePodUpdate: typeof validatePodUpdate;
}

/** Where they are, once they have come. */
export const podChecks: Late<PodChecks> = late('checks of pods');
