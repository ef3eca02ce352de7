// Puts the scheme's late code in its place.

import { POD_TYPES } from '../../api/schema/pod.ts';
import { podTypes, readTables } from '../../api/schema/schema.ts';
import { VOLUMES_TYPES } from '../../api/schema/volumes.ts';
import { defaultPod } from './defaults-pod.ts';
import { jsoniterProblem } from './jsoniter-error.ts';
import { decodingWords, podDefaults } from './late.ts';
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
  podTypes.fill(readTables(VOLUMES_TYPES + POD_TYPES));
  podDefaults.fill({ defaultPod });
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
