// Both languages say the same things: the same keys, the same parameters, nothing empty.

import { describe, expect, it } from 'vitest';
import explanationsEn from '../../content/explanations/en.json' with { type: 'json' };
import explanationsZh from '../../content/explanations/zh.json' with { type: 'json' };
import textsEn from '../../content/texts/en.json' with { type: 'json' };
import textsZh from '../../content/texts/zh.json' with { type: 'json' };
import { ROOM_WORDS } from '../projection/room.ts';

const VERBATIM = new Set(['statement', 'verdict', 'source', 'command']);

function leaves(value: unknown, path = ''): ReadonlyMap<string, string> {
  if (typeof value === 'string') return new Map([[path, value]]);
  const all = new Map<string, string>();
  for (const [key, one] of Object.entries(value as object)) {
    for (const [inner, text] of leaves(one, `${path}/${key}`)) all.set(inner, text);
  }
  return all;
}

function parameters(text: string): readonly string[] {
  return [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();
}

describe.each([
  ['texts', textsEn, textsZh],
  ['explanations', explanationsEn, explanationsZh],
] as const)('%s', (name, english, chinese) => {
  const [en, zh] = [leaves(english), leaves(chinese)];

  it('have the same keys', () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
  });

  it('say something under each', () => {
    for (const [path, text] of [...en, ...zh]) expect(text.trim(), path).not.toBe('');
  });

  it.runIf(name === 'texts')('take the same parameters', () => {
    for (const [path, text] of en)
      expect(parameters(zh.get(path) ?? ''), path).toEqual(parameters(text));
  });

  it.runIf(name !== 'texts')('leave verbatim what is verbatim', () => {
    for (const [path, text] of en) {
      if (VERBATIM.has(path.split('/').at(-1) ?? '')) expect(zh.get(path), path).toBe(text);
    }
  });
});

it('have a word for everything that stands in a room', () => {
  expect(ROOM_WORDS.filter((word) => !(word in textsEn.room))).toEqual([]);
});
