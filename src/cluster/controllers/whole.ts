// Puts the controllers' late code in its place.

import { volumeBinder } from './late.ts';
import { bindVolumes } from './volume-binder.ts';

/** Fills the controllers' places. */
export function fillControllers(): void {
  volumeBinder.fill({ bindVolumes });
}
