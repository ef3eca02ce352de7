// Where the probes of a pod stand in its spec.

import type { Container, Probe } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import type { ProbeKind } from './state.ts';

/** The container a worker probes, from the pod's spec. */
export function containerOf(pod: Pod, name: string): Container | undefined {
  const own = pod.spec.containers?.find((one) => one.name === name);
  return own ?? pod.spec.initContainers?.find((one) => one.name === name);
}

/** The probe of that kind. */
export function probeOf(container: Container | undefined, kind: ProbeKind): Probe | undefined {
  if (kind === 'liveness') return container?.livenessProbe;
  return kind === 'readiness' ? container?.readinessProbe : container?.startupProbe;
}
