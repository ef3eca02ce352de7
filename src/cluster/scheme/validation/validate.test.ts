import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import { errorText } from '../../../apimachinery/field-error.ts';
import type { ApiObject } from '../../../apimachinery/meta.ts';
import type { EditionName } from '../../editions/edition.ts';
import { defaultObject } from '../defaults.ts';
import { fillScheme } from '../whole.ts';
import { validateCreate, validateUpdate } from './validate.ts';

fillScheme();

function object(kind: string, more: object, meta: object = {}): ApiObject {
  const metadata = { name: 'x', namespace: 'default', resourceVersion: '1', ...meta };
  return { apiVersion: 'v1', kind, metadata, ...more } as ApiObject;
}

function created(one: ApiObject, edition: EditionName = 'containerd'): readonly string[] {
  return validateCreate(defaultObject(one, edition), edition).map(errorText);
}

function pod(container: object = {}, spec: object = {}): Pod {
  const containers = [{ name: 'c', image: 'nginx', ...container }];
  return object('Pod', { spec: { containers, ...spec } }) as Pod;
}

describe('pods', () => {
  test('all errors at once, in walking order', () => {
    const bad = pod({ image: '', ports: [{ containerPort: 70_000 }] }, { dnsPolicy: 'x' });
    expect(created(bad)).toEqual([
      'spec.containers[0].image: Required value',
      'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      'spec.dnsPolicy: Unsupported value: "x": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
    ]);
  });

  test('probes on init containers: never, or on sidecars only', () => {
    const probe = { livenessProbe: { tcpSocket: { port: 1 } } };
    const side = { name: 's', image: 'i', ...probe };
    const detail = 'may not be set for init containers without restartPolicy=Always';
    expect(created(pod({}, { initContainers: [side] }))).toEqual([
      `spec.initContainers[0].livenessProbe: Forbidden: ${detail}`,
    ]);
    expect(created(pod({}, { initContainers: [side] }), 'docker')).toEqual([
      'spec.initContainers[0].livenessProbe: Invalid value: core.Probe{Handler:core.Handler{Exec:(*core.ExecAction)(nil), HTTPGet:(*core.HTTPGetAction)(nil), TCPSocket:(*core.TCPSocketAction)(0xc000a1e000)}, InitialDelaySeconds:0, TimeoutSeconds:1, PeriodSeconds:10, SuccessThreshold:1, FailureThreshold:3}: must not be set for init containers',
    ]);
    expect(created(pod({}, { initContainers: [{ ...side, restartPolicy: 'Always' }] }))).toEqual(
      [],
    );
  });

  test('an update may change images, nothing else', () => {
    const old = defaultObject(pod(), 'containerd');
    const image = defaultObject(
      pod({ image: 'nginx:1.25', imagePullPolicy: 'Always' }),
      'containerd',
    );
    expect(validateUpdate(image, old, 'containerd')).toEqual([]);
    const args = defaultObject(pod({ args: ['x'] }), 'containerd');
    const [refused] = validateUpdate(args, old, 'containerd').map(errorText);
    expect(refused?.split('\n').slice(0, 2)).toEqual([
      'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
      '  core.PodSpec{',
    ]);
  });

  test('a finished container may not come back unless it may restart', () => {
    const ended = { name: 'c', state: { terminated: { exitCode: 0 } } };
    const running = { name: 'c', state: { running: {} } };
    const base = pod({}, { restartPolicy: 'Never' });
    const old = { ...base, status: { containerStatuses: [ended] } } as unknown as Pod;
    const next = { ...base, status: { containerStatuses: [running] } } as unknown as Pod;
    expect(validateUpdate(next, old, 'containerd', 'status').map(errorText)).toEqual([
      'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
    ]);
  });
});

describe('other kinds', () => {
  test('data keys and types of secrets', () => {
    expect(created(object('Secret', { data: { 'a b': '' } }))[0]).toMatch(/^data\[a b\]: Invalid/);
    expect(created(object('Secret', { type: 'kubernetes.io/tls', data: {} }))).toEqual([
      'data[tls.crt]: Required value',
      'data[tls.key]: Required value',
    ]);
  });

  test('an immutable ConfigMap stays', () => {
    const old = object('ConfigMap', { immutable: true, data: { a: '1' } });
    const next = object('ConfigMap', { immutable: true, data: { a: '2' } });
    expect(validateUpdate(next, old, 'docker').map(errorText)).toEqual([
      'data: Forbidden: field is immutable when `immutable` is set',
    ]);
  });

  test('names and namespaces', () => {
    expect(created(object('Node', {}))).toEqual([
      'metadata.namespace: Forbidden: not allowed on this type',
    ]);
    const service = object('Service', { spec: { ports: [{ port: 80 }] } }, { name: '1st' });
    expect(created(service)[0]).toMatch(/^metadata.name: Invalid value: "1st": a DNS-1035 label/);
    const binding = object('Binding', { target: { kind: 'Pod' } });
    expect(created(binding)).toEqual([
      'target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"',
      'target.name: Required value',
    ]);
  });
});
