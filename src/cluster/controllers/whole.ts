// Puts the controllers' late code in its place.

import { syncEndpoints } from './endpoints.ts';
import { endpointController, volumeBinder } from './late.ts';
import { bindVolumes } from './volume-binder.ts';

/** Fills the controllers' places. */
export function fillControllers(): void {
  endpointController.fill({ syncEndpoints });
  volumeBinder.fill({ bindVolumes });
}
