// What an update may change of a pod: images, the deadline, more tolerations, fewer scheduling
// gates; and its status and ephemeral containers by their own paths.
// Models validation.go, ValidatePodUpdate, ValidatePodStatusUpdate,
// ValidatePodEphemeralContainersUpdate.

import type { Container } from '../../../api/container.ts';
import type { ContainerStatus, Pod, PodSpec } from '../../../api/pod.ts';
import { isSidecar } from '../../../api/pod-helpers.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import { at, child, forbidden, invalid, key, required } from '../../../apimachinery/field-error.ts';
import { quote, sortedText } from '../../../apimachinery/go-text.ts';
import { deepEqual, specDifference } from './difference.ts';
import type { Wording } from './formats.ts';
import { dns1123Subdomain, inclusiveRange, qualifiedName } from './formats.ts';
import { problems, validateObjectMetaUpdate } from './object-meta.ts';
import { validatePod, validatePodAnnotations } from './pod.ts';
import { validateTolerations } from './scheduling.ts';

const MIRROR = 'kubernetes.io/config.mirror';
const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const MAX_INT32 = 2_147_483_647;

/** An update of a pod's metadata and spec. */
export function validatePodUpdate(next: Pod, old: Pod, wording: Wording): readonly FieldError[] {
  const errors: FieldError[] = [
    ...metaUpdate(next, old, wording),
    ...validatePod(next, wording),
    ...annotationUpdate(next, old),
  ];
  for (const list of ['containers', 'initContainers'] as const) {
    const path = `spec.${list}`;
    const [now, before] = [next.spec[list] ?? [], old.spec[list] ?? []];
    if (now.length !== before.length) {
      return [...errors, forbidden(path, 'pod updates may not add or remove containers')];
    }
    errors.push(...validateImages(now, path));
  }
  const deadline = deadlineUpdate(next.spec.activeDeadlineSeconds, old.spec.activeDeadlineSeconds);
  errors.push(...deadline.errors);
  if (deadline.isFinal) return errors;
  errors.push(...tolerationUpdate(next.spec, old.spec, wording));
  errors.push(...gateUpdate(next.spec, old.spec));
  return [...errors, ...immutableFields(next.spec, old.spec, wording)];
}

function metaUpdate(next: Pod, old: Pod, wording: Wording): readonly FieldError[] {
  const rules = { ...wording, isNamespaced: true, name: dns1123Subdomain };
  return validateObjectMetaUpdate(next.metadata, old.metadata, rules);
}

function validateImages(containers: readonly Container[], path: string): readonly FieldError[] {
  return containers.flatMap(({ image = '' }, index) => {
    const field = child(at(path, index), 'image');
    if (image === '') return [required(field)];
    if (image.trim() === image) return [];
    return [invalid(field, image, 'must not have leading or trailing whitespace')];
  });
}

function annotationUpdate(next: Pod, old: Pod): readonly FieldError[] {
  const [now, before] = [next.metadata.annotations ?? {}, old.metadata.annotations ?? {}];
  const errors: FieldError[] = [];
  const path = 'metadata.annotations';
  for (const name of sortedText(Object.keys(before))) {
    if (now[name] === before[name]) continue;
    const field = key(path, name);
    if (name.startsWith(APPARMOR)) {
      errors.push(forbidden(field, 'may not remove or update AppArmor annotations'));
    }
    if (name === MIRROR) {
      errors.push(forbidden(field, 'may not remove or update mirror pod annotation'));
    }
  }
  for (const name of sortedText(Object.keys(now)).filter((one) => !(one in before))) {
    const field = key(path, name);
    if (name.startsWith(APPARMOR))
      errors.push(forbidden(field, 'may not add AppArmor annotations'));
    if (name === MIRROR) errors.push(forbidden(field, 'may not add mirror pod annotation'));
  }
  return [...errors, ...validatePodAnnotations(next)];
}

interface DeadlineCheck {
  readonly errors: readonly FieldError[];
  /** Whether upstream gives up here. */
  readonly isFinal: boolean;
}

function deadlineUpdate(next: number | undefined, old: number | undefined): DeadlineCheck {
  const field = 'spec.activeDeadlineSeconds';
  if (next === undefined) {
    if (old === undefined) return { errors: [], isFinal: false };
    const detail = 'must not update from a positive integer to nil value';
    return { errors: [invalid(field, 'null', detail)], isFinal: false };
  }
  if (next < 0 || next > MAX_INT32) {
    return { errors: [invalid(field, next, inclusiveRange(0, MAX_INT32))], isFinal: true };
  }
  if (old !== undefined && old < next) {
    const detail = 'must be less than or equal to previous value';
    return { errors: [invalid(field, next, detail)], isFinal: true };
  }
  return { errors: [], isFinal: false };
}

function tolerationUpdate(next: PodSpec, old: PodSpec, wording: Wording): readonly FieldError[] {
  const now = next.tolerations ?? [];
  const isKept = (old.tolerations ?? []).every((before) =>
    now.some((one) => deepEqual(withoutSeconds(one), withoutSeconds(before))),
  );
  if (isKept) return validateTolerations(now, 'spec.tolerations', wording);
  const detail = 'existing toleration can not be modified except its tolerationSeconds';
  return [forbidden('spec.tolerations', detail)];
}

function withoutSeconds(toleration: object): object {
  return { ...toleration, tolerationSeconds: undefined };
}

function gateUpdate(next: PodSpec, old: PodSpec): readonly FieldError[] {
  const before = new Set((old.schedulingGates ?? []).map((gate) => gate.name));
  return (next.schedulingGates ?? []).flatMap(({ name }, index) => {
    if (before.has(name)) return [];
    const field = child(at('spec.schedulingGates', index), 'name');
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return [forbidden(field, detail)];
  });
}

/** Makes everything equal that may change; what still differs may not. */
function immutableFields(next: PodSpec, old: PodSpec, wording: Wording): readonly FieldError[] {
  const grace = old.terminationGracePeriodSeconds ?? 0;
  const isForced = wording.isModern && grace < 0 && next.terminationGracePeriodSeconds === 1;
  const isGated = (old.schedulingGates ?? []).length > 0;
  const munged = {
    ...next,
    containers: sameImages(next.containers, old.containers),
    initContainers: sameImages(next.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    tolerations: old.tolerations,
    schedulingGates: old.schedulingGates,
    ...(isForced && { terminationGracePeriodSeconds: grace }),
    ...(isGated && { nodeSelector: old.nodeSelector, affinity: old.affinity }),
  };
  if (deepEqual(munged, old)) return [];
  const detail = `pod updates may not change fields other than ${updatable(wording)}\n`;
  return [forbidden('spec', detail + specDifference(old, munged as PodSpec))];
}

function updatable(wording: Wording): string {
  const fields = [
    '`spec.containers[*].image`',
    '`spec.initContainers[*].image`',
    '`spec.activeDeadlineSeconds`',
  ];
  const tolerations = '`spec.tolerations` (only additions to existing tolerations)';
  if (!wording.isModern) return `${fields.join(', ')} or ${tolerations}`;
  const grace =
    '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
  return [...fields, tolerations, grace].join(',');
}

function sameImages(
  next: readonly Container[] | undefined,
  old: readonly Container[] | undefined,
): readonly Container[] | undefined {
  return next?.map((container, index) => {
    const image = old?.[index]?.image;
    const { image: _image, ...rest } = container;
    return image === undefined ? rest : { ...rest, image };
  });
}

/** An update of `pods/<name>/status`. */
export function validatePodStatusUpdate(
  next: Pod,
  old: Pod,
  wording: Wording,
): readonly FieldError[] {
  const errors: FieldError[] = [...metaUpdate(next, old, wording), ...annotationUpdate(next, old)];
  const known = ['PodScheduled', 'Ready', 'Initialized'];
  (next.status?.conditions ?? []).forEach((condition, index) => {
    if (known.includes(condition.type)) return;
    const field = child(at('status.conditions', index), 'Type');
    errors.push(...problems(field, condition.type, qualifiedName(condition.type, wording)));
  });
  if ((next.spec.nodeName ?? '') !== (old.spec.nodeName ?? '')) {
    errors.push(forbidden('status.nodeName', 'may not be changed directly'));
  }
  const nominated = next.status?.nominatedNodeName ?? '';
  if (nominated !== '' && nominated !== old.status?.nominatedNodeName) {
    const field = 'status.nominatedNodeName';
    errors.push(...problems(field, nominated, dns1123Subdomain(nominated)));
  }
  const quality = next.status?.qosClass ?? '';
  if (wording.isModern && quality !== (old.status?.qosClass ?? '')) {
    errors.push(invalid('status.qosClass', quality, 'field is immutable'));
  }
  return [...errors, ...stateTransitions(next, old)];
}

const STATUS_LISTS = ['containerStatuses', 'initContainerStatuses'] as const;

function stateTransitions(next: Pod, old: Pod): readonly FieldError[] {
  const policy = old.spec.restartPolicy ?? 'Always';
  return STATUS_LISTS.flatMap((list) =>
    (old.status?.[list] ?? []).flatMap((before, index) => {
      const now = next.status?.[list]?.find((status) => status.name === before.name);
      if (!isRevived(before, now) || mayRestart(before, old.spec, policy)) return [];
      const field = child(at(`status.${list}`, index), 'state');
      return [forbidden(field, 'may not be transitioned to non-terminated state')];
    }),
  );
}

function isRevived(before: ContainerStatus, now: ContainerStatus | undefined): boolean {
  const wasOver = before.state?.terminated !== undefined;
  return wasOver && now !== undefined && now.state?.terminated === undefined;
}

function mayRestart(status: ContainerStatus, spec: PodSpec, podPolicy: string): boolean {
  const all = [...spec.containers, ...(spec.initContainers ?? [])];
  const container = all.find((one) => one.name === status.name);
  const hasRules = all.some((one) =>
    one.restartPolicyRules?.some((rule) => rule.action === 'RestartAllContainers'),
  );
  if (container !== undefined && isSidecar(container)) return true;
  if (hasRules || (container?.restartPolicyRules?.length ?? 0) > 0) return true;
  const policy = container?.restartPolicy ?? podPolicy;
  return (
    policy === 'Always' || (policy === 'OnFailure' && status.state?.terminated?.exitCode !== 0)
  );
}

/** An update of `pods/<name>/ephemeralcontainers`: only additions. */
export function validateEphemeralUpdate(
  next: Pod,
  old: Pod,
  wording: Wording,
): readonly FieldError[] {
  if (old.metadata.annotations?.[MIRROR] !== undefined) {
    return [forbidden('', 'static pods do not support ephemeral containers')];
  }
  const errors: FieldError[] = [
    ...metaUpdate(next, old, wording),
    ...validatePod(next, wording),
    ...annotationUpdate(next, old),
  ];
  const path = 'spec.ephemeralContainers';
  for (const before of old.spec.ephemeralContainers ?? []) {
    const now = next.spec.ephemeralContainers?.find((one) => one.name === before.name);
    const opening = `existing ephemeral containers ${quote(before.name)} may not be`;
    if (now === undefined) errors.push(forbidden(path, `${opening} removed\n`));
    else if (!deepEqual(now, before)) errors.push(forbidden(path, `${opening} changed\n`));
  }
  return errors;
}
