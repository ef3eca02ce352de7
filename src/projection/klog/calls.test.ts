// What is logged of a removal: only that it failed.

import { describe, expect, it } from 'vitest';
import { criFailure, criRequest, criResponse } from '../../cluster/protocol/cri.ts';
import type { EventId } from '../../kernel/message.ts';
import { sayRemoval } from './calls.ts';
import type { Occasion } from './record.ts';
import { STRUCTURED } from './structured-lines.ts';

function lines(response: Parameters<typeof sayRemoval>[1]): readonly (string | undefined)[] {
  const request = criRequest('RemoveContainer', { containerId: 'abc' });
  const said: (string | undefined)[] = [];
  const say = (what: string, about: Partial<Occasion>): void => {
    said.push(STRUCTURED[what]?.text(about as Occasion));
  };
  const asked = new Map([[7 as EventId, request]]);
  sayRemoval(say as Parameters<typeof sayRemoval>[0], response, { asked }, 7 as EventId);
  expect(asked.size).toBe(0);
  return said;
}

describe('KUBELET-17: a removal', () => {
  it('that went well says nothing', () => {
    expect(lines(criResponse('RemoveContainer', {}))).toEqual([]);
  });

  it('that was refused is logged with the runtime’s words', () => {
    expect(lines(criFailure('RemoveContainer', 'Unknown', 'device busy'))).toEqual([
      '"DeleteContainer returned error" containerID={"Type":"containerd","ID":"abc"} ' +
        'err="rpc error: code = Unknown desc = device busy"',
    ]);
  });
});
