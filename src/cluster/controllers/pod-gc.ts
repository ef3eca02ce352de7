// The port `pod-gc`: takes away the pods of nodes that are gone for good.
// Models pkg/controller/podgc/gc_controller.go.

import { emptyMap, get, set, values } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import { type Micros, seconds } from '../../kernel/time.ts';
import { request } from './client.ts';
import type { ControllerManagerState } from './state.ts';

/** The slice that the port owns. */
export type PodGcSlices = Pick<ControllerManagerState, 'missing'>;

const PERIOD = seconds(20);
/** A node must be missing for so long before its pods are taken away. */
const QUARANTINE = seconds(40);

/** Handles one message. */
export function receivePodGc(
  state: ControllerManagerState,
  envelope: Envelope,
  io: Io,
): PodGcSlices {
  if (envelope.message.type !== 'pod-gc.tick') return { missing: state.missing };
  io.after('pod-gc', PERIOD, { type: 'pod-gc.tick' });
  let missing = emptyMap<Micros>();
  for (const pod of values(state.pods)) {
    const { name, namespace, deletionTimestamp } = pod.metadata;
    const node = pod.spec.nodeName ?? '';
    const isUnbound = node === '' && deletionTimestamp !== undefined;
    if (node !== '' && get(state.nodes, node) === undefined) {
      missing = set(missing, node, get(state.missing, node) ?? io.now);
    }
    const since = get(missing, node);
    const isOrphan = since !== undefined && io.now - since >= QUARANTINE;
    if (!isOrphan && !isUnbound) continue;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    request(io, { verb: 'DELETE', path, body: { gracePeriodSeconds: 0 } });
  }
  return { missing };
}
