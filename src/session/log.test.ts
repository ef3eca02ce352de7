// The kubelet's log as the panel asks for it: up to the playhead, forwards, back, in a new branch.

import { expect, it } from 'vitest';
import type { KlogLine } from '../projection/klog/writer.ts';
import { emptyFile, openTest, podFile, type TestSession } from './testing.ts';

const S = 1_000_000;

function log(test: TestSession, until: number, verbosity: number = 2): readonly KlogLine[] {
  const answers = ['node-1', 'node-2'].map((node) =>
    test.ask({ type: 'log', node, until: until * S, verbosity, count: 5_000 }),
  );
  return answers.flatMap((answer) => (answer.ok === 'log' ? answer.lines : []));
}

const textOf = (lines: readonly KlogLine[]): string => lines.map(({ text }) => text).join('\n');

it('KLOG-3: shows what was written up to the playhead, whichever way it came there', () => {
  const test = openTest(emptyFile('containerd'));
  test.demand(0, 15 * S);
  test.issue(15 * S, podFile('web'));
  const early = log(test, 15);
  const late = log(test, 45);
  expect(textOf(early)).not.toContain('default/web');
  expect(textOf(late)).toContain('"SyncLoop ADD" source="api" pods=["default/web"]');
  expect(log(test, 15)).toEqual(early);
  expect(log(test, 45)).toEqual(late);
  expect(log(test, 45, 4).length).toBeGreaterThan(3 * late.length);
});

it('KLOG-3: forgets what another future has not got', () => {
  const test = openTest(emptyFile('docker'));
  test.demand(0, 15 * S);
  test.issue(15 * S, podFile('web'));
  test.demand(15 * S, 40 * S);
  expect(textOf(log(test, 40))).toContain('web_default');
  test.issue(10 * S, podFile('other'), 40 * S);
  const other = textOf(log(test, 40));
  expect(other).toContain('other_default');
  expect(other).not.toContain('web_default');
});
