// Removals that the runtime refuses, or never answers.

import { describe, expect, it } from 'vitest';
import { mapOf, values } from '../../../base/persistent-map.ts';
import type { Message } from '../../../kernel/message.ts';
import { testEnvelope } from '../../../kernel/test-io.ts';
import { criFailure, criResponse } from '../../protocol/cri.ts';
import { initialPodManagerState } from '../pod-manager.ts';
import { initialPodWorkersState } from '../pod-workers/state.ts';
import type { KubeletState } from '../state.ts';
import { initialSyncLoopState } from '../sync-loop/state.ts';
import { ioAt, testConfig } from '../testing.ts';
import { gcPort } from './gc.ts';
import { initialGcState } from './state.ts';

const DIED = { type: 'pleg.event', event: 'ContainerDied', uid: 'u', id: 'old' };

function dead(id: string, createdAt: number): object {
  return { id, createdAt, state: 'CONTAINER_EXITED', metadata: { name: 'c', attempt: 0 } };
}

function kubelet(): KubeletState {
  const containers = [dead('new', 2), dead('old', 1)];
  const runtime = { uid: 'u', name: 'p', namespace: 'default', ips: [], sandboxes: [], containers };
  return {
    config: testConfig('containerd'),
    gc: initialGcState(),
    podCache: mapOf([['u', runtime]]),
    podManager: initialPodManagerState(),
    podWorkers: initialPodWorkersState(),
    syncLoop: initialSyncLoopState(),
    pleg: {},
  } as unknown as KubeletState;
}

/** The containers that are asked to be removed when one more died, after each of the messages. */
function asked(...messages: readonly Message[]): readonly string[][] {
  let state = kubelet();
  return [undefined, ...messages].map((message) => {
    const [call] = values(state.gc.removing);
    const replied = call !== undefined && message?.type === 'cri.response';
    if (message !== undefined)
      state = after(state, message, replied ? { inReplyTo: call } : {}).state;
    const died = after(state, DIED as Message, {});
    state = died.state;
    return died.removed;
  });
}

function after(state: KubeletState, message: Message, parts: object) {
  const io = ioAt(0, state.config);
  const { gc } = gcPort.receive(state, testEnvelope(message, parts), io) as Pick<
    KubeletState,
    'gc'
  >;
  const removed = io.effects.flatMap((effect) => {
    const sent =
      'message' in effect ? (effect.message as Message & { params?: object }) : undefined;
    const { containerId } = (sent?.params ?? {}) as { containerId?: string };
    return containerId === undefined ? [] : [containerId];
  });
  return { state: { ...state, gc }, removed };
}

describe('KUBELET-17: a container that is to be removed', () => {
  it('is asked to go once, as long as nobody knows how that ended or it went well', () => {
    expect(asked(criResponse('RemoveContainer', {}))).toEqual([['old'], []]);
  });

  it('is left to the next collection when the runtime refuses', () => {
    const refusal = criFailure('RemoveContainer', 'Unknown', 'device or resource busy');
    expect(asked(refusal, refusal)).toEqual([['old'], ['old'], ['old']]);
  });

  it('and when the runtime went away, not when somebody else did', () => {
    const closed = (peer: string) => ({ type: 'net.closed', peer }) as Message;
    const { engine } = testConfig('containerd');
    expect(asked(closed('apiserver'), closed(engine))).toEqual([['old'], [], ['old']]);
  });
});
