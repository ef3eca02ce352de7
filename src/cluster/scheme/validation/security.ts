// Security contexts of containers and pods, and the old annotations that say the same.
// Models validation.go, ValidateSecurityContext and validatePodSpecSecurityContext.

import type { SecurityContext } from '../../../api/container.ts';
import type { PodSecurityContext, PodSpec } from '../../../api/pod.ts';
import { allContainers } from '../../../api/pod-helpers.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import {
  at,
  child,
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts';
import type { Wording } from './formats.ts';
import { systemId } from './formats.ts';
import { SECCOMP_FIELDS, SECURITY_CONTEXT_FIELDS } from './go-fields.ts';
import { goStruct } from './go-values.ts';
import { localDescending } from './paths.ts';

/** The security context of a container. */
export function validateSecurityContext(
  context: SecurityContext | undefined,
  path: string,
  usesHostUsers: boolean,
  wording: Wording,
): readonly FieldError[] {
  if (context === undefined) return [];
  const { procMount } = context;
  const errors: FieldError[] = [
    ...validateId(context.runAsUser, child(path, 'runAsUser')),
    ...validateId(context.runAsGroup, child(path, 'runAsGroup')),
  ];
  if (procMount !== undefined && wording.isModern) {
    const field = child(path, 'procMount');
    const types = ['Default', 'Unmasked'];
    if (!types.includes(procMount)) errors.push(notSupported(field, procMount, types));
    if (usesHostUsers && procMount === 'Unmasked') {
      errors.push(invalid(field, procMount, '`hostUsers` must be false to use `Unmasked`'));
    }
  }
  const seccomp = child(path, 'seccompProfile');
  errors.push(...validateSeccomp(context.seccompProfile, seccomp, wording));
  return [...errors, ...validateEscalation(context, path, wording)];
}

function validateEscalation(
  context: SecurityContext,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  if (context.allowPrivilegeEscalation !== false) return [];
  const opening = 'cannot set `allowPrivilegeEscalation` to false and';
  const shown = goStruct('SecurityContext', SECURITY_CONTEXT_FIELDS, context, wording);
  const errors: FieldError[] = [];
  if (context.privileged === true) {
    errors.push(invalid(path, shown, `${opening} \`privileged\` to true`));
  }
  for (const capability of context.capabilities?.add ?? []) {
    if (capability !== 'CAP_SYS_ADMIN') continue;
    errors.push(invalid(path, shown, `${opening} \`capabilities.Add\` CAP_SYS_ADMIN`));
  }
  return errors;
}

function validateId(id: number | undefined, field: string): readonly FieldError[] {
  return id === undefined ? [] : systemId(id).map((problem) => invalid(field, id, problem));
}

type Seccomp = SecurityContext['seccompProfile'];

function validateSeccomp(profile: Seccomp, path: string, wording: Wording): readonly FieldError[] {
  if (profile === undefined) return [];
  const types = ['Localhost', 'RuntimeDefault', 'Unconfined'];
  const { type, localhostProfile } = profile;
  const field = child(path, 'localhostProfile');
  const errors: FieldError[] = [];
  if (type === undefined || (type as string) === '') {
    errors.push(required(child(path, 'type'), 'type is required when seccompProfile is set'));
  } else if (!types.includes(type)) {
    errors.push(notSupported(child(path, 'type'), type, types));
  }
  if (type === 'Localhost' && localhostProfile === undefined) {
    errors.push(required(field, 'must be set when seccomp type is Localhost'));
  } else if (type === 'Localhost') {
    errors.push(...localDescending(localhostProfile ?? '', field));
  } else if (localhostProfile !== undefined) {
    const shown = goStruct('SeccompProfile', SECCOMP_FIELDS, profile, wording);
    errors.push(invalid(field, shown, 'can only be set when seccomp type is Localhost'));
  }
  return errors;
}

/** The security context of a pod. */
export function validatePodSecurityContext(
  spec: PodSpec,
  path: string,
  wording: Wording,
): readonly FieldError[] {
  const context = spec.securityContext ?? {};
  const errors: FieldError[] = [
    ...validateId(context.fsGroup, child(path, 'fsGroup')),
    ...validateId(context.runAsUser, child(path, 'runAsUser')),
    ...validateId(context.runAsGroup, child(path, 'runAsGroup')),
    ...(context.supplementalGroups ?? []).flatMap((group, index) =>
      validateId(group, at(child(path, 'supplementalGroups'), index)),
    ),
  ];
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(invalid(child(path, 'shareProcessNamespace'), true, detail));
  }
  errors.push(...validateSysctls(context, child(path, 'sysctls')));
  const policy = context.fsGroupChangePolicy;
  const policies = ['Always', 'OnRootMismatch'];
  if (policy !== undefined && !policies.includes(policy)) {
    errors.push(notSupported(child(path, 'fsGroupChangePolicy'), policy, policies));
  }
  errors.push(...validateSeccomp(context.seccompProfile, child(path, 'seccompProfile'), wording));
  const groups = context.supplementalGroupsPolicy;
  if (groups !== undefined && groups !== 'Merge' && groups !== 'Strict') {
    const field = child(path, 'supplementalGroupsPolicy');
    errors.push(notSupported(field, groups, ['Merge', 'Strict']));
  }
  return errors;
}

const SYSCTL_PART = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SYSCTL = `^(${SYSCTL_PART}[\\./])*${SYSCTL_PART}$`;

function validateSysctls(context: PodSecurityContext, path: string): readonly FieldError[] {
  const seen = new Set<string>();
  return (context.sysctls ?? []).flatMap(({ name = '' }, index) => {
    const field = child(at(path, index), 'name');
    const isDuplicate = seen.has(name);
    seen.add(name);
    if (name === '') return [required(field)];
    if (name.length > 253 || !new RegExp(SYSCTL).test(name)) {
      const detail = `must have at most 253 characters and match regex ${SYSCTL}`;
      return [invalid(field, name, detail)];
    }
    return isDuplicate ? [duplicate(field, name)] : [];
  });
}

const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';

type Annotations = Readonly<Record<string, string>>;

/** The annotations that carried profiles before there were fields. */
export function validateProfileAnnotations(
  annotations: Annotations,
  names: readonly string[],
  spec: PodSpec,
): readonly FieldError[] {
  const path = 'metadata.annotations';
  const errors: FieldError[] = [];
  const ofPod = annotations[SECCOMP_POD];
  if (ofPod !== undefined) errors.push(...oldSeccomp(ofPod, child(path, SECCOMP_POD)));
  for (const name of names.filter((one) => one.startsWith(SECCOMP_CONTAINER))) {
    errors.push(...oldSeccomp(annotations[name] ?? '', child(path, name)));
  }
  for (const name of names.filter((one) => one.startsWith(APPARMOR))) {
    const container = name.slice(APPARMOR.length);
    const profile = annotations[name] ?? '';
    const field = `${path}[${name}]`;
    if (!allContainers(spec).some((placed) => placed.container.name === container)) {
      errors.push(invalid(field, container, 'container not found'));
    }
    const isKnown = ['', 'runtime/default', 'unconfined'].includes(profile);
    if (!isKnown && !profile.startsWith('localhost/')) {
      errors.push(invalid(field, profile, `invalid AppArmor profile name: "${profile}"`));
    }
  }
  return errors;
}

function oldSeccomp(profile: string, field: string): readonly FieldError[] {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return [];
  if (profile.startsWith('localhost/')) return localDescending(profile.slice(10), field);
  return [invalid(field, profile, 'must be a valid seccomp profile')];
}

/** Where a profile stands in an annotation and in a field, both must say the same. */
export function validateSeccompAgreement(
  annotations: Annotations,
  spec: PodSpec,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const ofPod = annotations[SECCOMP_POD];
  const podField = spec.securityContext?.seccompProfile;
  if (ofPod !== undefined && podField !== undefined) {
    errors.push(...disagreement(ofPod, podField, 'spec.securityContext.seccompProfile'));
  }
  for (const { container, fieldPath } of allContainers(spec)) {
    const profile = container.securityContext?.seccompProfile;
    const annotation = annotations[`${SECCOMP_CONTAINER}${container.name}`];
    if (profile === undefined || annotation === undefined) continue;
    const list = fieldPath.slice(0, fieldPath.indexOf('{'));
    const index = allContainers(spec)
      .filter((placed) => placed.fieldPath.startsWith(`${list}{`))
      .findIndex((placed) => placed.container === container);
    const path = child(at(list, index), 'securityContext', 'seccompProfile');
    errors.push(...disagreement(annotation, profile, path));
  }
  return errors;
}

function disagreement(
  annotation: string,
  profile: NonNullable<Seccomp>,
  path: string,
): readonly FieldError[] {
  const expected: { readonly [type: string]: readonly string[] } = {
    Unconfined: ['unconfined'],
    RuntimeDefault: ['runtime/default', 'docker/default'],
  };
  const isLocal = profile.type === 'Localhost' && annotation.startsWith('localhost/');
  if (isLocal && annotation.slice(10) !== profile.localhostProfile) {
    const detail = 'seccomp profile in annotation and field must match';
    return [forbidden(child(path, 'localhostProfile'), detail)];
  }
  if (isLocal || expected[profile.type]?.includes(annotation) === true) return [];
  return [forbidden(child(path, 'type'), 'seccomp type in annotation and field must match')];
}
