// CAD-15: what the page shows is what the port says, to whoever asks it at that instant.

import { expect, it } from 'vitest';
import { type PersistentMap, values } from '../../base/persistent-map.ts';
import { askCadvisor } from '../../cluster/metrics.ts';
import type { TypedLine } from '../../cluster/protocol/commands.ts';
import type { TranscriptEntry } from '../../cluster/protocol/transcript.ts';
import { instant, NGINX, testCluster, type } from '../../cluster/test-cluster.ts';
import type { Timeline } from '../../kernel/timeline.ts';
import { stateOf } from '../../kernel/world.ts';
import { defaultNode } from '../../scenario/defaults.ts';
import { emptyFile, openTest } from '../../session/testing.ts';
import { printedText } from '../../shell/print/print.ts';
import {
  answersOf,
  childrenOf,
  nameOf,
  type PageAnswers,
  questionsFor,
  samplesOf,
} from './cadvisor-answers.ts';
import { cpuPoints } from './usage-lines.ts';

const AT = 60;
const T0 = 1_767_225_600;

function began(): Timeline<TypedLine> {
  const timeline = testCluster('document', { nodes: [defaultNode('node-1')] });
  type(timeline, 12, 'kubectl apply -f web.yaml', { 'web.yaml': NGINX });
  timeline.advance(instant(AT));
  return timeline;
}

function shownBy({ world, now }: Timeline<TypedLine>, path: string): PageAnswers | undefined {
  const when = { now, epochSeconds: T0 };
  return answersOf(askCadvisor(world, 'node-1', questionsFor(path), when) ?? []);
}

/** What `curl` prints, typed at this instant. */
function curled(timeline: Timeline<TypedLine>, path: string): unknown {
  const text = `curl -s http://node-1:4194${path}`;
  type(timeline, AT, text);
  timeline.advance(instant(AT + 1));
  const user = stateOf<{ transcript: PersistentMap<TranscriptEntry> }>(timeline.world, 'user');
  const entries = [...values(user?.transcript as PersistentMap<TranscriptEntry>)];
  const entry = entries.find((one) => one.text === text) as TranscriptEntry;
  return JSON.parse(printedText(entry, false));
}

it('CAD-15: machine, container with all samples, subcontainers and processes', () => {
  const test = began();
  const root = shownBy(test, '/') as PageAnswers;
  expect(childrenOf(root).map(({ name }) => name)).toContain('kubepods');
  const pods = shownBy(test, '/kubepods/besteffort') as PageAnswers;
  const [pod] = childrenOf(pods);
  expect(pod?.name).toBe('web');
  const inside = childrenOf(shownBy(test, pod?.path ?? '') as PageAnswers);
  expect(inside.map(({ name }) => name)).toEqual(['nginx', 'pause']);
  const path = inside[0]?.path ?? '';
  const answers = shownBy(test, path) as PageAnswers;
  expect(nameOf(answers.shown, answers.below)).toBe('nginx');
  expect(answers.processes.map(({ cmd }) => cmd).join()).toContain('nginx');
  const points = cpuPoints({ samples: samplesOf(answers.shown, T0) });
  expect(points.length).toBeGreaterThan(1);
  for (const [question, shown] of [
    ['/api/v1.3/machine', answers.machine],
    [`/api/v1.3/containers${path}`, answers.shown],
    [`/api/v2.0/ps${path}`, answers.processes],
  ] as const) {
    expect(shown).toEqual(curled(test, question));
  }
});

it('CAD-15: of a cgroup that is not there nothing', () => {
  expect(shownBy(began(), '/kubepods/nowhere')).toBeUndefined();
});

it('CAD-15: nothing while nobody listens, as of the instant asked for', () => {
  const test = openTest(emptyFile('document'));
  test.issue(30e6, { text: 'systemctl stop kubelet' });
  const ask = (at: number): unknown => {
    const questions = questionsFor('/').slice(0, 1);
    const answer = test.ask({ type: 'cadvisor.query', at, node: 'node-1', questions });
    return answer.ok === 'cadvisor' ? answer.bodies : answer;
  };
  expect(ask(35e6)).toBeUndefined();
  expect(ask(29e6)).toMatchObject([{ machine_id: expect.any(String) }]);
});
