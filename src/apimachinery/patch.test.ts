import { describe, expect, test } from 'vitest';
import { applyJsonPatch } from './patch.ts';
import { createTwoWayMergePatch } from './patch-diff.ts';
import { patchSchemaOf } from './patch-schema.ts';
import { applyStrategicMergePatch } from './patch-strategic.ts';

const POD = patchSchemaOf('Pod');

function strategic(document: unknown, patch: unknown): unknown {
  const result = applyStrategicMergePatch(document, patch, POD);
  return 'value' in result ? result.value : result.error;
}

describe('strategic merge patch', () => {
  const pod = {
    spec: {
      containers: [
        { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] },
        { name: 'b', image: 'b:1' },
      ],
      tolerations: [{ key: 'k' }],
    },
  };

  test('merges containers by name, adds new ones, replaces tolerations', () => {
    const patch = {
      spec: {
        containers: [{ name: 'b', image: 'b:2' }, { name: 'c' }],
        tolerations: [{ key: 'l' }],
      },
    };
    expect(strategic(pod, patch)).toEqual({
      spec: {
        containers: [pod.spec.containers[0], { name: 'b', image: 'b:2' }, { name: 'c' }],
        tolerations: [{ key: 'l' }],
      },
    });
  });

  test('deletes by directive, replaces by directive', () => {
    const gone = { spec: { containers: [{ name: 'a', $patch: 'delete' }] } };
    expect(strategic(pod, gone)).toMatchObject({ spec: { containers: [{ name: 'b' }] } });
    const whole = { spec: { containers: [{ $patch: 'replace' }, { name: 'z' }] } };
    expect(strategic(pod, whole)).toMatchObject({ spec: { containers: [{ name: 'z' }] } });
    expect(strategic(pod, { spec: { $patch: 'replace', nodeName: 'n' } })).toEqual({
      spec: { nodeName: 'n' },
    });
  });

  test('orders, keeps named members, takes values out of sets', () => {
    const order = { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } };
    expect(strategic(pod, order)).toMatchObject({
      spec: { containers: [{ name: 'b' }, { name: 'a' }] },
    });
    const volumes = { spec: { volumes: [{ name: 'v', emptyDir: {} }] } };
    const retain = {
      spec: { volumes: [{ name: 'v', $retainKeys: ['name', 'secret'], secret: {} }] },
    };
    expect(strategic(volumes, retain)).toEqual({
      spec: { volumes: [{ name: 'v', secret: {} }] },
    });
    const finalizers = { metadata: { finalizers: ['x', 'y'] } };
    const take = { metadata: { '$deleteFromPrimitiveList/finalizers': ['x'] } };
    expect(strategic(finalizers, take)).toEqual({ metadata: { finalizers: ['y'] } });
  });

  test('refuses an item without its merge key', () => {
    expect(strategic(pod, { spec: { containers: [{ image: 'z' }] } })).toBe(
      'map: map[image:z] does not contain declared merge key: name',
    );
  });

  test("the kubelet's status difference names only what changed, and the order", () => {
    const before = { status: { conditions: [{ type: 'Ready', status: 'False' }, { type: 'Y' }] } };
    const after = { status: { conditions: [{ type: 'Ready', status: 'True' }, { type: 'Y' }] } };
    expect(createTwoWayMergePatch(before, after, POD)).toEqual({
      status: {
        '$setElementOrder/conditions': [{ type: 'Ready' }, { type: 'Y' }],
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    });
  });
});

describe('JSON patch', () => {
  const document = { spec: { list: ['a', 'b'], 'x/y': 1 } };
  const run = (operations: unknown): unknown => {
    const result = applyJsonPatch(document, operations);
    return 'value' in result ? result.value : result.error;
  };

  test('adds, replaces, removes, moves, copies and tests', () => {
    expect(
      run([
        { op: 'test', path: '/spec/list/0', value: 'a' },
        { op: 'add', path: '/spec/list/1', value: 'n' },
        { op: 'add', path: '/spec/list/-', value: 'z' },
        { op: 'replace', path: '/spec/x~1y', value: 2 },
        { op: 'copy', from: '/spec/list/0', path: '/first' },
        { op: 'move', from: '/spec/x~1y', path: '/moved' },
        { op: 'remove', path: '/spec/list/0' },
      ]),
    ).toEqual({ spec: { list: ['n', 'b', 'z'] }, first: 'a', moved: 2 });
    expect(document.spec.list).toEqual(['a', 'b']);
  });

  test('says what does not apply', () => {
    expect(run([{ op: 'remove', path: '/spec/none' }])).toBe(
      'remove operation does not apply: doc is missing path: /spec/none: missing value',
    );
    expect(run([{ op: 'test', path: '/spec/list/0', value: 'q' }])).toBe(
      'testing value /spec/list/0 failed: test failed',
    );
  });
});
