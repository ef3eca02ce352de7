// Explanations are whole: both languages say the same things, every topic has one, every parameter
// exists, and every command that is proposed is one the shell knows.

import { describe, expect, it } from 'vitest';
import english from '../../../content/explanations/en.json' with { type: 'json' };
import chinese from '../../../content/explanations/zh.json' with { type: 'json' };
import type { Fact } from '../../kernel/trace.ts';
import { MACHINES } from '../../machines/catalog.ts';
import { DIALS } from '../../projection/dials.ts';
import { beatOf } from '../../session/beats.ts';
import type { Beat } from '../../session/protocol.ts';
import { parseLine } from '../../shell/parse.ts';
import { explanationOf, fill } from '../beats.ts';
import type { Explanation, Explanations } from '../i18n.ts';
import { SOURCES, TILES } from '../stage/layout.ts';
import { sampleFacts } from './sample-facts.ts';

const en = english as Explanations;
const zh = chinese as Explanations;
const languages: readonly (readonly [string, Explanations])[] = [
  ['en', en],
  ['zh', zh],
];

const EVENT_REASONS: readonly string[] = Object.keys(en)
  .filter((key) => key.startsWith('EventRecorded.'))
  .map((key) => key.slice('EventRecorded.'.length));

function beats(): readonly Beat[] {
  return sampleFacts(EVENT_REASONS).map(([type, about, data, before]) => {
    const fact = { type, about, data } as unknown as Fact;
    const told = beatOf(fact, {
      process: 'kubelet@node-1',
      isOfOwnAccord: false,
      before: () => before as never,
    });
    return { at: 0, event: 0, flow: 0, ...told } as unknown as Beat;
  });
}

/** `Stored.…` are told by etcd's own message, not by a fact. */
const STORED: readonly Beat[] = ['put', 'delete'].map(
  (op) => ({ topic: `Stored.${op}`, data: { key: '/registry/pods/default/web' } }) as never,
);

const ALL: readonly Beat[] = [...beats(), ...STORED];
const ALIASES: readonly string[] = ['pod', 'object', 'name'];

function texts(one: Explanation): readonly string[] {
  const { headline, body, caption, document, today, editions = {}, whatIf = [] } = one;
  return [
    ...[headline, body, caption, document, today],
    ...Object.values(editions).map((edition) => edition.body),
    ...whatIf.flatMap(({ label, command, containerd }) => [label, command, containerd]),
  ].filter((text) => text !== undefined);
}

function params(one: Explanation): readonly string[] {
  return texts(one).flatMap((text) =>
    [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? ''),
  );
}

describe('both languages', () => {
  it('have the same topics in the same order', () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en));
  });

  it.each(Object.keys(en))('say the same parts of %s', (key) => {
    const [one, other] = [en[key], zh[key]] as [Explanation, Explanation];
    const shape = ({ editions = {}, whatIf = [], ...rest }: Explanation) => ({
      parts: Object.keys(rest).sort(),
      editions: Object.keys(editions).sort(),
      commands: whatIf.map(({ command, containerd }) => [command, containerd]),
      fixed: [rest.statement, rest.verdict, rest.source],
    });
    expect(shape(other)).toEqual(shape(one));
    expect(one.document === undefined).toBe(one.statement === undefined);
    expect(one.document === undefined).toBe(one.verdict === undefined);
    for (const text of [...texts(one), ...texts(other)]) expect(text.trim()).toBe(text);
    const plain = [one, other].flatMap((each) => [each.headline, each.caption ?? '']);
    expect(plain.filter((text) => text.includes('`'))).toEqual([]);
  });

  it('write Chinese with full-width marks and leave spacing to the page', () => {
    const prose = Object.values(zh).flatMap((one) => [one.headline, one.body, one.caption ?? '']);
    for (const text of prose.map((one) => one.replace(/`[^`]*`/g, ''))) {
      expect(text).not.toMatch(/[一-鿿][,;:?!.]|[一-鿿] [\w{]|[\w}] [一-鿿]/);
    }
  });
});

/** What the reference found of each statement of the design document. */
const SIMPLIFIED = [1, 2, 4, 6, 10, 11, 12, 13, 17, 18, 19, 21, 27, 32];
const OLD = [9, 20];
const WRONG = [15, 24, 30];

function verdictOf(statement: number): Explanation['verdict'] {
  if (WRONG.includes(statement)) return 'wrong';
  if (OLD.includes(statement)) return 'old';
  return SIMPLIFIED.includes(statement) ? 'simplified' : 'right';
}

/** `S5, S8` and `S14–S22` as numbers. */
function statements(text: string): readonly number[] {
  return text.split(', ').flatMap((part) => {
    const [first = 0, last = first] = part.split('–').map((one) => Number(one.slice(1)));
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

describe('the design document', () => {
  const cited = Object.entries(en).filter(([, one]) => one.statement !== undefined);

  it.each(cited)('is judged in %s as the reference judges it', (_key, one) => {
    const numbers = statements(one.statement ?? '');
    expect(numbers.every((number) => number >= 1 && number <= 40)).toBe(true);
    expect(numbers.map(verdictOf)).toContain(one.verdict);
  });

  it('is cited whole', () => {
    const numbers = new Set(cited.flatMap(([, one]) => statements(one.statement ?? '')));
    const missing = Array.from({ length: 39 }, (_, i) => i + 1).filter((one) => !numbers.has(one));
    expect(missing).toEqual([]);
  });
});

describe.each(languages)('explanations in %s', (_language, all) => {
  it('know every topic there is', () => {
    expect(ALL.filter((beat) => explanationOf(all, beat.topic) === undefined)).toEqual([]);
    expect(beats().filter((beat) => beat.topic === undefined)).toEqual([]);
  });

  it('use only what the beat tells', () => {
    for (const beat of ALL) {
      const one = explanationOf(all, beat.topic) as Explanation;
      const known = [...Object.keys(beat.data), ...ALIASES];
      const unknown = params(one).filter((name) => !known.includes(name));
      expect({ topic: beat.topic, unknown }).toEqual({ topic: beat.topic, unknown: [] });
      for (const text of texts(one)) expect(fill(text, beat)).not.toMatch(/\{\{|\}\}/);
    }
  });

  it('have words of their own for each machine state, component and source', () => {
    const keys = [
      ...Object.entries(MACHINES).flatMap(([id, { definition }]) =>
        Object.keys(definition.states).map((state) => `Transition.${id}.${state}`),
      ),
      ...[...TILES, ...DIALS.map(({ id }) => id)].map((id) => `Component.tile.${id}`),
      ...SOURCES.map((id) => `Component.source.${id}`),
      ...PLACES.map((id) => `Component.${id}`),
    ];
    expect(keys.filter((key) => all[key] === undefined)).toEqual([]);
  });

  it('propose only commands that the shell knows', () => {
    const sample = { topic: '', data: SAMPLE } as unknown as Beat;
    for (const { whatIf = [] } of Object.values(all)) {
      for (const command of whatIf.flatMap((one) => [one.command, one.containerd ?? ''])) {
        if (command === '') continue;
        const files = { 'pod.yaml': '{}' };
        const parsed = parseLine({ text: fill(command, sample), files });
        expect({ command, type: parsed.type }).not.toEqual({ command, type: 'refused' });
      }
    }
  });
});

const PLACES: readonly string[] = [
  'user',
  'apiserver',
  'etcd',
  'scheduler',
  'controllers',
  'registry',
  'node',
  'kubelet',
  'cache',
  'loop',
  'workers',
  'engine',
  'docker',
  'containerd',
  'pause',
  'container',
  'volume',
  'probe',
];

const SAMPLE: { readonly [name: string]: string | number } = {
  pod: 'web',
  name: 'web',
  namespace: 'default',
  container: 'nginx',
  node: 'node-1',
  image: 'nginx:1.25',
  attempt: 0,
  key: '/registry/pods/default/web',
};
