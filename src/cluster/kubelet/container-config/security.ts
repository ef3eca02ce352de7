// As whom a container runs, and whose namespaces it shares.
// Models kuberuntime/security_context.go and pkg/securitycontext/util.go.

import type { Container, EphemeralContainer, SecurityContext } from '../../../api/container.ts';
import type { Pod, PodSpec } from '../../../api/pod.ts';
import type { ContainerSecurityContext, NamespaceOption } from '../../protocol/cri-objects.ts';
import { podText } from '../pod-names.ts';
import { appArmorProfile, seccompProfile } from './confinement.ts';

/** As whom an image runs when nobody says otherwise. */
export interface ImageUser {
  readonly uid?: number;
  readonly username?: string;
}

/** The container's wishes over its pod's. Models DetermineEffectiveSecurityContext. */
export function effectiveSecurity(
  pod: Pod,
  container: Container | EphemeralContainer,
): SecurityContext {
  const { runAsUser, runAsGroup, runAsNonRoot } = pod.spec.securityContext ?? {};
  return {
    ...(runAsUser === undefined ? {} : { runAsUser }),
    ...(runAsGroup === undefined ? {} : { runAsGroup }),
    ...(runAsNonRoot === undefined ? {} : { runAsNonRoot }),
    ...container.securityContext,
  };
}

/** Why the container may not run as it would; undefined when it may. Models verifyRunAsNonRoot. */
export function runAsRootProblem(
  pod: Pod,
  container: Container | EphemeralContainer,
  image: ImageUser,
): string | undefined {
  const { runAsNonRoot, runAsUser } = effectiveSecurity(pod, container);
  if (runAsNonRoot !== true) return undefined;
  const whose = `(pod: "${podText(pod)}", container: ${container.name})`;
  if (runAsUser !== undefined) {
    return runAsUser === 0 ? `container's runAsUser breaks non-root policy ${whose}` : undefined;
  }
  if (image.uid === 0) return `container has runAsNonRoot and image will run as root ${whose}`;
  if (image.uid !== undefined || !image.username) return undefined;
  const user = `image has non-numeric user (${image.username}), cannot verify user is non-root`;
  return `container has runAsNonRoot and ${user} ${whose}`;
}

/** The namespaces of a pod's containers. Models NamespacesForPod. */
export function podNamespaces(spec: PodSpec, targetId?: string): NamespaceOption {
  const own = spec.shareProcessNamespace === true ? 'POD' : 'CONTAINER';
  const pid = spec.hostPID === true ? 'NODE' : own;
  return {
    network: spec.hostNetwork === true ? 'NODE' : 'POD',
    ipc: spec.hostIPC === true ? 'NODE' : 'POD',
    pid: targetId === undefined ? pid : 'TARGET',
    ...(targetId === undefined ? {} : { targetId }),
  };
}

/** What the runtime is told. */
export function criSecurity(
  pod: Pod,
  container: Container | EphemeralContainer,
  image: ImageUser,
  targetId?: string,
): ContainerSecurityContext {
  const wish = effectiveSecurity(pod, container);
  const { fsGroup, supplementalGroups = [] } = pod.spec.securityContext ?? {};
  const groups = [...(fsGroup === undefined ? [] : [fsGroup]), ...supplementalGroups];
  const user = wish.runAsUser ?? image.uid;
  const seccomp = seccompProfile(pod, container);
  const appArmor = appArmorProfile(pod, container);
  return {
    namespaces: podNamespaces(pod.spec, targetId),
    isPrivileged: wish.privileged === true,
    ...(user === undefined ? {} : { runAsUser: user }),
    ...(user === undefined && image.username ? { runAsUsername: image.username } : {}),
    ...(wish.runAsGroup === undefined ? {} : { runAsGroup: wish.runAsGroup }),
    supplementalGroups: groups,
    isReadonlyRootfs: wish.readOnlyRootFilesystem === true,
    isNoNewPrivs: wish.allowPrivilegeEscalation === false,
    addCapabilities: wish.capabilities?.add ?? [],
    dropCapabilities: wish.capabilities?.drop ?? [],
    ...(seccomp.type === 'Unconfined' ? {} : { seccomp }),
    ...(appArmor === undefined ? {} : { appArmor }),
  };
}
