// Topic env-vars: the environment of a container.

import type { ConfigMap, Secret, Service } from '../../src/api/config.ts';
import type { Pod } from '../../src/api/pod.ts';
import {
  type FoundObject,
  makeEnvironment,
} from '../../src/cluster/kubelet/container-config/env.ts';

interface Input {
  readonly pod: Pod;
  readonly podIP?: string;
  readonly podIPs?: readonly string[];
  readonly services?: readonly Service[];
  readonly servicesSynced?: boolean;
  readonly haveServiceLister?: boolean;
  readonly masterServiceNamespace: string;
  readonly configMap?: ConfigMap;
  readonly secret?: Secret;
}

const MACHINE = { cpuMillis: 4_000, memoryBytes: 4_000_000_000, diskBytes: 200_000_000_000 };

/** env-vars.json */
export function envVars(raw: unknown): unknown {
  const input = raw as Input;
  const [container] = input.pod.spec.containers;
  if (container === undefined) return { error: true };
  const made = makeEnvironment({
    pod: input.pod,
    container,
    podIps: input.podIPs ?? (input.podIP === undefined ? [] : [input.podIP]),
    hostIp: '127.0.0.1',
    allocatable: MACHINE,
    find: (kind, name) => find(input, kind, name),
    services: input.haveServiceLister === false ? [] : (input.services ?? []),
    areServicesSynced: input.servicesSynced ?? true,
    masterNamespace: input.masterServiceNamespace,
  });
  if ('error' in made) return { error: true, event: '', observedError: made.error };
  const [warning] = made.warnings;
  const event = warning === undefined ? '' : `Warning InvalidEnvironmentVariableNames ${warning}`;
  return { env: made.env, error: false, event };
}

/** The unit test's client knows one object of a kind, and missing ones by their name. */
function find(input: Input, kind: 'Secret' | 'ConfigMap', name: string): FoundObject {
  const object = kind === 'Secret' ? input.secret : input.configMap;
  if (object === undefined || name.startsWith('missing-')) {
    return { error: `${kind.toLowerCase()} "${name}" not found`, isNotFound: true };
  }
  return { object: { ...object, kind } as ConfigMap };
}
