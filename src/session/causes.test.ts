// Chains of causes: back to a command, over second causes, ticks folded, the future forgotten.

import { describe, expect, it } from 'vitest';
import type { Carrier, EventId } from '../kernel/message.ts';
import { testEnvelope } from '../kernel/test-io.ts';
import type { Micros } from '../kernel/time.ts';
import { chainOf } from './cause-chain.ts';
import { type CauseIndex, forgetFrom, newCauseIndex, noteBecause, noteCause } from './causes.ts';

function note(index: CauseIndex, id: number, cause: number, carrier: Carrier, text: string): void {
  const envelope = testEnvelope(
    { type: text },
    { id: id as EventId, cause: cause as EventId, deliverAt: (id * 10) as Micros, carrier },
  );
  const words = { label: text, channel: 'internal', shape: 'signal' } as const;
  noteCause(index, envelope, words, 'process');
}

function texts(index: CauseIndex, event: number): readonly string[] {
  return chainOf(index, event).map(({ text, repeated }) => `${text}${repeated ?? ''}`);
}

describe('chainOf', () => {
  it('leads back to the command', () => {
    const index = newCauseIndex();
    note(index, 1, 0, 'command', 'kubectl');
    note(index, 2, 1, 'link', 'POST');
    note(index, 3, 2, 'link', 'txn');
    expect(texts(index, 3)).toEqual(['txn', 'POST', 'kubectl']);
    expect(chainOf(index, 3)[0]).toMatchObject({ event: 3, at: 30, process: 'process' });
    expect(chainOf(index, 99)).toEqual([]);
  });

  it('takes a second cause where the first is only a clock', () => {
    const index = newCauseIndex();
    note(index, 1, 0, 'timer', 'relist');
    note(index, 2, 0, 'command', 'kubectl');
    note(index, 3, 2, 'link', 'start');
    note(index, 4, 1, 'timer', 'relist');
    noteBecause(index, 4 as EventId, 3 as EventId);
    noteBecause(index, 4 as EventId, 4 as EventId);
    expect(texts(index, 4)).toEqual(['relist', 'start', 'kubectl']);
  });

  it('folds the ticks of one timer', () => {
    const index = newCauseIndex();
    for (let id = 1; id <= 20_000; id++) note(index, id, id - 1, 'timer', 'sync');
    note(index, 20_001, 20_000, 'channel', 'SYNC');
    expect(texts(index, 20_001)).toEqual(['SYNC', 'sync20000']);
  });

  it('forgets another future', () => {
    const index = newCauseIndex();
    note(index, 1, 0, 'command', 'kubectl');
    note(index, 2, 1, 'link', 'POST');
    forgetFrom(index, 2);
    expect(texts(index, 2)).toEqual([]);
    note(index, 2, 1, 'link', 'DELETE');
    expect(texts(index, 2)).toEqual(['DELETE', 'kubectl']);
  });
});
