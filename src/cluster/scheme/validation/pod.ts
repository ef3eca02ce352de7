// A whole pod, on create and as part of every update.
// Models validation.go, ValidatePodCreate, validatePodMetadataAndSpec, ValidatePodSpec.

import type { Container } from '../../../api/container.ts';
import type { Pod, PodSpec } from '../../../api/pod.ts';
import { allContainers } from '../../../api/pod-helpers.ts';
import { podRequests } from '../../../api/pod-resources.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import {
  at,
  child,
  duplicate,
  forbidden,
  invalid,
  key,
  notFound,
  notSupported,
  required,
  tooLongMax,
} from '../../../apimachinery/field-error.ts';
import { sortedText } from '../../../apimachinery/go-text.ts';
import { compareQuantities, milliQuantity, wholeQuantity } from '../../../apimachinery/quantity.ts';
import type { ContainerRules } from './container.ts';
import {
  validateContainers,
  validateEphemeralContainers,
  validateImageSpace,
  validateInitContainers,
} from './container.ts';
import { validateDnsConfig, validateHostAliases } from './dns.ts';
import type { Wording } from './formats.ts';
import { dns1123Label, dns1123Subdomain, inclusiveRange, qualifiedName } from './formats.ts';
import { problems, validateLabels, validateObjectMeta } from './object-meta.ts';
import { validateResources } from './resources.ts';
import { validateAffinity, validateSpread, validateTolerations } from './scheduling.ts';
import {
  validatePodSecurityContext,
  validateProfileAnnotations,
  validateSeccompAgreement,
} from './security.ts';
import { validateVolumes } from './volumes.ts';

const MIRROR = 'kubernetes.io/config.mirror';

/** A new pod. */
export function validatePodCreate(pod: Pod, wording: Wording): readonly FieldError[] {
  const errors = [...validatePod(pod, wording)];
  if ((pod.spec.ephemeralContainers ?? []).length > 0) {
    errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  const gates = pod.spec.schedulingGates ?? [];
  if ((pod.spec.nodeName ?? '') !== '' && gates.length > 0) {
    const detail = 'cannot be set until all schedulingGates have been cleared';
    errors.push(forbidden('spec.nodeName', detail));
  }
  return [...errors, ...validateSeccompAgreement(pod.metadata.annotations ?? {}, pod.spec)];
}

/** Metadata and spec of a pod. */
export function validatePod(pod: Pod, wording: Wording): readonly FieldError[] {
  const meta = { ...wording, isNamespaced: true, name: dns1123Subdomain };
  return [
    ...validateObjectMeta(pod.metadata, meta),
    ...validatePodAnnotations(pod),
    ...validatePodSpec(pod, wording),
    ...validateTokens(pod.spec),
    ...validateImages(pod.spec.containers, 'spec.containers'),
    ...validateImages(pod.spec.initContainers, 'spec.initContainers'),
  ];
}

/** The annotations that mean something to the API server. */
export function validatePodAnnotations(pod: Pod): readonly FieldError[] {
  const annotations = pod.metadata.annotations ?? {};
  const mirror = annotations[MIRROR];
  const errors: FieldError[] = [];
  if (mirror !== undefined && (pod.spec.nodeName ?? '') === '') {
    const detail = 'must set spec.nodeName if mirror pod annotation is set';
    errors.push(invalid(key('metadata.annotations', MIRROR), mirror, detail));
  }
  const names = sortedText(Object.keys(annotations));
  return [...errors, ...validateProfileAnnotations(annotations, names, pod.spec)];
}

function validateImages(
  containers: readonly Container[] | undefined,
  path: string,
): readonly FieldError[] {
  return (containers ?? []).flatMap((one, index) => validateImageSpace(one, at(path, index)));
}

function validateTokens(spec: PodSpec): readonly FieldError[] {
  if ((spec.serviceAccountName ?? '') !== '') return [];
  return (spec.volumes ?? []).flatMap((volume, index) =>
    (volume.projected?.sources ?? []).flatMap((source, place) => {
      if (source.serviceAccountToken === undefined) return [];
      const sources = child(at('spec.volumes', index), 'projected', 'sources');
      const field = child(at(sources, place), 'serviceAccountToken');
      return [forbidden(field, 'must not be specified when serviceAccountName is not set')];
    }),
  );
}

function validatePodSpec(pod: Pod, wording: Wording): readonly FieldError[] {
  const { spec } = pod;
  const podName = pod.metadata.name ?? '';
  const volumes = validateVolumes(spec.volumes ?? [], podName, 'spec.volumes', wording);
  const rules: ContainerRules = {
    ...wording,
    volumes: volumes.byName,
    gracePeriodSeconds: spec.terminationGracePeriodSeconds,
    os: spec.os?.name,
    usesHostUsers: spec.hostUsers !== false,
    podRestartPolicy: spec.restartPolicy ?? '',
  };
  return [
    ...volumes.errors,
    ...validateContainers(spec.containers ?? [], 'spec.containers', rules),
    ...validateInitContainers(spec, 'spec.initContainers', rules),
    ...validateEphemeralContainers(spec, 'spec.ephemeralContainers', rules),
    ...(wording.isModern ? validatePodResources(spec, wording) : []),
    ...(wording.isModern ? validateHostNetwork(spec, wording) : []),
    ...oneOf(spec.restartPolicy, ['Always', 'OnFailure', 'Never'], 'spec.restartPolicy'),
    ...oneOf(spec.dnsPolicy, DNS_POLICIES, 'spec.dnsPolicy'),
    ...validateLabels(spec.nodeSelector, 'spec.nodeSelector', wording),
    ...(wording.isModern ? [] : validateHostNetwork(spec, wording)),
    ...validatePodSecurityContext(spec, 'spec.securityContext', wording),
    ...validateAffinity(spec.affinity, 'spec.affinity', wording),
    ...validateDnsConfig(spec, 'spec.dnsConfig', wording),
    ...validateGates(spec, wording),
    ...validateSpread(spec.topologySpreadConstraints, 'spec.topologySpreadConstraints', wording),
    ...(wording.isModern ? validateHostUsers(spec) : []),
    ...validateIdentity(spec, wording),
    ...validateTolerations(spec.tolerations, 'spec.tolerations', wording),
    ...validateHostAliases(spec.hostAliases, 'spec.hostAliases', wording),
    ...validateClasses(spec, wording),
    ...(wording.isModern ? validateFileKeyVolumes(spec) : []),
  ];
}

const DNS_POLICIES: readonly string[] = [
  'ClusterFirstWithHostNet',
  'ClusterFirst',
  'Default',
  'None',
];

function oneOf(
  value: string | undefined,
  known: readonly string[],
  field: string,
): readonly FieldError[] {
  if (value === undefined || value === '') return [required(field)];
  return known.includes(value) ? [] : [notSupported(field, value, known)];
}

function validateHostNetwork(spec: PodSpec, wording: Wording): readonly FieldError[] {
  if (spec.hostNetwork !== true) return [];
  return (spec.containers ?? []).flatMap((container, index) =>
    (container.ports ?? []).flatMap(({ hostPort = 0, containerPort }, place) => {
      if (hostPort === containerPort) return [];
      const where = at(child(at('spec.containers', index), 'ports'), place);
      const [field, value, other] = wording.isModern
        ? ['hostPort', hostPort, 'containerPort']
        : ['containerPort', containerPort, 'hostPort'];
      const detail = `must match \`${other}\` when \`hostNetwork\` is true`;
      return [invalid(child(where, String(field)), Number(value), detail)];
    }),
  );
}

function validatePodResources(spec: PodSpec, wording: Wording): readonly FieldError[] {
  const { resources } = spec;
  if (resources === undefined) return [];
  const errors = [...validateResources(resources, 'pod', 'spec.resources', wording)];
  const { resources: _resources, overhead: _overhead, ...rest } = spec;
  const sums = podRequests(rest as PodSpec);
  for (const name of sortedText(Object.keys(sums))) {
    const wanted = resources.requests?.[name];
    const sum = sums[name] ?? 0;
    const text = name === 'cpu' ? milliQuantity(sum) : wholeQuantity(sum, 'BinarySI');
    if (wanted === undefined || compareQuantities(text, wanted) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container requests of ${text}`;
    errors.push(invalid(key('spec.resources.requests', name), wanted, detail));
  }
  (spec.containers ?? []).forEach((container, index) => {
    for (const [name, limit] of Object.entries(container.resources?.limits ?? {})) {
      const ofPod = resources.limits?.[name];
      if (ofPod === undefined || compareQuantities(limit, ofPod) <= 0) continue;
      const field = child(key(at('spec.resources.containers', index), name), 'limits');
      const detail = `must be less than or equal to pod limits of ${ofPod}`;
      errors.push(invalid(field, limit, detail));
    }
  });
  return errors;
}

function validateGates(spec: PodSpec, wording: Wording): readonly FieldError[] {
  const errors = (spec.readinessGates ?? []).flatMap(({ conditionType = '' }, index) => {
    const field = child(at('spec.readinessGates', index), 'conditionType');
    return problems(field, conditionType, qualifiedName(conditionType, wording));
  });
  const seen = new Set<string>();
  (spec.schedulingGates ?? []).forEach(({ name = '' }, index) => {
    const field = at('spec.schedulingGates', index);
    errors.push(...problems(field, name, qualifiedName(name, wording)));
    if (seen.has(name)) errors.push(duplicate(field, name));
    seen.add(name);
  });
  return errors;
}

function validateHostUsers(spec: PodSpec): readonly FieldError[] {
  const errors: FieldError[] = [];
  const detail = 'when `hostUsers` is false';
  if (spec.hostUsers === false) {
    if (spec.hostPID === true) errors.push(forbidden('spec.HostPID', detail));
    if (spec.hostIPC === true) errors.push(forbidden('spec.HostIPC', detail));
  }
  const name = spec.hostnameOverride;
  if (name === undefined) return errors;
  const field = 'spec.hostnameOverride';
  if (spec.setHostnameAsFQDN === true) {
    errors.push(forbidden(field, 'may not be specified when setHostnameAsFQDN is true'));
  }
  if (spec.hostNetwork === true) {
    errors.push(forbidden(field, 'may not be specified when hostNetwork is true'));
  }
  if (name.length > 64) errors.push(tooLongMax(field, 64));
  return [...errors, ...problems(field, name, dns1123Subdomain(name))];
}

function validateIdentity(spec: PodSpec, wording: Wording): readonly FieldError[] {
  const { serviceAccountName = '', nodeName = '', activeDeadlineSeconds } = spec;
  const { hostname = '', subdomain = '' } = spec;
  const errors: FieldError[] = [];
  if (serviceAccountName !== '') {
    const found = dns1123Subdomain(serviceAccountName);
    errors.push(...problems('spec.serviceAccountName', serviceAccountName, found));
  }
  if (nodeName !== '') {
    errors.push(...problems('spec.nodeName', nodeName, dns1123Subdomain(nodeName)));
  }
  const deadline = activeDeadlineSeconds ?? 1;
  if (deadline < 1 || deadline > 2_147_483_647) {
    const detail = inclusiveRange(1, 2_147_483_647);
    errors.push(invalid('spec.activeDeadlineSeconds', deadline, detail));
  }
  if (hostname !== '') {
    errors.push(...problems('spec.hostname', hostname, dns1123Label(hostname, wording)));
  }
  if (subdomain !== '') {
    errors.push(...problems('spec.subdomain', subdomain, dns1123Label(subdomain, wording)));
  }
  return errors;
}

function validateClasses(spec: PodSpec, wording: Wording): readonly FieldError[] {
  const { priorityClassName = '', runtimeClassName, preemptionPolicy, overhead } = spec;
  const errors: FieldError[] = [];
  if (priorityClassName !== '') {
    const found = dns1123Subdomain(priorityClassName);
    errors.push(...problems('spec.priorityClassName', priorityClassName, found));
  }
  if (runtimeClassName !== undefined) {
    const found = dns1123Subdomain(runtimeClassName);
    errors.push(...problems('spec.runtimeClassName', runtimeClassName, found));
  }
  if (preemptionPolicy !== undefined) {
    const policies = ['PreemptLowerPriority', 'Never'];
    errors.push(...oneOf(preemptionPolicy, policies, 'spec.preemptionPolicy'));
  }
  if (overhead !== undefined) {
    const limits = { limits: overhead };
    errors.push(...validateResources(limits, 'container', 'spec.overhead', wording));
  }
  const os = spec.os?.name;
  if (os !== undefined && os !== 'linux' && os !== 'windows') {
    errors.push(notSupported('spec.os', os, ['linux', 'windows']));
  }
  return errors;
}

function validateFileKeyVolumes(spec: PodSpec): readonly FieldError[] {
  return allContainers(spec).flatMap(({ container, fieldPath, type }) => {
    const list = fieldPath.slice(0, fieldPath.indexOf('{'));
    const place = allContainers(spec).filter((one) => one.type === type);
    const index = place.findIndex((one) => one.container === container);
    return (container.env ?? []).flatMap((variable, order) => {
      const name = variable.valueFrom?.fileKeyRef?.volumeName;
      if (name === undefined) return [];
      const env = at(child(at(list, index), 'env'), order);
      const field = child(env, 'valueFrom', 'fileKeyRef', 'volumeName');
      const volume = spec.volumes?.find((one) => one.name === name);
      if (volume === undefined) return [notFound(field, name)];
      if (volume.emptyDir !== undefined) return [];
      return [invalid(field, name, 'referenced volume must be of type emptyDir')];
    });
  });
}
