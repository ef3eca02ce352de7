import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyMergePatch, createMergePatch } from './patch.ts';
import { createThreeWayMergePatch, createTwoWayMergePatch } from './patch-diff.ts';
import { patchSchemaOf } from './patch-schema.ts';
import { applyStrategicMergePatch } from './patch-strategic.ts';

const POD = patchSchemaOf('Pod');
const word = fc.constantFrom('a', 'b', 'c', 'd');
const env = fc.uniqueArray(fc.record({ name: word, value: word }, { requiredKeys: ['name'] }), {
  selector: (item) => item.name,
});
const ports = fc.uniqueArray(
  fc.record({ containerPort: fc.nat(3), protocol: word }, { requiredKeys: ['containerPort'] }),
  { selector: (item) => item.containerPort },
);
const containers = fc.uniqueArray(
  fc.record(
    { name: word, image: word, args: fc.array(word), env, ports },
    { requiredKeys: ['name'] },
  ),
  { selector: (item) => item.name },
);
const conditions = fc.uniqueArray(fc.record({ type: word, status: word }), {
  selector: (item) => item.type,
});
const volumes = fc.uniqueArray(
  fc.record(
    { name: word, emptyDir: fc.constant({}), secret: fc.record({ secretName: word }) },
    { requiredKeys: ['name'] },
  ),
  { selector: (item) => item.name },
);
const pod = fc.record(
  {
    metadata: fc.record(
      { labels: fc.dictionary(word, word), finalizers: fc.uniqueArray(word) },
      { requiredKeys: [] },
    ),
    spec: fc.record(
      { containers, volumes, nodeName: word, tolerations: fc.array(fc.record({ key: word })) },
      { requiredKeys: [] },
    ),
    status: fc.record({ conditions, phase: word }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

test('applying the strategic difference gives the modified object', () => {
  fc.assert(
    fc.property(pod, pod, (original, modified) => {
      const patch = createTwoWayMergePatch(original, modified, POD);
      expect(applyStrategicMergePatch(original, patch, POD)).toEqual({ value: modified });
    }),
    { numRuns: 500 },
  );
});

test('equal objects have an empty difference', () => {
  fc.assert(
    fc.property(pod, (one) => {
      expect(createTwoWayMergePatch(one, structuredClone(one), POD)).toEqual({});
    }),
  );
});

test('a three-way patch on what was applied last gives the modified object', () => {
  fc.assert(
    fc.property(pod, pod, (original, modified) => {
      const patch = createThreeWayMergePatch(original, modified, original, POD);
      expect(applyStrategicMergePatch(original, patch, POD)).toEqual({ value: modified });
    }),
    { numRuns: 500 },
  );
});

test('a three-way patch that was applied once has nothing left to do', () => {
  fc.assert(
    fc.property(pod, pod, pod, (original, modified, current) => {
      const patch = createThreeWayMergePatch(original, modified, current, POD);
      const once = applyStrategicMergePatch(current, patch, POD);
      if (!('value' in once)) throw new Error(once.error);
      const again = createThreeWayMergePatch(modified, modified, once.value, POD);
      expect(applyStrategicMergePatch(once.value, again, POD)).toEqual(once);
    }),
    { numRuns: 300 },
  );
});

test('applying the merge difference gives the modified object', () => {
  fc.assert(
    fc.property(pod, pod, (original, modified) => {
      expect(applyMergePatch(original, createMergePatch(original, modified))).toEqual(modified);
    }),
  );
});
