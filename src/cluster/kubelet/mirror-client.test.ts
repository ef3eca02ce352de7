// Mirrors: what a sync sends for a static pod, what housekeeping removes, whose status they show.

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/pod.ts';
import { emptyMap } from '../../base/persistent-map.ts';
import { testEnvelope } from '../../kernel/test-io.ts';
import { NEVER } from '../../kernel/time.ts';
import type { EditionName } from '../editions/edition.ts';
import type { ConfigUpdate, UpdatePod } from './channels.ts';
import { initialPodManagerState, translatedUid, withoutPod, withPod } from './pod-manager.ts';
import { newWorker } from './pod-workers/state.ts';
import type { KubeletState } from './state.ts';
import { housekeeping } from './sync-loop/housekeeping.ts';
import { initialSyncLoopState } from './sync-loop/state.ts';
import { syncLoopPort } from './sync-loop/sync-loop.ts';
import { mirrorStep } from './sync-pod/mirror.ts';
import { makeTurn } from './sync-pod/turn.ts';
import { ioAt, requestsOf, testConfig } from './testing.ts';

const NODE = { metadata: { name: 'n', uid: 'node-uid' } } as const;
const PATH = '/api/v1/namespaces/default/pods' as const;

function staticPod(uid: string): Pod {
  const annotations = { 'kubernetes.io/config.source': 'file', 'kubernetes.io/config.hash': uid };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-n', namespace: 'default', uid, annotations },
    spec: { containers: [] },
  };
}

function mirrorOf(hash: string, metadata: Pod['metadata'] = {}): Pod {
  const annotations = { 'kubernetes.io/config.source': 'api', 'kubernetes.io/config.mirror': hash };
  const pod = staticPod(hash);
  return { ...pod, metadata: { ...pod.metadata, uid: 'mirror-uid', annotations, ...metadata } };
}

function kubelet(edition: EditionName, more: Partial<KubeletState> = {}): KubeletState {
  return {
    config: testConfig(edition),
    node: { node: NODE },
    sources: { file: {} },
    podManager: initialPodManagerState(),
    syncLoop: { ...initialSyncLoopState(), sourcesReady: ['file', 'api'] },
    podWorkers: { workers: emptyMap() },
    podConfig: { seen: ['file', 'api'] },
    statuses: { statuses: emptyMap() },
    pleg: { pods: emptyMap() },
    podCache: emptyMap(),
    ...more,
  } as unknown as KubeletState;
}

/** The requests of one sync, each answered with the next code. */
function synced(
  pod: Pod,
  mirror: Pod | undefined,
  codes: readonly number[],
  state = kubelet('docker'),
) {
  const io = ioAt(0, state.config);
  const turn = makeTurn(state, io);
  const update: UpdatePod = { type: 'pod.update', updateType: 'sync', pod };
  const seen = mirror === undefined ? {} : { mirror };
  let result = mirrorStep.begin(turn, { ...newWorker('u', update), ...seen }, { do: 'mirror' });
  for (const code of codes) {
    expect(result.go).toBe('wait');
    const answer = testEnvelope({ type: 'api.response', code } as never);
    result = mirrorStep.answer?.(turn, result.worker, { do: 'mirror' }, 'mirror', answer) ?? result;
  }
  expect(result.go).toBe('next');
  return requestsOf(io);
}

describe('a sync of a static pod', () => {
  it('posts a copy that the node owns, when there is a node (MIRROR-1)', () => {
    const [[line, body] = []] = synced(staticPod('a'), undefined, [201]);
    expect(line).toBe(`POST ${PATH}`);
    expect(body).toMatchObject({
      metadata: {
        name: 'web-n',
        annotations: { 'kubernetes.io/config.mirror': 'a', 'kubernetes.io/config.hash': 'a' },
        ownerReferences: [{ kind: 'Node', name: 'n', uid: 'node-uid', controller: true }],
      },
    });
    expect(body).not.toHaveProperty('metadata.uid');
    const gone = { metadata: { ...NODE.metadata, deletionTimestamp: 'now' } };
    for (const node of [undefined, { metadata: { name: 'n' } }, gone]) {
      const state = kubelet('docker', { node: { node } } as never);
      expect(synced(staticPod('a'), undefined, [], state)).toEqual([]);
    }
  });

  it('exchanges a mirror that is out of date, if it could be deleted (MIRROR-2)', () => {
    const body = { gracePeriodSeconds: 0, preconditions: { uid: 'mirror-uid' } };
    const deletion = [`DELETE ${PATH}/web-n`, body];
    expect(synced(staticPod('a'), mirrorOf('a'), [])).toEqual([]);
    expect(synced(staticPod('b'), mirrorOf('a'), [404])).toEqual([deletion]);
    const doomed = mirrorOf('a', { deletionTimestamp: 'now' });
    const [first, second] = synced(staticPod('a'), doomed, [200, 201]);
    expect([first, second?.[0]]).toEqual([deletion, `POST ${PATH}`]);
  });
});

describe('the sync loop', () => {
  function told(state: KubeletState, update: Omit<ConfigUpdate, 'type'>): readonly unknown[] {
    const io = ioAt(0, state.config);
    const node = { runtime: { lastGoodAt: 0 } };
    const fit = { ...state, node, pleg: { relistAt: NEVER } } as unknown as KubeletState;
    syncLoopPort.receive(fit, testEnvelope({ type: 'config.update', ...update }), io);
    return io.effects.flatMap((effect) =>
      effect.do === 'signal' && effect.port === 'pod-workers' ? [effect.message] : [],
    );
  }

  it('hands on the mirror that was removed: the next sync makes a new one (MIRROR-3)', () => {
    const [pod, mirror] = [staticPod('a'), mirrorOf('a')];
    const podManager = [pod, mirror].reduce(withPod, initialPodManagerState());
    const updates = told(kubelet('docker', { podManager }), {
      op: 'REMOVE',
      source: 'api',
      pods: [mirror],
    });
    expect(updates).toMatchObject([{ type: 'pod.update', updateType: 'update', pod, mirror }]);
  });

  it('ends nothing before every source has spoken (SOURCE-8)', () => {
    const pod = staticPod('a');
    const podManager = withPod(initialPodManagerState(), pod);
    const syncLoop = { ...initialSyncLoopState(), sourcesReady: ['file'] as const };
    const removal = { op: 'REMOVE', source: 'file', pods: [pod] } as const;
    expect(told(kubelet('docker', { podManager, syncLoop }), removal)).toEqual([]);
    expect(told(kubelet('docker', { podManager }), removal)).toHaveLength(1);
  });
});

it('housekeeping deletes a mirror whose pod has ended (MIRROR-4)', () => {
  const mirror = mirrorOf('a');
  const podManager = withPod(initialPodManagerState(), mirror);
  const deleted = (state: KubeletState): readonly unknown[] => {
    const io = ioAt(0, state.config);
    housekeeping(state, io);
    return requestsOf(io);
  };
  const body = { gracePeriodSeconds: 0 };
  expect(deleted(kubelet('docker', { podManager }))).toEqual([[`DELETE ${PATH}/web-n`, body]]);
  const owned = withPod(podManager, staticPod('a'));
  expect(deleted(kubelet('docker', { podManager: owned }))).toEqual([]);
});

it('a mirror shows the newest static pod of its name (MIRROR-5)', () => {
  const mirror = mirrorOf('a');
  const first = [staticPod('a'), mirror].reduce(withPod, initialPodManagerState());
  expect(translatedUid(first, mirror)).toBe('a');
  expect(translatedUid(withPod(withoutPod(first, staticPod('a')), staticPod('b')), mirror)).toBe(
    'b',
  );
  expect(translatedUid(withoutPod(first, staticPod('a')), mirror)).toBe('a');
  expect(translatedUid(withoutPod(first, mirror), mirror)).toBe('mirror-uid');
});
