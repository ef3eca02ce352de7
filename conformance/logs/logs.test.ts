// The simulated kubelet's log against those of real ones: places, severities, messages and keys.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { ABSENT_LINES, BEYOND_SAMPLES, OTHER_LINES } from './absent.ts';
import { recordedTemplates, simulatedLog, templatesIn } from './run.ts';
import { templateOf } from './template.ts';

const FOLDER = join(import.meta.dirname, '../recordings/logs');

describe.each(['docker', 'containerd'] as const)('the log in %s', (edition) => {
  const files = readdirSync(FOLDER).filter((name) => name.startsWith(`${edition}-`));
  const log = simulatedLog(edition);
  const simulated = templatesIn(log.map(({ text }) => text));
  const recorded = recordedTemplates(files.map((name) => join(FOLDER, name)));
  const missing = [...recorded].filter((line) => !simulated.has(line));
  const rules = [...(ABSENT_LINES['both'] ?? []), ...(ABSENT_LINES[edition] ?? [])];
  const placeOf = (line: string): string => line.split(' ')[1] ?? '';
  const isAbsent = (line: string): boolean => {
    const place = placeOf(line);
    const [file = ''] = place.split(':');
    const isPlace = rules.some(({ places }) => places.includes(place) || places.includes(file));
    return isPlace || OTHER_LINES.some((one) => one.line.test(line));
  };

  it('KLOG-1: has every line of the samples, but for those with a reason', () => {
    expect(files.length).toBe(3);
    expect(missing.filter((line) => !isAbsent(line))).toEqual([]);
    expect(recorded.size - missing.length).toBeGreaterThan(60);
  });

  it('KLOG-1: invents none', () => {
    const invented = [...simulated].filter((line) => !recorded.has(line));
    const isKnown = (line: string): boolean => BEYOND_SAMPLES.some((one) => one.test(line));
    expect(invented.filter((line) => !isKnown(line))).toEqual([]);
  });

  it('has no reason for a place that is written', () => {
    const written = new Set([...simulated].map(placeOf));
    const places = rules.flatMap((rule) => rule.places);
    expect(places.filter((place) => written.has(place))).toEqual([]);
    const needed = new Set(missing.flatMap((line) => [placeOf(line), placeOf(line).split(':')[0]]));
    const own = (ABSENT_LINES[edition] ?? []).flatMap((rule) => rule.places);
    expect(own.filter((place) => !needed.has(place))).toEqual([]);
  });

  it('KLOG-2: tells the loop in order, and little at -v 2', () => {
    const quiet = log.filter(({ v }) => v <= 2).map(({ text }) => text);
    expect(quiet.length).toBeLessThan(log.length / 3);
    const ops = quiet.flatMap((text) => /SyncLoop \(?([A-Z]+)\b.*term-exit/.exec(text)?.[1] ?? []);
    const changes = ops.filter((op) => op !== 'PLEG');
    expect(changes[0]).toBe('ADD');
    expect(changes.slice(1)).toContain('DELETE');
    expect(changes.at(-1)).toBe('REMOVE');
  });

  it('KLOG-3: is the same again, and with another seed of the same form', () => {
    expect(simulatedLog(edition)).toEqual(log);
    const other = templatesIn(simulatedLog(edition, 7).map(({ text }) => text));
    expect([...other].filter((line) => !simulated.has(line) && !recorded.has(line))).toEqual([]);
  });
});

test('the folder of samples is there', () => {
  expect(existsSync(FOLDER)).toBe(true);
});

describe('a template', () => {
  it('keeps the place, the message and the keys', () => {
    const line =
      '    0.180 I1123 08:15:07.903931   12668 kubelet.go:2724] "SyncLoop ADD" source="api" pods=["s01/a b=c"]';
    expect(templateOf(line)).toEqual({
      severity: 'I',
      source: 'kubelet.go:2724',
      message: 'SyncLoop ADD',
      keys: ['source', 'pods'],
    });
    expect(templateOf('no line of klog')).toBeUndefined();
  });

  it.each([
    ['severity', 'E0101 00:00:00.000000   1 a.go:1] "X" k=1'],
    ['place', 'I0101 00:00:00.000000   1 a.go:2] "X" k=1'],
    ['message', 'I0101 00:00:00.000000   1 a.go:1] "Y" k=1'],
    ['keys', 'I0101 00:00:00.000000   1 a.go:1] "X" j=1'],
  ])('tells another %s', (_what, other) => {
    const line = templateOf('I0101 00:00:00.000000   1 a.go:1] "X" k=2');
    expect(templateOf(other)).not.toEqual(line);
  });
});
