import { describe, expect, it, test } from 'vitest';
import type { PersistentVolume, PersistentVolumeClaim } from '../../api/storage.ts';
import { keyOf } from '../../apimachinery/meta.ts';
import { emptyMap, set } from '../../base/persistent-map.ts';
import { type BindingStep, claimStep, type Storage, volumeStep } from './binding.ts';

type Volume = PersistentVolume;
type Claim = PersistentVolumeClaim;

function volume(name: string, size: string, spec: object = {}, phase = 'Available'): Volume {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, labels: { disk: name } },
    spec: { capacity: { storage: size }, accessModes: ['ReadWriteOnce'], ...spec },
    status: { phase },
  };
}

function claim(spec: object = {}): Claim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'ns', uid: 'u1', resourceVersion: '7' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      ...spec,
    },
    status: { phase: 'Pending' },
  };
}

function storage(claims: readonly Claim[], volumes: readonly Volume[]): Storage {
  return {
    claims: claims.reduce((map, one) => set(map, keyOf(one), one), emptyMap<Claim>()),
    volumes: volumes.reduce(
      (map, one) => set(map, one.metadata.name ?? '', one),
      emptyMap<Volume>(),
    ),
  };
}

/** The name of the volume that a step gives the claim. */
function chosen(step: BindingStep | undefined): string | undefined {
  if (step === undefined || !('write' in step)) return undefined;
  return step.write?.metadata.name;
}

const REF = { kind: 'PersistentVolumeClaim', namespace: 'ns', name: 'data' };

test('OUTAGE-21: claim and volume are written one after the other until both are Bound', () => {
  let [one, disk] = [claim(), volume('disk', '2Gi', {}, 'Pending')];
  const written: string[] = [];
  for (let i = 0; i < 8; i++) {
    const now = storage([one], [disk]);
    const first = volumeStep(disk, now);
    const step =
      first === undefined || 'claim' in first ? (claimStep(one, now) ?? undefined) : first;
    if (step === undefined || !('write' in step) || step.write === undefined) break;
    const what = 'isStatus' in step && step.isStatus ? 'status' : 'spec';
    written.push(`${step.write.kind} ${what} ${step.write.status?.phase}`);
    if (step.write.kind === 'PersistentVolume') disk = step.write;
    else one = step.write;
  }
  expect(written).toEqual([
    'PersistentVolume status Available',
    'PersistentVolume spec Available',
    'PersistentVolume status Bound',
    'PersistentVolumeClaim spec Pending',
    'PersistentVolumeClaim status Bound',
  ]);
  expect(disk.spec?.claimRef).toMatchObject({ ...REF, uid: 'u1' });
  expect(one.spec?.volumeName).toBe('disk');
  expect(one.status).toMatchObject({
    capacity: { storage: '2Gi' },
    accessModes: ['ReadWriteOnce'],
  });
});

describe('the volume for a claim', () => {
  const find = (one: Claim, ...volumes: readonly Volume[]): string | undefined =>
    chosen(claimStep(one, storage([one], volumes)));

  it('is the smallest that is large enough and free', () => {
    const small = volume('small', '500Mi');
    const [fits, large] = [volume('fits', '1Gi'), volume('large', '9Gi')];
    const taken = volume('taken', '1Gi', { claimRef: { ...REF, name: 'other', uid: 'u2' } });
    expect(find(claim(), large, small, taken, fits)).toBe('fits');
    expect(find(claim(), small, volume('new', '2Gi', {}, 'Pending'))).toBeUndefined();
  });

  it.each([
    ['of another class', { storageClassName: 'fast' }, {}],
    ['for blocks', { volumeMode: 'Block' }, {}],
    ['for readers only', { accessModes: ['ReadOnlyMany'] }, {}],
    ['with other labels', {}, { selector: { matchLabels: { disk: 'other' } } }],
  ])('is not one %s', (_what, of, wanted) => {
    expect(find(claim(wanted), volume('disk', '2Gi', of))).toBeUndefined();
  });

  it('is the one that was set aside for it', () => {
    const aside = volume('aside', '9Gi', { claimRef: REF });
    expect(find(claim(), volume('fits', '1Gi'), aside)).toBe('aside');
  });

  it('is the one it asks for', () => {
    const one = claim({ volumeName: 'large' });
    expect(find(one, volume('fits', '1Gi'), volume('large', '9Gi'))).toBe('large');
  });
});

describe('what is told of a claim', () => {
  const tell = (one: Claim, ...volumes: readonly Volume[]): unknown => {
    const step = claimStep(one, storage([one], volumes));
    return step !== undefined && 'event' in step ? [step.event, step.reason, step.message] : step;
  };
  const none = 'no persistent volumes available for this claim and no storage class is set';
  const other = { claimRef: { ...REF, name: 'other', uid: 'u2' } };
  const done = { 'pv.kubernetes.io/bind-completed': 'yes' };

  it.each<readonly [unknown, Claim, readonly Volume[]]>([
    [['Normal', 'FailedBinding', none], claim(), []],
    [
      ['Warning', 'ProvisioningFailed', 'storageclass.storage.k8s.io "fast" not found'],
      claim({ storageClassName: 'fast' }),
      [],
    ],
    [undefined, claim({ volumeName: 'disk' }), []],
    [
      ['Warning', 'FailedBinding', 'volume "disk" already bound to a different claim.'],
      claim({ volumeName: 'disk' }),
      [volume('disk', '2Gi', other)],
    ],
    [
      [
        'Warning',
        'VolumeMismatch',
        'Cannot bind to requested volume "disk": requested PV is too small',
      ],
      claim({ volumeName: 'disk' }),
      [volume('disk', '1Mi')],
    ],
    [
      [
        'Warning',
        'ClaimLost',
        'Bound claim has lost its PersistentVolume. Data on the volume is lost!',
      ],
      { ...claim({ volumeName: 'disk' }), metadata: { ...claim().metadata, annotations: done } },
      [],
    ],
  ])('%j', (expected, one, volumes) => {
    expect(tell(one, ...volumes)).toEqual(expected);
  });
});

test('a volume whose claim is gone is Released', () => {
  const bound = volume('disk', '2Gi', { claimRef: { ...REF, uid: 'u1' } }, 'Bound');
  expect(volumeStep(bound, storage([], [bound]))).toMatchObject({
    write: { status: { phase: 'Released' } },
    isStatus: true,
  });
});
