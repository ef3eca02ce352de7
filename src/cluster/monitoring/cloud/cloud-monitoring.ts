// The process `cloud-monitoring`: Google Cloud Monitoring, outside the cluster. A thin shell that
// is there from the start and does nothing of its own accord; what it does comes late.

import { type Component, port } from '../../../kernel/component.ts';
import { WORKLOAD_HTTP } from '../../protocol/workload.ts';
import { workloads } from '../workload.ts';
import { type CloudState, EMPTY_CLOUD } from './state.ts';

/** The kind of process. What was written stays written. */
export const cloudMonitoring: Component<CloudState, null> = {
  kind: 'cloud-monitoring',
  init: (_config, _io, disk) => (disk as CloudState | undefined) ?? EMPTY_CLOUD,
  survives: (state) => state,
  ports: {
    [WORKLOAD_HTTP]: port<CloudState, keyof CloudState>(
      ['series', 'requests', 'refused', 'written', 'askedAt', 'refusal'],
      (state, envelope, io) => workloads.get().cloud?.(state, envelope, io) ?? state,
    ),
  },
};
