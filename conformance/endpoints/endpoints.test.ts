// The recorded ports of both editions against the simulated ones, and what the comparison sees.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { ABSENT } from './absent.ts';
import { runEndpoints } from './run.ts';
import { compareSeries, parseSeries } from './series.ts';
import { compareShape } from './shape.ts';

const ROOT = join(import.meta.dirname, '../recordings/endpoints');
const EDITIONS = ['docker', 'containerd'];

/** The run of each folder, once. */
const runs = new Map(EDITIONS.map((edition) => [edition, runEndpoints(join(ROOT, edition))]));

describe('KSRV-1: the ports answer as the recorded ones did', () => {
  test.each(EDITIONS)('%s', (edition) => {
    const run = runs.get(edition);
    expect(run?.failures).toEqual([]);
    expect(run?.total).toBeGreaterThan(500);
  });

  it('has no reason left over for what is not absent', () => {
    const used = new Set([...runs.values()].flatMap((run) => run.excuses ?? []));
    expect(ABSENT.map(({ why }) => why).filter((why) => !used.has(why))).toEqual([]);
  });

  it('does so with other names as well', () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'endpoints-')), 'docker');
    mkdirSync(folder);
    for (const name of readdirSync(join(ROOT, 'docker'))) {
      const text = readFileSync(join(ROOT, 'docker', name), 'utf8');
      const renamed = text
        .replace(/\bstartup-ok\b/g, 'other-one')
        .replace(/"two"|_two_/g, (word) => word.replace('two', 'pair'))
        .replace(/\bs02\b|(?<=_)s02(?=_)/g, 'ns9')
        .replace(/\bnode1\b/g, 'worker-7');
      // A length that counts the name's letters would have to change with it.
      writeFileSync(join(folder, name), name === 'status-codes.txt' ? '' : renamed);
    }
    expect(runEndpoints(folder).failures).toEqual([]);
  });
});

describe('the comparison of series', () => {
  const page = '# HELP a Words.\n# TYPE a gauge\na{x="1",pod="p"} 3 17\n';
  const compare = (other: string): readonly unknown[] =>
    compareSeries(parseSeries(page), parseSeries(other), undefined);

  it('does not look at values', () => {
    expect(compare(page.replace('} 3', '} 4'))).toEqual([]);
  });

  it.each([
    ['a family', ''],
    ['its type', page.replace('gauge', 'counter')],
    ['its words', page.replace('Words', 'Others')],
    ['a label', page.replace('x="1",', '')],
    ["a label's value", page.replace('"p"', '"q"')],
    ['its time', page.replace(' 17', '')],
    ['one sample more', `${page}a{x="2",pod="p"} 1 17\n`],
    ['one family more', `${page}# HELP b B.\n# TYPE b gauge\nb 1\n`],
  ])('sees %s', (_what, other) => {
    expect(compare(other)).toHaveLength(1);
  });
});

describe('the comparison of objects', () => {
  const rules = {
    isDetermined: (path: string) => path.endsWith('.name'),
    isFree: (path: string) => path === '.free',
  };
  const one = { name: 'a', at: '2026-01-01T00:00:00Z', list: [{ name: 'x', n: 1 }], free: 1 };

  it('takes another moment and another order for the same', () => {
    const other = { ...one, at: '2027-02-02T01:02:03Z', list: [{ n: 7, name: 'x' }], free: 'x' };
    expect(compareShape(one, other, rules)).toEqual([]);
  });

  it.each([
    ['.name', { ...one, name: 'b' }],
    ['.at', { ...one, at: 'now' }],
    ['.at', { name: 'a', list: one.list, free: 1 }],
    ['.list[x].n', { ...one, list: [{ name: 'x', n: '1' }] }],
    ['.list[x]', { ...one, list: [] }],
    ['.more', { ...one, more: null }],
  ])('sees a difference at %s', (path, other) => {
    expect(compareShape(one, other, rules).map((each) => each.path)).toEqual([path]);
  });
});
