// Housekeeping forgets what nobody knows, and nothing else (KUBELET-13).

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import { mapOf } from '../../../base/persistent-map.ts';
import { testIo } from '../../../kernel/test-io.ts';
import type { KubeletState } from '../state.ts';
import { housekeeping } from './housekeeping.ts';

function pod(uid: string): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { uid, name: uid, namespace: 'default' },
    spec: { containers: [] },
  };
}

function state(wished: readonly string[], statuses: readonly string[]): KubeletState {
  const pods = mapOf(wished.map((uid) => [uid, pod(uid)]));
  const known = mapOf(statuses.map((uid) => [uid, { pod: pod(uid) }]));
  const none = mapOf([]);
  return {
    config: { edition: 'docker', linux: 'linux@n' },
    podManager: { pods, mirrors: none },
    podWorkers: { workers: none },
    statuses: { statuses: known },
    pleg: { pods: none },
    podCache: none,
  } as unknown as KubeletState;
}

/** What the status manager is told to keep; undefined when it is told nothing. */
function kept(wished: readonly string[], statuses: readonly string[]): unknown {
  const io = testIo();
  housekeeping(state(wished, statuses), io);
  const told = io.effects.flatMap((effect) => (effect.do === 'signal' ? [effect] : []));
  return told.find(({ port }) => port === 'status-manager')?.message;
}

it('keeps the statuses of pods that live', () => {
  expect(kept(['a', 'b'], ['a', 'b'])).toBeUndefined();
});

it('names those that live when one is gone', () => {
  expect(kept(['a', 'c'], ['a', 'b', 'c'])).toEqual({ type: 'status.forget', uids: ['a', 'c'] });
});

describe('KUBELET-39: what runs without a worker', () => {
  const sandbox = { id: 's', state: 'SANDBOX_READY' };
  const running = {
    uid: 'a',
    name: 'a',
    namespace: 'default',
    containers: [],
    sandboxes: [sandbox],
  };
  const killedWith = (wished: readonly string[], phase: string): unknown => {
    const io = testIo({ processes: ['linux@n'] });
    const base = state(wished, []);
    const statuses = mapOf([['a', { pod: pod('a'), status: { phase } }]]);
    const found = { pleg: { pods: mapOf([['a', running]]) }, statuses: { statuses } };
    housekeeping({ ...base, ...found } as unknown as KubeletState, io);
    const told = io.effects.flatMap((effect) => (effect.do === 'signal' ? [effect] : []));
    return told.find(({ port }) => port === 'pod-workers')?.message;
  };

  it('is ended when nobody wishes for its pod, or its pod is over', () => {
    const kill = { type: 'pod.update', updateType: 'kill', isOrphan: true };
    expect(killedWith([], 'Running')).toMatchObject(kill);
    expect(killedWith(['a'], 'Failed')).toMatchObject(kill);
  });

  it('is left alone while its pod may run', () => {
    expect(killedWith(['a'], 'Running')).toBeUndefined();
  });
});
