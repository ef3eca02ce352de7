// The address of a pod whose sandbox is gone: kept, unless a read of the pod failed meanwhile.

import { describe, expect, it } from 'vitest';
import { emptyMap, get, mapOf } from '../../../base/persistent-map.ts';
import type { EventId } from '../../../kernel/message.ts';
import { testEnvelope } from '../../../kernel/test-io.ts';
import { type CriResponse, criFailure, criResponse } from '../../protocol/cri.ts';
import type { PodSandboxStatus } from '../../protocol/cri-objects.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import type { KubeletState } from '../state.ts';
import { ioAt, testConfig } from '../testing.ts';
import { fillKubelet } from '../whole.ts';
import { plegPort } from './pleg.ts';
import { initialPlegState } from './state.ts';

const LABELS = { 'io.kubernetes.pod.uid': 'u', 'io.kubernetes.pod.name': 'p' };
const METADATA = { uid: 'u', name: 'p', namespace: 'default', attempt: 0 };

function sandbox(state: string, ip: string): PodSandboxStatus {
  const network = { ip, additionalIps: [] };
  return {
    id: 's',
    state,
    metadata: METADATA,
    network,
    createdAt: 1,
  } as unknown as PodSandboxStatus;
}

const READY = criResponse('PodSandboxStatus', { status: sandbox('SANDBOX_READY', '10.0.0.7') });
const GONE = criResponse('PodSandboxStatus', { status: sandbox('SANDBOX_NOTREADY', '') });
const FAILED = criFailure('PodSandboxStatus', 'Unknown', 'no answer');

/** The cache after looks at the pod that were answered so, one after the other. */
function cached(...answers: readonly CriResponse[]): RuntimePodStatus | undefined {
  fillKubelet();
  let state = {
    config: testConfig('docker'),
    pleg: initialPlegState(),
    podCache: emptyMap(),
    podWorkers: { workers: mapOf([['u', {}]]) },
  } as unknown as KubeletState;
  for (const answer of answers) {
    const io = ioAt(1, state.config);
    const take = (message: object, inReplyTo?: EventId): void => {
      const parts = inReplyTo === undefined ? {} : { inReplyTo };
      const slices = plegPort.receive(state, testEnvelope(message as never, parts), io);
      state = { ...state, ...(slices as object) };
    };
    take({ type: 'pleg.relist', uid: 'u' });
    const lists = [1_000, 1_001] as EventId[];
    const item = {
      id: 's',
      metadata: METADATA,
      state: 'SANDBOX_READY',
      createdAt: 1,
      labels: LABELS,
    };
    take(criResponse('ListPodSandbox', { items: [item] as never }), lists[0]);
    take(criResponse('ListContainers', { containers: [] }), lists[1]);
    take(answer, 1_002 as EventId);
  }
  return get(state.podCache, 'u');
}

describe('KUBELET-64: the address of a pod', () => {
  it('is told by the sandbox that is ready', () => {
    expect(cached(READY)).toMatchObject({ ips: ['10.0.0.7'] });
  });

  it('is not forgotten when the sandbox goes', () => {
    expect(cached(READY, GONE)?.isIpForgotten).toBeUndefined();
  });

  it('is forgotten when the pod could not be read before, and stays so', () => {
    expect(cached(READY, FAILED, GONE)).toMatchObject({ ips: [], isIpForgotten: true });
    expect(cached(READY, FAILED, GONE, GONE)).toMatchObject({ ips: [], isIpForgotten: true });
  });

  it('is known again with the next sandbox', () => {
    expect(cached(READY, FAILED, GONE, READY)?.isIpForgotten).toBeUndefined();
  });
});
