// Which AppArmor and seccomp profiles confine a container, and whether this node can enforce them.
// Models pkg/security/apparmor and kuberuntime/helpers.go, getSeccompProfile.

import type { Container, EphemeralContainer } from '../../../api/container.ts';
import type { Pod } from '../../../api/pod.ts';
import { allContainers } from '../../../api/pod-helpers.ts';
import { podLifecycle } from '../../editions/pod-lifecycle.ts';
import type { SecurityProfile } from '../../protocol/cri-objects.ts';
import type { KubeletConfig } from '../config.ts';

/** The AppArmor of a node: profiles that were loaded into the kernel; undefined: it has none. */
type LoadedProfiles = readonly string[] | undefined;

type Confined = Pick<Container | EphemeralContainer, 'name' | 'securityContext'>;

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
const LOCALHOST = 'localhost/';
/** Where profiles are looked for that a pod names. */
const SECCOMP_ROOT = '/var/lib/kubelet/seccomp';

/** Models GetProfile: the container's own, its old annotation, the pod's. */
export function appArmorProfile(pod: Pod, container: Confined): SecurityProfile | undefined {
  const said =
    container.securityContext?.appArmorProfile ??
    annotated(pod.metadata.annotations?.[ANNOTATION + container.name]) ??
    pod.spec.securityContext?.appArmorProfile;
  if (said === undefined) return undefined;
  return said.type === 'Localhost'
    ? { type: 'Localhost', localhostRef: said.localhostProfile ?? '' }
    : { type: said.type };
}

interface Said {
  readonly type: SecurityProfile['type'];
  readonly localhostProfile?: string;
}

function annotated(value: string | undefined): Said | undefined {
  if (value === 'runtime/default') return { type: 'RuntimeDefault' };
  if (value === 'unconfined') return { type: 'Unconfined' };
  if (value?.startsWith(LOCALHOST) !== true) return undefined;
  return { type: 'Localhost', localhostProfile: value.slice(LOCALHOST.length) };
}

/**
 * Why the pod's profiles cannot be enforced; undefined when they can, or when there are none. Only
 * the older kubelet looks whether a profile is loaded. Models Validator.Validate.
 */
function appArmorProblem(
  pod: Pod,
  loaded: LoadedProfiles,
  areNamesChecked: boolean,
): string | undefined {
  const profiles = allContainers(pod.spec).flatMap(
    ({ container }) => appArmorProfile(pod, container) ?? [],
  );
  if (profiles.every(({ type }) => type === 'Unconfined')) return undefined;
  if (loaded === undefined) return 'AppArmor is not enabled on the host';
  if (!areNamesChecked) return undefined;
  const missing = profiles.find(
    ({ type, localhostRef = '' }) => type === 'Localhost' && !loaded.includes(localhostRef),
  );
  if (missing === undefined) return undefined;
  return `profile ${JSON.stringify(missing.localhostRef)} is not loaded`;
}

/** The refusal of a pod that has not begun yet. Models appArmorAdmitHandler.Admit. */
export function unenforceable(
  pod: Pod,
  { edition, appArmor }: KubeletConfig,
): { readonly reason: string; readonly message: string } | undefined {
  if ((pod.status?.phase ?? 'Pending') !== 'Pending') return undefined;
  const problem = appArmorProblem(pod, appArmor, !podLifecycle(edition).hasThreePhases);
  if (problem === undefined) return undefined;
  return { reason: 'AppArmor', message: `Cannot enforce AppArmor: ${problem}` };
}

/** The seccomp profile of a container; of the pod as a whole without one. */
export function seccompProfile(pod: Pod, container?: Confined): SecurityProfile {
  const said =
    container?.securityContext?.seccompProfile ?? pod.spec.securityContext?.seccompProfile;
  if (said === undefined) return { type: 'Unconfined' };
  if (said.type !== 'Localhost') return { type: said.type };
  return { type: 'Localhost', localhostRef: `${SECCOMP_ROOT}/${said.localhostProfile ?? ''}` };
}
