// The checks of pods, the largest by far, and of storage: their code comes later.

import { type Late, late } from '../../../base/late.ts';
import type { validatePodCreate } from './pod.ts';
import type {
  validateEphemeralUpdate,
  validatePodStatusUpdate,
  validatePodUpdate,
} from './pod-update.ts';
import type {
  validateClaim,
  validateClaimUpdate,
  validateVolume,
  validateVolumeUpdate,
} from './storage.ts';
import type { podWarnings } from './warnings.ts';

/** The checks of pods and of storage, and what is warned of. */
export interface PodChecks {
  readonly podWarnings: typeof podWarnings;
  readonly validatePodCreate: typeof validatePodCreate;
  readonly validateEphemeralUpdate: typeof validateEphemeralUpdate;
  readonly validatePodStatusUpdate: typeof validatePodStatusUpdate;
  readonly validatePodUpdate: typeof validatePodUpdate;
  readonly validateClaim: typeof validateClaim;
  readonly validateClaimUpdate: typeof validateClaimUpdate;
  readonly validateVolume: typeof validateVolume;
  readonly validateVolumeUpdate: typeof validateVolumeUpdate;
}

/** Where they are, once they have come. */
export const podChecks: Late<PodChecks> = late('checks of pods');
