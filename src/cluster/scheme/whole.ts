// Puts the scheme's late code in its place.

import { jsoniterProblem } from './jsoniter-error.ts';
import { decodingWords } from './late.ts';
import { podChecks } from './validation/late.ts';
import { validatePodCreate } from './validation/pod.ts';
import {
  validateEphemeralUpdate,
  validatePodStatusUpdate,
  validatePodUpdate,
} from './validation/pod-update.ts';
import {
  validateClaim,
  validateClaimUpdate,
  validateVolume,
  validateVolumeUpdate,
} from './validation/storage.ts';
import { podWarnings } from './validation/warnings.ts';

/** Fills the scheme's places. */
export function fillScheme(): void {
  decodingWords.fill({ jsoniterProblem });
  podChecks.fill({
    podWarnings,
    validatePodCreate,
    validateEphemeralUpdate,
    validatePodStatusUpdate,
    validatePodUpdate,
    validateClaim,
    validateClaimUpdate,
    validateVolume,
    validateVolumeUpdate,
  });
}
