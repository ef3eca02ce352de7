// Puts the operating system's late code in its place.

import { handleContainer } from './container-requests.ts';
import { containerRequests } from './late.ts';
import { usageIn } from './usage.ts';

/** Fills the operating system's places. */
export function fillLinux(): void {
  containerRequests.fill({ handleContainer, usageIn });
}
