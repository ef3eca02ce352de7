// Every shared vector, where they are at hand, and how known gaps are read.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { casesBelow } from './cases.ts';
import { readKnownGaps, reasonOf } from './known-gaps.ts';

const VECTORS = '../shared/vectors';

describe.runIf(existsSync(VECTORS))('upstream cases', () => {
  const gaps = readKnownGaps();
  const all = existsSync(VECTORS) ? casesBelow([VECTORS]) : [];
  it.each(all.map((one) => [one.topic, one] as const))('%s', async (topic, one) => {
    const { isMissing, failures, total } = await one.run();
    expect(isMissing).toBe(false);
    expect(total).toBeGreaterThan(0);
    expect(failures.filter(({ id }) => reasonOf(gaps, topic, id) === undefined)).toEqual([]);
  });

  it('needs each gap that it names', async () => {
    const found = new Set<string>();
    for (const one of all) {
      for (const { id } of (await one.run()).failures) found.add(`${one.topic} ${id}`);
    }
    const topics = new Set(all.map(({ topic }) => topic));
    const named = gaps.filter(({ topic }) => topics.has(topic));
    expect(named.map(({ topic, id }) => `${topic} ${id}`).toSorted()).toEqual(
      [...found].toSorted(),
    );
  });
});

it('finds recordings, printed pages and readings below a folder, each once', () => {
  const own = join(import.meta.dirname, 'recordings');
  const topics = casesBelow([own, join(own, 'docker')]).map(({ topic }) => topic);
  expect(new Set(topics).size).toBe(topics.length);
  const recorded = readdirSync(join(own, 'docker')).map((name) => `docker/${name.slice(0, -5)}`);
  expect(topics).toEqual(expect.arrayContaining(recorded));
  for (const kind of ['endpoints', 'kubectl', 'metrics']) {
    expect(topics.some((topic) => topic.startsWith(`${kind}-`))).toBe(true);
  }
});

it('reads known gaps with their reasons', () => {
  const text =
    '# Gaps\n\n- probe-worker `a`, `b`: a slip\n  of two lines.\n- recording `docker/x`: a race.\n- words: no case.\n';
  expect(readKnownGaps(text)).toEqual([
    { topic: 'probe-worker', id: 'a', why: 'a slip of two lines.' },
    { topic: 'probe-worker', id: 'b', why: 'a slip of two lines.' },
    { topic: 'recording', id: 'docker/x', why: 'a race.' },
  ]);
  expect(reasonOf(readKnownGaps(text), 'docker/19-x', 'docker/x')).toBe('a race.');
  expect(reasonOf(readKnownGaps(text), 'pleg', 'a')).toBeUndefined();
});
