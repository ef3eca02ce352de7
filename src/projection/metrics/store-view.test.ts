// The view `store`: the same row as long as InfluxDB would give the same answers.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { emptyFile, openTest } from '../../session/testing.ts';

const S = 1_000_000;
const ADDON = readFileSync('content/addons/cluster-monitoring.document.yaml', 'utf8');

it('changes with each batch that Heapster writes, and with nothing else', () => {
  const test = openTest(emptyFile('document'));
  test.issue(2 * S, { text: 'kubectl apply -f all.yaml', files: { 'all.yaml': ADDON } });
  test.session.receive({ type: 'watch', watch: 'seen', view: { view: 'store' } });
  const chunks = test.demand(2 * S, 200 * S, 100_000);
  const before = chunks[0]?.keyframe?.find(({ watch }) => watch === 'seen')?.rows;
  expect(before).toEqual([['store', { row: 'store' }]]);
  const seen = chunks
    .flatMap(({ changes }) => changes)
    .filter(({ watch }) => watch === 'seen')
    .flatMap(({ at, changes }) => changes.map(({ after }) => ({ at: at / S, after })));
  const counts = seen.flatMap(({ after }) => (after?.row === 'store' ? (after.changes ?? 0) : []));
  expect(counts.every((count, i) => i === 0 || count > (counts[i - 1] ?? 0))).toBe(true);
  const minutes = new Set(seen.slice(1).map(({ at }) => Math.floor(at / 60)));
  expect(minutes).toEqual(new Set([1, 2, 3]));
  // A batch is written a few seconds after its minute.
  for (const { at } of seen.slice(1)) expect(at % 60).toBeLessThan(10);
});
