// Volumes that cannot be mounted are tried again and again, ever later; waiters look each 300 ms.

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import { get, mapOf } from '../../../base/persistent-map.ts';
import { testEnvelope } from '../../../kernel/test-io.ts';
import { type Duration, inSeconds, micros, seconds } from '../../../kernel/time.ts';
import type { KubeletState } from '../state.ts';
import { ioAt, testConfig } from '../testing.ts';
import { armLoop, mounted, mountFailed, reconcile } from './reconciler.ts';
import { initialVolumeManagerState, type PodVolume, type VolumeManagerState } from './state.ts';
import { volumeManager } from './volume-manager.ts';

const config = testConfig('docker');

const POD: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u' },
  spec: {
    containers: [{ name: 'c', image: 'busybox' }],
    volumes: [{ name: 'v', secret: { secretName: 's' } }],
  },
};

function volumesWith(
  volume: Partial<PodVolume> = {},
  isDesired: boolean = true,
): VolumeManagerState {
  const wait = { retryAt: micros(0), backoff: 0 as Duration };
  const one: PodVolume = { name: 'v', phase: 'desired', isMounted: false, ...wait, ...volume };
  return {
    ...initialVolumeManagerState(),
    pods: mapOf([['u', { pod: POD, isDesired, volumes: [one] }]]),
  };
}

function volumeOf(state: VolumeManagerState): PodVolume | undefined {
  return get(state.pods, 'u')?.volumes[0];
}

describe('a mount that fails', () => {
  it('is tried again after 0.5 s, doubling to 2 min 2 s', () => {
    let state = volumesWith();
    const waits: number[] = [];
    for (let i = 0; i < 10; i++) {
      state = mountFailed(state, ioAt(1, config), 'u', 'v', 'no such secret');
      waits.push(inSeconds(volumeOf(state)?.backoff ?? (0 as Duration)));
    }
    expect(waits).toEqual([0.5, 1, 2, 4, 8, 16, 32, 64, 122, 122]);
  });

  it('is told as an event and begins at 0.5 s again once it went well', () => {
    const io = ioAt(1, config);
    const failed = mountFailed(volumesWith(), io, 'u', 'v', 'no such secret');
    expect(io.effects[0]).toEqual({
      do: 'signal',
      port: 'events',
      message: {
        type: 'event.record',
        pod: POD,
        eventType: 'Warning',
        reason: 'FailedMount',
        message: 'MountVolume.SetUp failed for volume "v" : no such secret',
      },
    });
    expect(volumeOf(failed)).toMatchObject({ phase: 'desired', retryAt: micros(1_500_000) });
    const fine = mounted(failed, io, 'u', 'v');
    expect(volumeOf(fine)).toMatchObject({ phase: 'mounted', isMounted: true, backoff: 0 });
  });

  it('is left alone until its time has come', () => {
    const io = ioAt(1, config);
    const kubelet = { config } as KubeletState;
    const state = volumesWith({ retryAt: micros(seconds(3)) });
    const next = reconcile(kubelet, state, io);
    expect(volumeOf(next)).toEqual(volumeOf(state));
    expect(io.effects).toEqual([
      { do: 'after', timer: 'volumes.loop', delay: seconds(2), message: { type: 'tick' } },
    ]);
  });
});

describe('the loop', () => {
  it('keeps to its grid of 100 ms', () => {
    const io = ioAt(1.234567, config);
    expect(armLoop(volumesWith(), io, io.now).nextLoopAt).toBe(micros(1_300_000));
  });

  it('is not armed twice', () => {
    const io = ioAt(1, config);
    const armed = armLoop(volumesWith(), io, io.now);
    expect(armLoop(armed, io, io.now)).toBe(armed);
    expect(io.effects).toHaveLength(1);
  });

  it('forgets a pod when its last volume is gone', () => {
    const kubelet = { config } as KubeletState;
    const next = reconcile(kubelet, volumesWith({}, false), ioAt(1, config));
    expect(next.pods.size).toBe(0);
  });
});

describe('a pod that waits for its volumes', () => {
  /** What the port does with a message at an instant. */
  function at(
    now: number,
    volumes: VolumeManagerState,
    message: { readonly type: string; readonly pod?: Pod },
    timer?: string,
  ): { readonly volumes: VolumeManagerState; readonly io: ReturnType<typeof ioAt> } {
    const io = ioAt(now, config);
    const state = { config, volumes } as KubeletState;
    const envelope = testEnvelope(message, timer === undefined ? {} : { timer });
    const after = volumeManager.receive(state, envelope, io) as unknown as KubeletState;
    return { volumes: after.volumes, io };
  }

  it('goes on at once when it has none', () => {
    const { volumes: _none, ...spec } = POD.spec;
    const pod = { ...POD, spec };
    const { io } = at(0, initialVolumeManagerState(), { type: 'volumes.wait-mount', pod });
    expect(io.effects).toMatchObject([
      { do: 'reply', message: { type: 'volumes.done', uid: 'u' } },
    ]);
  });

  it('hears after 2 min 3 s what is missing', () => {
    const none = initialVolumeManagerState();
    const { volumes, io } = at(0, none, { type: 'volumes.wait-mount', pod: POD });
    expect(io.effects).toContainEqual({
      do: 'after',
      timer: 'volumes.timeout/u',
      delay: seconds(123),
      message: { type: 'tick' },
    });
    const late = at(123, volumes, { type: 'tick' }, 'volumes.timeout/u');
    const error =
      'unmounted volumes=[v], unattached volumes=[v]: timed out waiting for the condition';
    expect(late.io.effects).toMatchObject([
      { port: 'events', message: { reason: 'FailedMount' } },
      { do: 'reply', message: { type: 'volumes.done', uid: 'u', error, isTimeout: true } },
    ]);
    expect(get(late.volumes.pods, 'u')?.waiter).toBeUndefined();
  });

  it('finds out on its grid of 300 ms', () => {
    const none = initialVolumeManagerState();
    const { volumes } = at(0, none, { type: 'volumes.wait-mount', pod: POD });
    const ready = mounted(volumes, ioAt(0.5, config), 'u', 'v');
    const polled = at(0.6, ready, { type: 'tick' }, 'volumes.poll/u');
    expect(polled.io.effects).toMatchObject([
      { do: 'reply', message: { type: 'volumes.done', uid: 'u' } },
      { do: 'cancel', timer: 'volumes.timeout/u' },
    ]);
  });
});
