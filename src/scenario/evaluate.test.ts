import { describe, expect, test } from 'vitest';
import type { TranscriptEntry } from '../cluster/protocol/transcript.ts';
import { type Micros, seconds } from '../kernel/time.ts';
import { parseDuration } from '../shell/flags.ts';
import { evaluate } from './evaluate.ts';
import { type Expectation, parsePredicate, type When } from './expectation.ts';
import { type History, newHistory, noteFact } from './history.ts';

function instant(value: number): Micros {
  return seconds(value) as number as Micros;
}

function pod(phase: string, restartCount: number, podIP = '10.0.0.2'): object {
  const containerStatuses = [
    { name: 'c', restartCount, state: { waiting: { reason: 'CrashLoopBackOff' } } },
  ];
  return {
    metadata: { name: 'web', namespace: 'default' },
    status: { phase, podIP, containerStatuses, conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

function history(): History {
  const writer = newHistory();
  const about = { kind: 'pod', namespace: 'default', name: 'web' };
  const change = (at: number, event: string, object: object): void =>
    noteFact(writer, { at: instant(at), type: 'ObjectChanged', about, data: { event, object } });
  change(1, 'ADDED', pod('Pending', 0));
  change(4, 'MODIFIED', pod('Running', 0));
  change(9, 'MODIFIED', pod('Running', 2, '10.0.0.3'));
  change(20, 'DELETED', pod('Running', 2));
  noteFact(writer, {
    at: instant(3),
    type: 'RuntimeEvent',
    about: { kind: 'container', name: 'c' },
    data: { op: 'start', pod: 'web' },
  });
  const entry: TranscriptEntry = {
    id: 1,
    at: instant(0),
    text: 'kubectl get pod nope',
    status: 'done',
    exitCode: 1,
    output: [{ kind: 'line', text: 'pods "nope" not found', isError: true }],
    finishedAt: instant(0),
  };
  return { objects: writer.objects, runtime: writer.runtime, commands: [entry] };
}

function holds(text: string, at: number, when: When = 'by'): boolean | string {
  const parsed = parsePredicate(text, (word) => {
    const value = parseDuration(word);
    return value === undefined ? undefined : (value as Micros);
  });
  if ('problem' in parsed) return parsed.problem;
  const expectation: Expectation = { when, at: instant(at), text, that: parsed.that };
  return evaluate(history(), [expectation])[0]?.isMet ?? false;
}

describe('expectations', () => {
  test('hold at some time up to an instant, at it, or all along', () => {
    expect(holds('pod web phase == Pending', 10)).toBe(true);
    expect(holds('pod web phase == Pending', 10, 'at')).toBe(false);
    expect(holds('pod web phase == Running', 3)).toBe(false);
    expect(holds('pod web condition Ready == True', 10, 'until')).toBe(true);
    expect(holds('pod web phase == Running', 10, 'until')).toBe(false);
  });

  test('ask for fields of containers and for paths', () => {
    expect(holds('pod web restartCount >= 2', 10)).toBe(true);
    expect(holds('pod web container c state == waiting', 10)).toBe(true);
    expect(holds('pod web container c reason == CrashLoopBackOff', 10)).toBe(true);
    expect(holds('pod web .status.containerStatuses[0].name == c', 10)).toBe(true);
    expect(holds('pod web podIP changed since 5s', 10, 'at')).toBe(true);
    expect(holds('pod web phase unchanged since 5s', 10, 'at')).toBe(true);
  });

  test('ask for presence, runtime and commands', () => {
    expect(holds('pod web is absent', 19)).toBe(false);
    expect(holds('pod web is absent', 21)).toBe(true);
    expect(holds('pod web exists', 2)).toBe(true);
    expect(holds('runtime of pod web op start container c == 1', 10)).toBe(true);
    expect(holds('command 1 exitCode == 1', 10)).toBe(true);
    expect(holds('command 1 output contains "not found"', 10)).toBe(true);
  });

  test('say what they cannot read', () => {
    expect(holds('pod web glows', 1)).toContain('no comparison');
    expect(holds('command one exitCode == 1', 1)).toContain('command NUMBER');
  });
});
