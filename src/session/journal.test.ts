// journalctl: what was logged so far, on the node that is meant, at the level that the kubelet has.

import { expect, it, test } from 'vitest';
import { type PersistentMap, values } from '../base/persistent-map.ts';
import type { TypedLine } from '../cluster/protocol/commands.ts';
import type { TranscriptEntry } from '../cluster/protocol/transcript.ts';
import { micros } from '../kernel/time.ts';
import { stateOf } from '../kernel/world.ts';
import { defaultSetup } from '../scenario/defaults.ts';
import type { ScenarioStep } from '../scenario/scenario.ts';
import { printedText } from '../shell/print/print.ts';
import { withJournal } from './journal.ts';
import { openTimeline } from './run.ts';
import { fillSession } from './whole.ts';

fillSession();

const POD = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { nodeName: 'node-2', containers: [{ name: 'c', image: 'nginx:1.25' }] },
});

const AT = micros(60_000_000);

function journal(text: string, kubelet: { readonly [setting: string]: number } = {}): string {
  const setup = { ...defaultSetup('containerd'), kubelet };
  const nodes = setup.nodes.map(({ name }) => name);
  const first: ScenarioStep = {
    at: micros(30_000_000),
    line: { text: 'kubectl create -f pod.json', files: { 'pod.json': POD } },
  };
  const scenario = { setup, steps: [first] };
  const typed: TypedLine = { text, files: {} };
  const line = withJournal(typed, AT, { ...setup, nodes }, () => openTimeline(scenario));
  const timeline = openTimeline({ setup, steps: [first, { at: AT, line }] });
  timeline.advance(micros(61_000_000));
  const user = stateOf<{ transcript: PersistentMap<TranscriptEntry> }>(timeline.world, 'user');
  const [, entry] = [...values(user?.transcript as PersistentMap<TranscriptEntry>)];
  return entry === undefined ? '' : printedText(entry, false) + printedText(entry, true);
}

it('KLOG-4: prints what the kubelet of the node has logged', () => {
  const printed = journal('ssh node-2 journalctl -u kubelet --no-pager');
  const loop = printed
    .split('\n')
    .find((line) => line.includes('SyncLoop ADD" source="api" pods=["default'));
  const [journalHead = '', klog = ''] = (loop ?? '').split(']: ');
  expect(journalHead).toMatch(/^Jan 01 00:00:30 node-2 kubelet\[\d+$/);
  expect(klog).toMatch(/^I0101 00:00:30\.\d{6} +\d+ kubelet\.go:2724\] "SyncLoop ADD" /);
  expect(klog).toMatch(/source="api" pods=\["default\/web"\]$/);
  expect(printed).not.toContain('SyncPod enter');
  expect(journal('journalctl -u kubelet')).not.toContain('default/web');
});

it('KLOG-2, KLOG-4: as much of it as is asked for', () => {
  const bare = journal('ssh node-2 journalctl -u kubelet.service -n 5 -o cat', { '--v': 4 });
  const lines = bare.trimEnd().split('\n');
  expect(lines).toHaveLength(5);
  expect(lines.every((line) => /^[IWE]0101 /.test(line))).toBe(true);
  expect(journal('ssh node-2 journalctl -u kubelet', { '--v': 4 })).toContain('SyncPod');
});

test.each([
  ['journalctl -u docker', /Only the kubelet's log is kept/],
  ['journalctl --nonsense -u kubelet', /unrecognized option '--nonsense'/],
  ['journalctl -u kubelet -n x', /Failed to parse lines/],
])('%s is refused', (text, words) => {
  expect(journal(text)).toMatch(words);
});
