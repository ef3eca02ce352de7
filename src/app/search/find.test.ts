// Search finds pods, nodes, parts, commands and moments, by any of their words.

import { describe, expect, it } from 'vitest';
import english from '../../../content/explanations/en.json' with { type: 'json' };
import chinese from '../../../content/explanations/zh.json' with { type: 'json' };
import type { PlayerView } from '../../player/view.ts';
import type { PodRow } from '../../projection/rows.ts';
import type { Explanations } from '../i18n.ts';
import { everything, type Find, search } from './find.ts';

const pods = ['web', 'web-2', 'database'].map(
  (name) =>
    ({
      name,
      uid: `u-${name}`,
      namespace: 'default',
      node: 'node-1',
      statusText: 'Running',
    }) as unknown as PodRow,
);
const beat = (at: number, pod: string): object => ({
  topic: 'SyncStep.6',
  at,
  event: at,
  weight: 3,
  uid: `u-${pod}`,
  data: { pod },
});
const view = {
  nodes: ['node-1', 'node-2'],
  commands: [{ id: 1, at: 12e6, text: 'kubectl apply -f web.yaml' }],
  beats: [beat(13e6, 'web'), beat(14e6, 'database'), beat(15e6, 'web'), beat(90e6, 'late')],
  seen: 60e6,
} as unknown as PlayerView;

function found(typed: string, words: object = english): readonly Find[] {
  return search(everything(pods, view, words as Explanations), typed);
}

describe('search', () => {
  it('finds a pod before everything else', () => {
    expect(found('web')[0]).toMatchObject({ kind: 'pod', goal: { go: 'pod', uid: 'u-web' } });
    expect(found('web').map(({ kind }) => kind)).toContain('command');
  });

  it('takes all words, in any order and case', () => {
    expect(found('RUNNING data').map(({ text }) => text)).toEqual(['database']);
    expect(found('web no-such-word')).toEqual([]);
  });

  it('finds nodes and parts of the machine in either language', () => {
    expect(found('node-2')[0]).toMatchObject({ goal: { go: 'node', node: 'node-2' } });
    const [part] = found('eviction manager').filter(({ kind }) => kind === 'part');
    expect(part?.goal).toEqual({ go: 'part', id: 'tile.eviction' });
    expect(found('驱逐', chinese)[0]?.goal).toEqual({ go: 'part', id: 'tile.eviction' });
  });

  it('finds what was told, each once and the last time it was so, and nothing of the future', () => {
    const moments = found('').flatMap(({ kind, goal }) =>
      kind === 'fact' && goal.go === 'moment' ? [goal.at] : [],
    );
    expect(moments).toEqual([15e6, 14e6]);
  });
});
