// Topic run-as-non-root: whether a container may run as the user it would.

import type { Container, SecurityContext } from '../../src/api/container.ts';
import type { Pod } from '../../src/api/pod.ts';
import { runAsRootProblem } from '../../src/cluster/kubelet/container-config/security.ts';

interface Input {
  readonly imageUID?: number | null;
  readonly imageUsername?: string;
  readonly securityContext?: SecurityContext | null;
}

/** run-as-non-root.json */
export function runAsNonRoot(raw: unknown): unknown {
  const { imageUID, imageUsername, securityContext } = raw as Input;
  const container: Container = {
    name: 'foo',
    ...(securityContext == null ? {} : { securityContext }),
  };
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'bar', namespace: 'new', uid: '12345678' },
    spec: { containers: [container] },
  };
  const problem = runAsRootProblem(pod, container, {
    ...(imageUID == null ? {} : { uid: imageUID }),
    ...(imageUsername === undefined ? {} : { username: imageUsername }),
  });
  return { fails: problem !== undefined, observedError: problem ?? null };
}
