// Passes over the images, with the answers of the runtime and the machine given by hand.

import { expect, it } from 'vitest';
import type { Message } from '../../../kernel/message.ts';
import { type TestIo, testEnvelope } from '../../../kernel/test-io.ts';
import { type CriRequest, criFailure, criResponse } from '../../protocol/cri.ts';
import type { RecordEvent } from '../channels.ts';
import { kubelet } from '../kubelet.ts';
import type { KubeletState } from '../state.ts';
import { ioAt, testConfig } from '../testing.ts';

const CONFIG = testConfig('containerd');
const PORT = kubelet.ports['image-gc'];

function take(state: KubeletState, io: TestIo, message: Message, call?: string): KubeletState {
  const { calls, pass } = state.imageGc;
  const waiting = Object.entries({ ...calls, ...pass?.removing });
  const id = waiting.find(([, what]) => (typeof what === 'string' ? what : what.id) === call)?.[0];
  const reply = id === undefined ? {} : { inReplyTo: Number(id) as never };
  return { ...state, ...PORT?.receive(state, testEnvelope(message, reply), io) };
}

function reasons(io: TestIo): readonly string[] {
  return io.effects.flatMap(({ ...effect }) =>
    effect.do === 'signal' ? [(effect.message as RecordEvent).reason] : [],
  );
}

it('PRESSURE-11: too little freed is told, a failure when it is the second in a row', () => {
  let state = kubelet.init(CONFIG, ioAt(0, CONFIG));
  const pass = (second: number, error?: string): readonly string[] => {
    const io = ioAt(second, CONFIG);
    state = take(state, io, { type: 'tick' });
    if (error !== undefined) {
      state = take(state, io, criFailure('ListImages', 'Unavailable', error), 'images');
      return reasons(io);
    }
    const one = { id: 'i', sizeBytes: 10, repoTags: [], repoDigests: [], isPinned: false };
    const images = state.imageGc.records.size === 0 && second > 300 ? [] : [one];
    state = take(state, io, criResponse('ListImages', { images }), 'images');
    state = take(state, io, criResponse('ListContainers', { containers: [] }), 'containers');
    const machine = { type: 'linux.machineInfo', diskBytes: 1_000, diskUsedBytes: 900 };
    state = take(state, io, machine as Message, 'machine');
    const removals = io.effects.flatMap((effect) =>
      effect.do === 'send' && (effect.message as CriRequest).method === 'RemoveImage' ? [1] : [],
    );
    if (removals.length > 0) state = take(state, io, criResponse('RemoveImage', {}), 'i');
    return reasons(io);
  };
  expect(pass(0)).toEqual(['FreeDiskSpaceFailed']);
  expect(pass(300)).toEqual(['FreeDiskSpaceFailed', 'ImageGCFailed']);
  expect(state.imageGc.records.size).toBe(0);
  expect(pass(600, 'gone')).toEqual(['ImageGCFailed']);
});
