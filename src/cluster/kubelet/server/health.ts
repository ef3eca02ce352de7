// What /healthz looks at. Models pkg/kubelet/server/server.go, InstallAuthNotRequiredHandlers, and
// kubelet.go, SyncLoopHealthCheck.

import type { Micros } from '../../../kernel/time.ts';
import { minutes } from '../../../kernel/time.ts';
import type { KubeletState } from '../state.ts';
import type { HealthCheck } from './pages.ts';

/** Port 10248 only says that somebody is there. */
export function healthChecks(
  { config, syncLoop }: KubeletState,
  isOnlyPing: boolean,
  now: Micros,
): readonly HealthCheck[] {
  const ping: HealthCheck = { name: 'ping', isHealthy: true };
  if (isOnlyPing) return [ping];
  const limit = Math.max(2 * config.syncFrequency, minutes(5));
  const { standstill } = syncLoop;
  const isLooping = standstill === undefined || now - standstill.since <= limit;
  return [ping, { name: 'log', isHealthy: true }, { name: 'syncloop', isHealthy: isLooping }];
}
