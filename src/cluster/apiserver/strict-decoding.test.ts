import { expect, test } from 'vitest';
import { fillScheme } from '../scheme/whole.ts';
import { decodeBody } from './strict-decoding.ts';

fillScheme();

function pod(container: object, more: object = {}): object {
  const spec = { containers: [{ name: 'c', image: 'i', ...container }], ...more };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec };
}

function messageOf(body: unknown, edition: 'docker' | 'containerd', twice: string[] = []): string {
  const result = decodeBody(body, edition, 'Strict', twice);
  return result.ok ? 'ok' : (result.status.message ?? '');
}

test('unknown and duplicate fields', () => {
  const body = pod({ imagee: 'j' }, { foo: 1 });
  const opening = 'Pod in version "v1" cannot be handled as a Pod: strict decoding error: ';
  expect(messageOf(body, 'containerd', ['spec.containers[0].image'])).toBe(
    `${opening}unknown field "spec.containers[0].imagee", unknown field "spec.foo", ` +
      'duplicate field "spec.containers[0].image"',
  );
  expect(messageOf(body, 'docker')).toBe('ok');
  const warned = decodeBody(body, 'containerd', 'Warn');
  expect(warned.ok && warned.warnings.length).toBe(2);
});

test('wrong types', () => {
  const opening = 'Pod in version "v1" cannot be handled as a Pod: ';
  expect(messageOf(pod({ env: [{ name: 'A', value: 1 }] }), 'containerd')).toBe(
    `${opening}json: cannot unmarshal number into Go struct field ` +
      'EnvVar.spec.containers.env.value of type string',
  );
  expect(messageOf(pod({ env: [{ name: 'A', value: 1 }] }), 'docker')).toBe(
    `${opening}v1.Pod.Spec: v1.PodSpec.Containers: []v1.Container: v1.Container.Name: Image: ` +
      'Env: []v1.EnvVar: v1.EnvVar.Value: ReadString: expects " or n, but found 1, error found ' +
      'in #10 byte of ...|,"value":1}],"image"|..., bigger context ...|spec":{"containers":' +
      '[{"env":[{"name":"A","value":1}],"image":"i","name":"c"}]}}|...',
  );
  expect(messageOf(pod({ ports: [{ containerPort: '80' }] }), 'docker')).toBe(
    `${opening}v1.Pod.Spec: v1.PodSpec.Containers: []v1.Container: v1.Container.Ports: ` +
      '[]v1.ContainerPort: v1.ContainerPort.ContainerPort: readUint32: unexpected character: ' +
      '\ufffd, error found in #10 byte of ...|nerPort":"80"}]}]}}|..., bigger context ...|' +
      '"image":"i","name":"c","ports":[{"containerPort":"80"}]}]}}|...',
  );
  expect(messageOf(pod({}, { restartPolicy: 5 }), 'containerd')).toBe(
    `${opening}json: cannot unmarshal number into Go struct field PodSpec.spec.restartPolicy ` +
      'of type v1.RestartPolicy',
  );
  expect(messageOf(pod({ resources: { limits: { cpu: 'x' } } }), 'containerd')).toBe(
    `${opening}quantities must match the regular expression ` +
      "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  );
});

test('what is written: canonical quantities, empty fields as Go drops them', () => {
  const body = pod({ resources: { limits: { cpu: 0.5 } }, tty: false }, { hostNetwork: false });
  const result = decodeBody(body, 'containerd', 'Strict');
  expect(result.ok && result.object).toEqual({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x' },
    spec: { containers: [{ name: 'c', image: 'i', resources: { limits: { cpu: '500m' } } }] },
    status: {},
  });
});
