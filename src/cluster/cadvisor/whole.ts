// Puts cAdvisor's late code in its place.

import { answered, begin } from './api/calls.ts';
import { cadvisorPages } from './late.ts';
import { secondSample } from './second-sample.ts';

/** Fills cAdvisor's place. */
export function fillCadvisor(): void {
  cadvisorPages.fill({ begin, answered, secondSample });
}
