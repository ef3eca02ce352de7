// What binds claims to volumes, and finds the pods behind services: a cluster without either does
// not need the code.

import { type Late, late } from '../../base/late.ts';
import type { syncEndpoints } from './endpoints.ts';
import type { bindVolumes } from './volume-binder.ts';

/** Where it is, once it has come. */
export const volumeBinder: Late<{ readonly bindVolumes: typeof bindVolumes }> = late(
  'what binds claims to volumes',
);

/** Where the endpoint controller is, once it has come. */
export const endpointController: Late<{ readonly syncEndpoints: typeof syncEndpoints }> = late(
  'what finds the pods behind services',
);
