import { describe, expect, it } from 'vitest';
import { errorText } from '../../../apimachinery/field-error.ts';
import { fillScheme } from '../whole.ts';
import { validateCreate, validateUpdate } from './validate.ts';

fillScheme();

type Spec = { readonly [field: string]: unknown };

function claim(spec: Spec, more: object = {}): never {
  const metadata = { name: 'data', namespace: 'default', resourceVersion: '1', uid: 'u' };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec, ...more } as never;
}

function volume(spec: Spec): never {
  const metadata = { name: 'disk', resourceVersion: '1', uid: 'u' };
  return { apiVersion: 'v1', kind: 'PersistentVolume', metadata, spec } as never;
}

const ONCE = { accessModes: ['ReadWriteOnce'] };
const ASKED = { ...ONCE, resources: { requests: { storage: '1Gi' } } };
const DISK = { ...ONCE, capacity: { storage: '1Gi' }, hostPath: { path: '/d' } };

function said(object: never, edition: 'docker' | 'containerd' = 'containerd'): readonly string[] {
  return validateCreate(object, edition).map(errorText);
}

describe('API-41: claims', () => {
  it.each<readonly [Spec, readonly string[]]>([
    [ASKED, []],
    [
      {},
      [
        'spec.accessModes: Required value: at least 1 access mode is required',
        'spec.resources[storage]: Required value',
      ],
    ],
    [
      { ...ASKED, resources: { requests: { storage: '0' } } },
      ['spec.resources[storage]: Invalid value: "0": must be greater than zero'],
    ],
    [
      { ...ASKED, accessModes: ['Once'] },
      [
        'spec.accessModes: Unsupported value: "Once": supported values: "ReadOnlyMany", ' +
          '"ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
      ],
    ],
    [
      { ...ASKED, accessModes: ['ReadWriteOncePod', 'ReadOnlyMany'] },
      ['spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes'],
    ],
  ])('%j', (spec, errors) => {
    expect(said(claim(spec))).toEqual(errors);
  });

  it('knows no pod of its own in the older server', () => {
    const spec = { ...ASKED, accessModes: ['ReadWriteOncePod'] };
    expect(said(claim(spec), 'docker')[0]).toContain('Unsupported value: "ReadWriteOncePod"');
  });

  it('change only by being bound, and grow once they are', () => {
    const more = { ...ASKED, resources: { requests: { storage: '2Gi' } } };
    const bound = { status: { phase: 'Bound' } };
    const update = (next: never, old: never): number =>
      validateUpdate(next, old, 'containerd').length;
    expect(update(claim({ ...ASKED, volumeName: 'disk' }), claim(ASKED))).toBe(0);
    expect(update(claim(more), claim(ASKED))).toBe(1);
    const named = { volumeName: 'disk' };
    expect(update(claim({ ...more, ...named }, bound), claim({ ...ASKED, ...named }, bound))).toBe(
      0,
    );
    expect(update(claim({ ...ASKED, volumeName: 'b' }), claim({ ...ASKED, ...named }))).toBe(1);
  });
});

describe('API-41: volumes', () => {
  it.each<readonly [Spec, readonly string[]]>([
    [DISK, []],
    [
      {},
      [
        'spec.accessModes: Required value',
        'spec.capacity: Required value',
        'spec: Required value: must specify a volume type',
      ],
    ],
    [
      { ...DISK, nfs: { server: 's', path: '/' } },
      ['spec.nfs: Forbidden: may not specify more than 1 volume type'],
    ],
    [{ ...DISK, hostPath: { path: '' } }, ['spec.hostPath.path: Required value']],
    [
      { ...DISK, hostPath: undefined, local: { path: '/d' } },
      ['spec.nodeAffinity: Required value: Local volume requires node affinity'],
    ],
  ])('%j', (spec, errors) => {
    expect(said(volume(spec))).toEqual(errors);
  });

  it('stay what they are made of', () => {
    const other = volume({ ...DISK, hostPath: { path: '/e' } });
    expect(validateUpdate(other, volume(DISK), 'containerd').map(errorText)).toEqual([
      'spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation',
    ]);
  });
});
