import { beforeAll, expect, test } from 'vitest';
import { clientValidationText, validateClient } from './client-validation.ts';
import { POD_TYPES } from './schema/pod.ts';
import { podTypes, readTables } from './schema/schema.ts';
import { VOLUMES_TYPES } from './schema/volumes.ts';

beforeAll(() => podTypes.fill(readTables(VOLUMES_TYPES + POD_TYPES)));

function pod(container: object): object {
  const spec = { containers: [{ name: 'c', image: 'i', ...container }] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec };
}

test('unknown fields and wrong types', () => {
  expect(validateClient(pod({ imagee: 'x' }), 'schema')).toEqual([
    'ValidationError(Pod.spec.containers[0]): unknown field "imagee" in ' +
      'io.k8s.api.core.v1.Container',
  ]);
  expect(validateClient(pod({ ports: [{ containerPort: '80' }] }), 'schema')).toEqual([
    'ValidationError(Pod.spec.containers[0].ports[0].containerPort): invalid type for ' +
      'io.k8s.api.core.v1.ContainerPort.containerPort: got "string", expected "integer"',
  ]);
  expect(validateClient(pod({ ports: {}, env: [{ name: 'A', value: 1 }] }), 'schema')).toEqual([
    'ValidationError(Pod.spec.containers[0].ports): invalid type for ' +
      'io.k8s.api.core.v1.Container.ports: got "map", expected "array"',
  ]);
  expect(validateClient(pod({ restartPolicy: 'Always' }), 'schema')).toHaveLength(1);
  expect(validateClient(pod({ imagee: 'x' }), 'kind')).toEqual([]);
});

test('a missing field, a missing kind', () => {
  const bare = { apiVersion: 'v1', kind: 'Pod', spec: {} };
  expect(validateClient(bare, 'schema')).toEqual([
    'ValidationError(Pod.spec): missing required field "containers" in io.k8s.api.core.v1.PodSpec',
  ]);
  expect(clientValidationText(validateClient({ kind: 'Pod' }, 'kind'), 'pod.yaml')).toBe(
    'error: error validating "pod.yaml": error validating data: apiVersion not set; if you choose ' +
      'to ignore these errors, turn validation off with --validate=false',
  );
});
