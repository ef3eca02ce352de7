// Words of what is wrong with a body that could not be decoded: their code comes later.

import { type Late, late } from '../../base/late.ts';
import type { jsoniterProblem } from './jsoniter-error.ts';

/** Where they are, once they have come. */
export const decodingWords: Late<{ readonly jsoniterProblem: typeof jsoniterProblem }> = late(
  'words of decoding errors',
);
