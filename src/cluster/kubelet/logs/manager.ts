// The container log manager's timer: every 10 s the sizes of the running containers' logs are
// looked at. Docker rotates its logs itself.
// Models pkg/kubelet/logs/container_log_manager.go, Start.

import { forEach } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope } from '../../../kernel/message.ts';
import { podLifecycle } from '../../editions/pod-lifecycle.ts';
import type { KubeletConfig } from '../config.ts';
import { logRotation } from '../late.ts';
import type { KubeletState } from '../state.ts';
import type { BigLog, ContainerLogsState } from './state.ts';

/** Owns the rotations under way. */
export const containerLogsPort: PortHandler<KubeletState, never> = port<
  KubeletState,
  'containerLogs'
>(['containerLogs'], (state, envelope, io) => ({ containerLogs: receive(state, envelope, io) }));

function receive(state: KubeletState, envelope: Envelope, io: Io): ContainerLogsState {
  const { containerLogs } = state;
  if (envelope.message.type !== 'tick') return logRotation.get().answered(state, envelope, io);
  arm(state.config, io);
  const logs = runningLogs(state);
  if (logs.length === 0 && containerLogs.files.size === 0) return containerLogs;
  return logRotation.get().look(state, logs, io);
}

/** Where the running containers write. */
function runningLogs({ podCache }: KubeletState): readonly BigLog[] {
  const logs: BigLog[] = [];
  forEach(podCache, ({ containers }) => {
    for (const { id, state, logPath } of containers) {
      if (state === 'CONTAINER_RUNNING') logs.push({ containerId: id, path: logPath });
    }
  });
  return logs;
}

function arm({ containerLogMonitorInterval }: KubeletConfig, io: Io): void {
  io.after('container-logs', containerLogMonitorInterval, { type: 'tick' }, 'container-logs');
}

/** Arms the first look. */
export function startContainerLogs(config: KubeletConfig, io: Io): void {
  if (podLifecycle(config.edition).rotatesLogs) arm(config, io);
}
