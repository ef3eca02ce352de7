// One container and the lists of containers. Each version walks its own way, so that errors come in
// its order. Models validation.go, validateContainers, validateInitContainers,
// validateEphemeralContainers.

import type { Container, ContainerRestartRule } from '../../../api/container.ts';
import type { PodSpec, Volume } from '../../../api/pod.ts';
import { isSidecar } from '../../../api/pod-helpers.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import {
  at,
  child,
  duplicate,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooMany,
} from '../../../apimachinery/field-error.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { dns1123Label, portName, portNumber } from './formats.ts';
import { LIFECYCLE_FIELDS, PROBE_FIELDS } from './go-fields.ts';
import { goStruct } from './go-values.ts';
import { validateDevices, validateMounts } from './mounts.ts';
import { problems } from './object-meta.ts';
import type { HandlerRules } from './probes.ts';
import { validateLifecycle, validateOnce, validateProbes, validateReadiness } from './probes.ts';
import { validateResources } from './resources.ts';
import { validateSecurityContext } from './security.ts';

/** What a container is checked against besides itself. */
export interface ContainerRules extends HandlerRules {
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly usesHostUsers: boolean;
  readonly podRestartPolicy: string;
}

/** The regular containers. */
export function validateContainers(
  containers: readonly Container[],
  path: string,
  rules: ContainerRules,
): readonly FieldError[] {
  if (containers.length === 0) return [required(path)];
  return [...validateEach(containers, path, rules), ...hostPortConflicts(containers, path)];
}

function validateEach(
  containers: readonly Container[],
  path: string,
  rules: ContainerRules,
): readonly FieldError[] {
  const walk = rules.isModern ? validateModern : validateClassic;
  const names = new Set<string>();
  return containers.flatMap((container, index) => {
    const isTaken = names.has(container.name);
    names.add(container.name);
    return walk(container, at(path, index), isTaken, rules);
  });
}

function validateModern(
  container: Container,
  path: string,
  isTaken: boolean,
  rules: ContainerRules,
): readonly FieldError[] {
  return [
    ...validateCommon(container, path, rules),
    ...(isTaken ? [duplicate(child(path, 'name'), container.name)] : []),
    ...validateLifecycle(container.lifecycle, child(path, 'lifecycle'), rules),
    ...validateProbes(container, path, rules),
    ...validateRestartPolicy(container, path),
  ];
}

function validateClassic(
  container: Container,
  path: string,
  isTaken: boolean,
  rules: ContainerRules,
): readonly FieldError[] {
  const { livenessProbe, readinessProbe, startupProbe } = container;
  return [
    ...validateName(container, path, rules),
    ...(isTaken ? [duplicate(child(path, 'name'), container.name)] : []),
    ...((container.image ?? '') === '' ? [required(child(path, 'image'))] : []),
    ...validateLifecycle(container.lifecycle, child(path, 'lifecycle'), rules),
    ...validateOnce(livenessProbe, child(path, 'livenessProbe'), rules),
    ...validateReadiness(readinessProbe, child(path, 'readinessProbe'), rules),
    ...validateOnce(startupProbe, child(path, 'startupProbe'), rules),
    ...validateMessagePolicy(container, path),
    ...validateBody(container, path, rules),
  ];
}

function validateCommon(
  container: Container,
  path: string,
  rules: ContainerRules,
): readonly FieldError[] {
  return [
    ...validateName(container, path, rules),
    ...((container.image ?? '') === '' ? [required(child(path, 'image'))] : []),
    ...validateMessagePolicy(container, path),
    ...validateBody(container, path, rules),
  ];
}

function validateName(
  { name = '' }: Container,
  path: string,
  rules: ContainerRules,
): readonly FieldError[] {
  const field = child(path, 'name');
  return name === '' ? [required(field)] : problems(field, name, dns1123Label(name, rules));
}

function validateMessagePolicy(container: Container, path: string): readonly FieldError[] {
  const policy = container.terminationMessagePolicy ?? '';
  const policies = ['File', 'FallbackToLogsOnError'];
  const field = child(path, 'terminationMessagePolicy');
  if (policy === '') return [required(field)];
  return policies.includes(policy) ? [] : [notSupported(field, policy, policies)];
}

function validateBody(
  container: Container,
  path: string,
  rules: ContainerRules,
): readonly FieldError[] {
  const policies = ['Always', 'IfNotPresent', 'Never'];
  const policy = container.imagePullPolicy ?? '';
  const policyField = child(path, 'imagePullPolicy');
  const context = container.securityContext;
  return [
    ...validatePorts(container, child(path, 'ports'), rules),
    ...validateEnv(container.env, child(path, 'env'), rules),
    ...validateEnvFrom(container.envFrom, child(path, 'envFrom'), rules),
    ...validateMounts(container, rules.volumes, child(path, 'volumeMounts')),
    ...validateDevices(container, rules.volumes, child(path, 'volumeDevices'), rules.isModern),
    ...(policies.includes(policy) ? [] : [notSupported(policyField, policy, policies)]),
    ...validateResources(container.resources, 'container', child(path, 'resources'), rules),
    ...(rules.isModern ? validateResize(container, child(path, 'resizePolicy'), rules) : []),
    ...validateSecurityContext(context, child(path, 'securityContext'), rules.usesHostUsers, rules),
  ];
}

function validatePorts(
  container: Container,
  path: string,
  rules: ContainerRules,
): readonly FieldError[] {
  const names = new Set<string>();
  const protocols = ['SCTP', 'TCP', 'UDP'];
  return (container.ports ?? []).flatMap((port, index) => {
    const { name = '', containerPort = 0, hostPort = 0, protocol = '' } = port;
    const where = at(path, index);
    const errors: FieldError[] = [];
    const found = name === '' ? [] : portName(name, rules);
    errors.push(...problems(child(where, 'name'), name, found));
    if (found.length === 0 && name !== '') {
      if (names.has(name)) errors.push(duplicate(child(where, 'name'), name));
      names.add(name);
    }
    if (containerPort === 0) errors.push(required(child(where, 'containerPort')));
    else errors.push(...portErrors(containerPort, child(where, 'containerPort')));
    if (hostPort !== 0) errors.push(...portErrors(hostPort, child(where, 'hostPort')));
    const field = child(where, 'protocol');
    if (protocol === '') errors.push(required(field));
    else if (!protocols.includes(protocol)) errors.push(notSupported(field, protocol, protocols));
    return errors;
  });
}

function portErrors(port: number, field: string): readonly FieldError[] {
  return portNumber(port).map((problem) => invalid(field, port, problem));
}

function validateResize(
  container: Container,
  field: string,
  rules: ContainerRules,
): readonly FieldError[] {
  const seen = new Set<string>();
  return (container.resizePolicy ?? []).flatMap((policy, index) => {
    const { resourceName = '', restartPolicy = '' } = policy;
    const resources = ['cpu', 'memory'];
    const policies = ['NotRequired', 'RestartContainer'];
    const errors: FieldError[] = [];
    if (seen.has(resourceName)) errors.push(duplicate(at(field, index), resourceName));
    seen.add(resourceName);
    if (resourceName === '') errors.push(required(field));
    else if (!resources.includes(resourceName)) {
      errors.push(notSupported(field, resourceName, resources));
    }
    if (restartPolicy === '') errors.push(required(field));
    else if (!policies.includes(restartPolicy)) {
      errors.push(notSupported(field, restartPolicy, policies));
    }
    if (rules.podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      const detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
      errors.push(invalid(field, restartPolicy, detail));
    }
    return errors;
  });
}

function validateRestartPolicy(container: Container, path: string): readonly FieldError[] {
  const { restartPolicy, restartPolicyRules = [] } = container;
  const field = child(path, 'restartPolicy');
  const policies = ['Always', 'Never', 'OnFailure'];
  const errors: FieldError[] = [];
  if (restartPolicy === undefined && restartPolicyRules.length === 0) return [];
  if (restartPolicy === undefined) {
    errors.push(required(field, 'must specify restartPolicy when restart rules are used'));
  } else if (!policies.includes(restartPolicy)) {
    errors.push(notSupported(field, restartPolicy, policies));
  }
  const list = child(path, 'restartPolicyRules');
  if (restartPolicyRules.length > 20) errors.push(tooMany(list, restartPolicyRules.length, 20));
  restartPolicyRules.forEach((rule, index) => {
    errors.push(...validateRestartRule(rule, at(list, index)));
  });
  return errors;
}

function validateRestartRule(rule: ContainerRestartRule, path: string): readonly FieldError[] {
  const actions = ['Restart', 'RestartAllContainers'];
  const operators = ['In', 'NotIn'];
  const errors: FieldError[] = [];
  if (!actions.includes(rule.action)) {
    errors.push(notSupported(child(path, 'action'), rule.action ?? '', actions));
  }
  const { exitCodes } = rule;
  if (exitCodes === undefined) {
    return [...errors, required(child(path, 'exitCodes'), 'must be specified')];
  }
  if (!operators.includes(exitCodes.operator)) {
    const field = child(path, 'exitCodes', 'operator');
    errors.push(notSupported(field, exitCodes.operator ?? '', operators));
  }
  const count = exitCodes.values?.length ?? 0;
  if (count > 255) errors.push(tooMany(child(path, 'exitCodes', 'values'), count, 255));
  return errors;
}

function hostPortConflicts(containers: readonly Container[], path: string): readonly FieldError[] {
  const taken = new Set<string>();
  return containers.flatMap((container, index) =>
    (container.ports ?? []).flatMap((port, place) => {
      if ((port.hostPort ?? 0) === 0) return [];
      const claim = `${port.protocol}/${port.hostIP ?? ''}/${port.hostPort}`;
      const field = child(at(child(at(path, index), 'ports'), place), 'hostPort');
      if (taken.has(claim)) return [duplicate(field, claim)];
      taken.add(claim);
      return [];
    }),
  );
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** The init containers; since v1.28 some of them are sidecars and may have probes and hooks. */
export function validateInitContainers(
  spec: PodSpec,
  path: string,
  rules: ContainerRules,
): readonly FieldError[] {
  const containers = spec.initContainers ?? [];
  const names = new Set((spec.containers ?? []).map((container) => container.name));
  const errors: FieldError[] = [];
  if (!rules.isModern && containers.length > 0) {
    errors.push(...validateEach(containers, path, rules));
  }
  containers.forEach((container, index) => {
    const where = at(path, index);
    if (rules.isModern) {
      errors.push(...validateCommon(container, where, rules));
      errors.push(...validateRestartPolicy(container, where));
    }
    if (names.has(container.name)) errors.push(duplicate(child(where, 'name'), container.name));
    else if (container.name !== '') names.add(container.name);
    errors.push(...hostPortConflicts([container], path));
    errors.push(...validateInitOnly(container, where, rules));
  });
  return errors;
}

function validateInitOnly(
  container: Container,
  path: string,
  rules: ContainerRules,
): readonly FieldError[] {
  if (rules.isModern && isSidecar(container)) {
    return [
      ...validateLifecycle(container.lifecycle, child(path, 'lifecycle'), rules),
      ...validateProbes(container, path, rules),
    ];
  }
  const fields = ['lifecycle', ...PROBES] as const;
  return fields.flatMap((name) => {
    const value = container[name];
    if (value === undefined) return [];
    const field = child(path, name);
    if (rules.isModern) {
      return [forbidden(field, 'may not be set for init containers without restartPolicy=Always')];
    }
    const shown =
      name === 'lifecycle'
        ? goStruct('Lifecycle', LIFECYCLE_FIELDS, value, rules)
        : goStruct('Probe', PROBE_FIELDS, value, rules);
    return [invalid(field, shown, 'must not be set for init containers')];
  });
}

const NOT_EPHEMERAL: readonly (keyof Container & string)[] = [
  'ports',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
];

/** The ephemeral containers of a running pod. */
export function validateEphemeralContainers(
  spec: PodSpec,
  path: string,
  rules: ContainerRules,
): readonly FieldError[] {
  const others = [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((c) => c.name);
  const names = new Set(others);
  const detail = 'cannot be set for an Ephemeral Container';
  return (spec.ephemeralContainers ?? []).flatMap((container, index) => {
    const where = at(path, index);
    const errors: FieldError[] = [...validateCommon(container, where, rules)];
    errors.push(...validateImageSpace(container, where));
    if (names.has(container.name)) errors.push(duplicate(child(where, 'name'), container.name));
    names.add(container.name);
    const target = container.targetContainerName ?? '';
    if (target !== '' && !others.includes(target)) {
      errors.push(notFound(child(where, 'targetContainerName'), target));
    }
    for (const name of NOT_EPHEMERAL) {
      if (container[name] !== undefined) errors.push(forbidden(child(where, name), detail));
    }
    if (Object.keys(container.resources ?? {}).length > 0) {
      errors.push(forbidden(child(where, 'resources'), detail));
    }
    return errors;
  });
}

/** An image may not hide blanks at its ends; only whole pods are checked for that. */
export function validateImageSpace(container: Container, path: string): readonly FieldError[] {
  const { image = '' } = container;
  if (image.trim() === image) return [];
  return [invalid(child(path, 'image'), image, 'must not have leading or trailing whitespace')];
}
