// What binds claims to volumes: a cluster without either does not need the code.

import { type Late, late } from '../../base/late.ts';
import type { bindVolumes } from './volume-binder.ts';

/** Where it is, once it has come. */
export const volumeBinder: Late<{ readonly bindVolumes: typeof bindVolumes }> = late(
  'what binds claims to volumes',
);
