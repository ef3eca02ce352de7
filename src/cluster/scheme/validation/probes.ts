// Handlers, probes and lifecycle hooks. Models validation.go, validateHandler and validateProbe.

import type { Container, Lifecycle, LifecycleHandler, Probe } from '../../../api/container.ts';
import type { FieldError } from '../../../apimachinery/field-error.ts';
import {
  child,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts';
import type { Wording } from './formats.ts';
import { httpHeaderName, portName, portNumber } from './formats.ts';
import { problems } from './object-meta.ts';

/** What probes and hooks are checked against besides themselves. */
export interface HandlerRules extends Wording {
  readonly gracePeriodSeconds: number | undefined;
  /** `spec.os.name`; a stop signal needs it. */
  readonly os: string | undefined;
}

/** The three probes of a container in upstream's order. */
export function validateProbes(
  container: Container,
  path: string,
  rules: HandlerRules,
): readonly FieldError[] {
  const { livenessProbe, readinessProbe, startupProbe } = container;
  return [
    ...validateOnce(livenessProbe, child(path, 'livenessProbe'), rules),
    ...validateReadiness(readinessProbe, child(path, 'readinessProbe'), rules),
    ...validateOnce(startupProbe, child(path, 'startupProbe'), rules),
  ];
}

/** A liveness or startup probe: one success is enough. */
export function validateOnce(
  probe: Probe | undefined,
  path: string,
  rules: HandlerRules,
): readonly FieldError[] {
  if (probe === undefined) return [];
  const errors = validateProbe(probe, path, rules);
  const threshold = probe.successThreshold ?? 0;
  if (threshold === 1) return errors;
  return [...errors, invalid(child(path, 'successThreshold'), threshold, 'must be 1')];
}

/** A readiness probe: it never kills, so it has no grace period. */
export function validateReadiness(
  probe: Probe | undefined,
  path: string,
  rules: HandlerRules,
): readonly FieldError[] {
  if (probe === undefined) return [];
  const errors = validateProbe(probe, path, rules);
  const grace = probe.terminationGracePeriodSeconds;
  if (grace === undefined) return errors;
  const detail = 'must not be set for readinessProbes';
  return [...errors, invalid(child(path, 'terminationGracePeriodSeconds'), grace, detail)];
}

const COUNTERS: readonly (keyof Probe & string)[] = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
];

function validateProbe(probe: Probe, path: string, rules: HandlerRules): readonly FieldError[] {
  const errors = [...validateHandler(probe, path, rules)];
  for (const name of COUNTERS) {
    const value = Number(probe[name] ?? 0);
    const detail = 'must be greater than or equal to 0';
    if (value < 0) errors.push(invalid(child(path, name), value, detail));
  }
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0) {
    const field = child(path, 'terminationGracePeriodSeconds');
    errors.push(invalid(field, grace, 'must be greater than 0'));
  }
  return errors;
}

/** The hooks of a container. */
export function validateLifecycle(
  lifecycle: Lifecycle | undefined,
  path: string,
  rules: HandlerRules,
): readonly FieldError[] {
  if (lifecycle === undefined) return [];
  const { postStart, preStop, stopSignal } = lifecycle;
  const errors: FieldError[] = [];
  if (postStart) errors.push(...validateHandler(postStart, child(path, 'postStart'), rules));
  if (preStop) errors.push(...validateHandler(preStop, child(path, 'preStop'), rules));
  if (stopSignal !== undefined && rules.os === undefined) {
    const detail = 'may not be set for containers with empty `spec.os.name`';
    errors.push(forbidden(child(path, 'stopSignal'), detail));
  }
  return errors;
}

type Handler = Probe | LifecycleHandler;

const HANDLERS: readonly string[] = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];

function validateHandler(
  handler: Handler,
  path: string,
  rules: HandlerRules,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  let isTyped = false;
  for (const type of HANDLERS) {
    if (!(type in handler)) continue;
    if (isTyped) {
      errors.push(forbidden(child(path, type), 'may not specify more than 1 handler type'));
      continue;
    }
    isTyped = true;
    errors.push(...validateType(handler, type, child(path, type), rules));
  }
  if (!isTyped) errors.push(required(path, 'must specify a handler type'));
  return errors;
}

function validateType(
  handler: Handler,
  type: string,
  path: string,
  rules: HandlerRules,
): readonly FieldError[] {
  switch (type) {
    case 'exec':
      return (handler.exec?.command ?? []).length === 0 ? [required(child(path, 'command'))] : [];
    case 'httpGet':
      return validateHttpGet(handler, path, rules);
    case 'tcpSocket':
      return validatePort(handler.tcpSocket?.port ?? 0, child(path, 'port'), rules);
    case 'grpc': {
      const port = 'grpc' in handler ? (handler.grpc?.port ?? 0) : 0;
      return validatePort(port, child(path, 'port'), rules);
    }
    default:
      return validateSleep(handler, path, rules);
  }
}

function validateHttpGet(
  handler: Handler,
  path: string,
  rules: HandlerRules,
): readonly FieldError[] {
  const { path: url = '', port = 0, scheme = '', httpHeaders = [] } = handler.httpGet ?? {};
  const schemes = ['HTTP', 'HTTPS'];
  const errors: FieldError[] = [];
  if (url === '') errors.push(required(child(path, 'path')));
  errors.push(...validatePort(port, child(path, 'port'), rules));
  if (!schemes.includes(scheme)) errors.push(notSupported(child(path, 'scheme'), scheme, schemes));
  for (const { name } of httpHeaders) {
    errors.push(...problems(child(path, 'httpHeaders'), name, httpHeaderName(name)));
  }
  return errors;
}

function validatePort(
  port: number | string,
  field: string,
  rules: HandlerRules,
): readonly FieldError[] {
  if (typeof port === 'string') return problems(field, port, portName(port, rules));
  return portNumber(port).map((problem) => invalid(field, port, problem));
}

function validateSleep(handler: Handler, path: string, rules: HandlerRules): readonly FieldError[] {
  const seconds = 'sleep' in handler ? (handler.sleep?.seconds ?? 0) : 0;
  const grace = rules.gracePeriodSeconds;
  if (grace === undefined || (seconds >= 0 && seconds <= grace)) return [];
  const detail = `must be non-negative and less than terminationGracePeriodSeconds (${grace})`;
  return [invalid(path, seconds, detail)];
}
