// A session as the page uses it: chunks, branches, causes, searches, files.

import { beforeAll, describe, expect, it } from 'vitest';
import type { Micros } from '../kernel/time.ts';
import { loadScenario } from '../scenario/load.ts';
import { isDrawn } from './flights.ts';
import type { Beat, CauseStep, Chunk, Flight } from './protocol.ts';
import { openTimeline } from './run.ts';
import {
  applyChunks,
  emptyFile,
  openTest,
  podFile,
  type Screen,
  sorted,
  type TestSession,
  takeBack,
} from './testing.ts';

const S = 1_000_000;
const CREATE_AT = 15 * S;

function opened(edition: string): TestSession {
  const test = openTest(emptyFile(edition));
  test.session.receive({ type: 'watch', watch: 'stage', view: { view: 'stage', node: 'node-1' } });
  test.session.receive({ type: 'watch', watch: 'all', view: { view: 'events' } });
  test.session.receive({ type: 'watch', watch: 'terminal', view: { view: 'terminal' } });
  return test;
}

const beatsOf = (chunks: readonly Chunk[]): readonly Beat[] => chunks.flatMap((one) => one.beats);
const flightsOf = (chunks: readonly Chunk[]): readonly Flight[] =>
  chunks.flatMap((one) => one.flights);

describe.each(['document', 'docker', 'containerd'])('a creation in edition %s', (edition) => {
  let test: TestSession;
  let chunks: readonly Chunk[];

  beforeAll(() => {
    test = opened(edition);
    test.demand(0, CREATE_AT);
    test.issue(CREATE_AT, podFile('web'));
    chunks = test.demand(CREATE_AT, CREATE_AT + 30 * S);
  });

  it('tells the seven steps in order and ends ready', () => {
    const steps = beatsOf(chunks)
      .filter((beat) => beat.topic.startsWith('SyncStep.'))
      .map((beat) => Number(beat.data['step']));
    expect(steps.slice(0, 7)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(beatsOf(chunks).map((beat) => beat.topic)).toContain('ObjectChanged.pod.ready');
  });

  it('leads from every step back to the command', () => {
    const steps = beatsOf(chunks).filter((beat) => beat.topic.startsWith('SyncStep.'));
    for (const { event } of steps) {
      const answer = test.ask({ type: 'why', event });
      const chain: readonly CauseStep[] = answer.ok === 'why' ? answer.chain : [];
      expect(chain[0]?.event).toBe(event);
      expect(chain.at(-1)).toMatchObject({ process: 'user', text: 'kubectl apply -f web.yaml' });
    }
  });

  it('draws exactly the envelopes that are to be drawn', () => {
    const loaded = loadScenario([], { edition: edition as 'docker', seed: 1 });
    if ('errors' in loaded) throw new Error('no scenario');
    const command = podFile('web');
    const timeline = openTimeline(loaded.scenario, {
      log: [{ id: 1, at: CREATE_AT as Micros, by: 'user', command }],
    });
    timeline.advance((CREATE_AT - 1) as Micros);
    const ids: number[] = timeline
      .pending()
      .filter((envelope) => isDrawn(envelope) && envelope.deliverAt > CREATE_AT)
      .map(({ id }) => id);
    timeline.setSink({ sent: (envelope) => void (isDrawn(envelope) && ids.push(envelope.id)) });
    timeline.advance((CREATE_AT + 30 * S) as Micros);
    expect(
      flightsOf(chunks)
        .map(({ id }) => id)
        .sort((a, b) => a - b),
    ).toEqual(ids.sort((a, b) => a - b));
  });

  it('tells the same in pieces as in one', () => {
    const [from, until] = [CREATE_AT, CREATE_AT + 30 * S];
    const whole = test.demand(from, until, 1_000_000);
    expect(whole).toHaveLength(1);
    const pieces = test.demand(from, until, 37);
    expect(pieces.length).toBeGreaterThan(10);
    expect(flightsOf(pieces)).toEqual(flightsOf(whole));
    expect(beatsOf(pieces)).toEqual(beatsOf(whole));
    expect(pieces.flatMap((one) => one.changes)).toEqual(whole.flatMap((one) => one.changes));
    expect(pieces[0]?.keyframe).toEqual(whole[0]?.keyframe);
  });

  it('goes back to the same picture', () => {
    const told = test.demand(CREATE_AT, CREATE_AT + 30 * S, 200);
    const screen: Screen = applyChunks(new Map(), told);
    takeBack(screen, told);
    const start = new Map(told[0]?.keyframe?.map(({ watch, rows }) => [watch, new Map(rows)]));
    for (const watch of ['stage', 'all', 'terminal']) {
      expect(sorted(screen.get(watch))).toEqual(sorted(start.get(watch)));
    }
  });

  it('steps from beat to beat and back', () => {
    const uid = beatsOf(chunks).find((beat) => beat.topic === 'ObjectChanged.pod.ADDED')?.uid;
    const visited: number[] = [];
    let at = CREATE_AT;
    let event = 0;
    for (let i = 0; i < 12; i++) {
      const next = test.ask({ type: 'find', from: at, event, direction: 1, follow: uid });
      if (next.ok !== 'found') throw new Error(next.ok);
      visited.push(next.event);
      [at, event] = [next.at, next.event];
    }
    expect(new Set(visited).size).toBe(12);
    for (const expected of visited.slice(0, -1).reverse()) {
      const back = test.ask({ type: 'find', from: at, event, direction: -1, follow: uid });
      if (back.ok !== 'found') throw new Error(back.ok);
      expect(back.event).toBe(expected);
      [at, event] = [back.at, back.event];
    }
  });
});

describe('a session', () => {
  it('gives the same digest after saving and opening', () => {
    const test = opened('docker');
    test.issue(12 * S, podFile('web'));
    test.demand(12 * S, 30 * S);
    const saved = test.ask({ type: 'save', at: 20 * S });
    if (saved.ok !== 'saved') throw new Error(saved.ok);
    const again = openTest(saved.file);
    again.demand(0, 50 * S, 100);
    const question = { type: 'digest', at: 40 * S } as const;
    expect(again.ask(question)).toEqual(test.ask(question));
  });

  it('opens a branch for a command before what was seen, and only then', () => {
    const test = opened('docker');
    test.demand(0, 40 * S);
    const first = test.issue(12 * S, podFile('web'), 12 * S);
    expect(first.branch).toBe(1);
    test.demand(12 * S, 40 * S);
    const before = test.ask({ type: 'digest', at: 35 * S });
    const second = test.issue(20 * S, { text: 'kubectl delete pod web' }, 30 * S);
    expect(second.branch).toBe(2);
    expect(test.ask({ type: 'digest', at: 35 * S })).not.toEqual(before);
    const back = test.ask({ type: 'switch', branch: 1 });
    expect(back).toMatchObject({ ok: 'issued', branch: 1, at: 20 * S });
    expect(test.ask({ type: 'digest', at: 35 * S })).toEqual(before);
  });

  it('refuses a line that no tool can read, and changes nothing', () => {
    const test = opened('docker');
    const before = test.ask({ type: 'digest', at: 10 * S });
    const command = { text: 'kubectl frobnicate' };
    expect(test.ask({ type: 'issue', at: 10 * S, command })).toMatchObject({ ok: 'rejected' });
    expect(test.ask({ type: 'digest', at: 10 * S })).toEqual(before);
  });

  it('refuses a scenario that cannot be read, with its place', () => {
    expect(() =>
      openTest(emptyFile('docker', 'apiVersion: visualizer/v1\nkind: Scenario\n')),
    ).not.toThrow();
    const { heard } = openTest(emptyFile('docker', 'apiVersion: visualizer/v1\nkind: Scenario\n'));
    expect(heard[0]?.type).toBe('refused');
  });
});
