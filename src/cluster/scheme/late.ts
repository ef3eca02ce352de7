// What the API server needs once pods come, and words of what is wrong with a body that could not
// be decoded: their code comes later (ADR 15). The types of pods have their place in api/schema.

import { type Late, late } from '../../base/late.ts';
import type { defaultPod } from './defaults-pod.ts';
import type { jsoniterProblem } from './jsoniter-error.ts';

/** Where the words are, once they have come. */
export const decodingWords: Late<{ readonly jsoniterProblem: typeof jsoniterProblem }> = late(
  'words of decoding errors',
);

/** Where the defaults of pods are, once they have come. */
export const podDefaults: Late<{ readonly defaultPod: typeof defaultPod }> =
  late('defaults of pods');
