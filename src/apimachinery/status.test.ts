import { describe, expect, test } from 'vitest';
import { forbidden, invalid, notSupported, required } from './field-error.ts';
import {
  alreadyExists,
  badRequest,
  conflict,
  expired,
  forbiddenStatus,
  invalidStatus,
  methodNotSupported,
  notFoundStatus,
  OBJECT_WAS_MODIFIED,
  tooOldText,
  unauthorized,
} from './status.ts';
import { kubectlErrorText, noMatchesText } from './status-text.ts';

const PODS = { group: '', resource: 'pods' };
const LEASES = { group: 'coordination.k8s.io', resource: 'leases' };

test.each([
  [notFoundStatus(PODS, 'web'), 404, 'NotFound', 'pods "web" not found'],
  [
    alreadyExists(LEASES, 'a'),
    409,
    'AlreadyExists',
    'leases.coordination.k8s.io "a" already exists',
  ],
  [
    conflict(PODS, 'web', OBJECT_WAS_MODIFIED),
    409,
    'Conflict',
    'Operation cannot be fulfilled on pods "web": the object has been modified; please apply ' +
      'your changes to the latest version and try again',
  ],
  [forbiddenStatus(PODS, 'web', 'no'), 403, 'Forbidden', 'pods "web" is forbidden: no'],
  [expired(tooOldText(1, 5)), 410, 'Expired', 'too old resource version: 1 (5)'],
  [
    methodNotSupported(PODS, 'create'),
    405,
    'MethodNotAllowed',
    'create is not supported on resources of kind "pods"',
  ],
])('%#: code, reason and message', (status, code, reason, message) => {
  expect(status).toMatchObject({ kind: 'Status', status: 'Failure', code, reason, message });
});

describe('refused fields', () => {
  const one = required('spec.containers[0].image');
  const two = notSupported('spec.dnsPolicy', 'x', ['A', 'B']);

  test('one error stands alone, several in brackets, equal ones once', () => {
    expect(invalidStatus('', 'Pod', 'x', [one]).message).toBe(
      'Pod "x" is invalid: spec.containers[0].image: Required value',
    );
    expect(invalidStatus('', 'Pod', 'x', [one, two, one]).message).toBe(
      'Pod "x" is invalid: [spec.containers[0].image: Required value, ' +
        'spec.dnsPolicy: Unsupported value: "x": supported values: "A", "B"]',
    );
  });

  test('kubectl prints one line each', () => {
    expect(kubectlErrorText(invalidStatus('', 'Pod', 'x', [one]))).toBe(
      'The Pod "x" is invalid: spec.containers[0].image: Required value',
    );
    const status = invalidStatus('', 'Pod', 'x', [invalid('a', 0, 'no'), forbidden('b', 'never')]);
    expect(kubectlErrorText(status)).toBe(
      'The Pod "x" is invalid: \n* a: Invalid value: 0: no\n* b: Forbidden: never',
    );
  });
});

test('kubectl names the reason and the file', () => {
  const source = { verb: 'creating', source: 'pod.yaml' };
  expect(kubectlErrorText(badRequest('what?'), source)).toBe(
    'Error from server (BadRequest): error when creating "pod.yaml": what?',
  );
  expect(kubectlErrorText(unauthorized())).toBe(
    'error: You must be logged in to the server (Unauthorized)',
  );
  const object = { apiVersion: 'v1', kind: 'Pood', name: 'x', namespace: '' };
  expect(noMatchesText(object, 'p.yaml', false)).toBe(
    'error: unable to recognize "p.yaml": no matches for kind "Pood" in version "v1"',
  );
});
