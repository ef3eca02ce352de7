// Topic: quality of service class.

import type { Pod } from '../../src/api/pod.ts';
import { qosClass as classOf } from '../../src/api/qos.ts';

/** qos-class.json */
export function qosClass(input: unknown): unknown {
  return { qosClass: classOf((input as { readonly pod: Pod }).pod.spec) };
}
