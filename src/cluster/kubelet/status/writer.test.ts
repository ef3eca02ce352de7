// The writer of statuses: one pod at a time, GET, PATCH, and DELETE when the pod is over.

import { describe, expect, it } from 'vitest';
import type { Pod, PodStatus } from '../../../api/pod.ts';
import { emptyMap, mapOf } from '../../../base/persistent-map.ts';
import { testEnvelope } from '../../../kernel/test-io.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { EditionName } from '../../editions/edition.ts';
import { initialPodManagerState, withPod } from '../pod-manager.ts';
import type { KubeletState } from '../state.ts';
import { answerTo, ioAt, requestsOf, testConfig } from '../testing.ts';
import { initialVolumeManagerState } from '../volumes/state.ts';
import { statusManager } from './manager.ts';
import {
  initialStatusManagerState,
  type StatusManagerState,
  type VersionedStatus,
} from './state.ts';

const DELETED = {
  deletionTimestamp: '2026-01-01T00:00:30Z',
  deletionGracePeriodSeconds: 30,
} as const;

function pod(name: string, status: PodStatus, metadata: Pod['metadata'] = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: `uid-${name}`, ...metadata },
    spec: { containers: [{ name: 'c', image: 'busybox' }] },
    status: { conditions: [], ...status },
  };
}

function version(of: Pod, status: PodStatus, more: Partial<VersionedStatus> = {}): VersionedStatus {
  return { pod: of, status, version: 2, at: 0 as Micros, isFinished: false, ...more };
}

/** A kubelet with these pods and statuses, whose API server knows version 1 of each. */
function kubeletWith(
  edition: EditionName,
  pods: readonly Pod[],
  statuses: readonly VersionedStatus[],
  sent: number = 1,
): KubeletState {
  const uidOf = (one: Pod): string => one.metadata.uid ?? '';
  const known = initialStatusManagerState(10);
  return {
    config: testConfig(edition),
    podManager: pods.reduce(withPod, initialPodManagerState()),
    podWorkers: {
      workers: mapOf(pods.map((one) => [uidOf(one), { terminatedAt: 0 }])),
    },
    syncLoop: { hasCleanedUp: true },
    podCache: emptyMap(),
    volumes: initialVolumeManagerState(),
    statuses: {
      ...known,
      statuses: mapOf(statuses.map((one) => [uidOf(one.pod), one])),
      sent: mapOf(statuses.map((one) => [uidOf(one.pod), sent])),
    },
  } as unknown as KubeletState;
}

/** Hands the port what arrives, from the 10 s tick on, and lists its requests after each. */
function run(
  kubelet: KubeletState,
  answers: readonly (readonly [code: number, body: unknown])[],
): { readonly requests: readonly unknown[]; readonly statuses: StatusManagerState } {
  const requests: unknown[] = [];
  let statuses = kubelet.statuses;
  const feed = (envelope: ReturnType<typeof testEnvelope>): void => {
    const io = ioAt(10, kubelet.config);
    const state = { ...kubelet, statuses };
    ({ statuses } = statusManager.receive(state, envelope, io) as {
      readonly statuses: StatusManagerState;
    });
    requests.push(...requestsOf(io));
  };
  feed(testEnvelope({ type: 'tick' }, { timer: 'status.tick' }));
  for (const [code, body] of answers) feed(answerTo(statuses.write?.request, code, body));
  return { requests, statuses };
}

const PATH = '/api/v1/namespaces/default/pods/web';

describe('the writer', () => {
  it('reads the pod, then patches what differs', () => {
    const there = pod('web', { phase: 'Pending' });
    const wanted: PodStatus = { phase: 'Running', podIP: '10.244.0.2' };
    const kubelet = kubeletWith('docker', [there], [version(there, wanted)]);
    const { requests, statuses } = run(kubelet, [
      [200, there],
      [200, pod('web', wanted)],
    ]);
    expect(requests).toEqual([
      [`GET ${PATH}`],
      [`PATCH ${PATH}/status`, { metadata: { uid: 'uid-web' }, status: wanted }],
    ]);
    expect(statuses.write).toBeUndefined();
    expect(statuses.sent).toEqual(mapOf([['uid-web', 2]]));
  });

  it('patches nothing when the API server has it already', () => {
    const there = pod('web', { phase: 'Running' });
    const kubelet = kubeletWith('docker', [there], [version(there, { phase: 'Running' })]);
    expect(run(kubelet, [[200, there]]).requests).toEqual([[`GET ${PATH}`]]);
  });

  it('forgets the status of a pod that has another uid by now', () => {
    const there = pod('web', { phase: 'Pending' });
    const kubelet = kubeletWith('docker', [there], [version(there, { phase: 'Running' })]);
    const { requests, statuses } = run(kubelet, [[200, pod('web', {}, { uid: 'another' })]]);
    expect(requests).toEqual([[`GET ${PATH}`]]);
    expect(statuses.statuses.size).toBe(0);
  });

  it('leaves a failure to the next pass', () => {
    const there = pod('web', { phase: 'Pending' });
    const kubelet = kubeletWith('docker', [there], [version(there, { phase: 'Running' })]);
    const { requests, statuses } = run(kubelet, [[500, {}]]);
    expect(requests).toEqual([[`GET ${PATH}`]]);
    expect(run({ ...kubelet, statuses }, []).requests).toEqual([[`GET ${PATH}`]]);
  });

  it('takes up the next pod when one is done, in order', () => {
    const pods = ['a', 'b'].map((name) => pod(name, { phase: 'Running' }));
    const wanted = pods.map((one) => version(one, { phase: 'Running' }));
    const { requests } = run(kubeletWith('docker', pods, wanted), [[200, pods[0]]]);
    expect(requests).toEqual([
      ['GET /api/v1/namespaces/default/pods/a'],
      ['GET /api/v1/namespaces/default/pods/b'],
    ]);
  });
});

describe('the full pass', () => {
  const running: PodStatus = { phase: 'Running' };
  const there = pod('web', running);
  const kubelet = kubeletWith('docker', [there], [version(there, running)], 2);
  const { statuses } = run(kubelet, []);

  it('changes nothing while it finds what it found', () => {
    expect(statuses.settled).toBeDefined();
    expect(run({ ...kubelet, statuses }, []).statuses).toBe(statuses);
  });

  it('looks again when the pod has changed', () => {
    const changed = pod('web', { phase: 'Pending' });
    const podManager = withPod(kubelet.podManager, changed);
    const { requests } = run({ ...kubelet, podManager, statuses }, []);
    expect(requests).toEqual([[`GET ${PATH}`]]);
  });

  it('looks every time while a pod ends: what it waits for lies elsewhere', () => {
    const ending = pod('web', running, DELETED);
    const again = kubeletWith('docker', [ending], [version(ending, running)], 2);
    expect(run(again, []).statuses.settled).toBeUndefined();
  });
});

describe('a pod that is over', () => {
  const status: PodStatus = { phase: 'Succeeded' };
  const there = pod('web', status, DELETED);
  const remove = [
    `DELETE ${PATH}`,
    { gracePeriodSeconds: 0, preconditions: { uid: 'uid-web' } },
  ] as const;

  it('is deleted on the tick, even when its status is known', () => {
    const kubelet = kubeletWith('docker', [there], [version(there, status)], 2);
    const { requests, statuses } = run(kubelet, [
      [200, there],
      [200, there],
    ]);
    expect(requests).toEqual([[`GET ${PATH}`], remove]);
    expect(statuses.statuses.size).toBe(0);
  });

  it('stays in the older kubelet while a volume is mounted', () => {
    const kubelet = kubeletWith('docker', [there], [version(there, status)], 2);
    const mounted = { name: 'v', phase: 'mounted', isMounted: true, retryAt: 0, backoff: 0 };
    const pods = mapOf([['uid-web', { pod: there, isDesired: false, volumes: [mounted] }]]);
    const volumes = { ...kubelet.volumes, pods } as unknown as KubeletState['volumes'];
    expect(run({ ...kubelet, volumes }, []).requests).toEqual([]);
  });

  it('stays in the newer kubelet until its worker is finished', () => {
    const waiting = kubeletWith('containerd', [there], [version(there, status)], 2);
    expect(run(waiting, []).requests).toEqual([]);
    const over = version(there, status, { isFinished: true });
    const { requests } = run(kubeletWith('containerd', [there], [over], 2), [[200, there]]);
    expect(requests).toEqual([[`GET ${PATH}`], remove]);
  });
});
