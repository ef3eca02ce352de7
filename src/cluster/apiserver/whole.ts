// Puts the API server's late code in its place.

import { podChecks } from './validation/late.ts';
import { validatePodCreate } from './validation/pod.ts';
import {
  validateEphemeralUpdate,
  validatePodStatusUpdate,
  validatePodUpdate,
} from './validation/pod-update.ts';

/** Fills the API server's places. */
export function fillApiServer(): void {
  podChecks.fill({
    validatePodCreate,
    validateEphemeralUpdate,
    validatePodStatusUpdate,
    validatePodUpdate,
  });
}
