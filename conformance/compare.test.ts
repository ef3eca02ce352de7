import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compare } from './compare.ts';
import type { Recording, Step } from './recording.ts';

const ROOT = join(import.meta.dirname, 'recordings');
const FILES = ['docker', 'containerd'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name)),
);

function read(file: string): Recording {
  return JSON.parse(readFileSync(file, 'utf8')) as Recording;
}

describe('the comparison rule', () => {
  test.each(FILES)('finds no difference of a case with itself: %s', (file) => {
    const recording = read(file);
    expect(compare(recording, recording.steps)).toEqual([]);
  });

  test('finds what is missing, late, early and too much', () => {
    const recording = read(FILES[0] as string);
    const required = recording.steps.findIndex((step) => step.optional !== true && step.t > 5);
    const without = recording.steps.filter((_, index) => index !== required);
    expect(compare(recording, without)).toMatchObject([{ what: 'missing', where: required }]);
    const late = recording.steps.map((step, i) =>
      i === required ? { ...step, t: step.t + 0.25 } : step,
    );
    expect(compare(recording, late)).toEqual([]);
    const extra: Step = { t: 12, kind: 'event', object: 'Pod/x', type: 'Normal', reason: 'No' };
    expect(compare(recording, [...recording.steps, extra])).toMatchObject([
      { what: 'extra', t: 12 },
    ]);
  });

  test('takes a repeated MODIFIED for one', () => {
    const recording = read(FILES[0] as string);
    const doubled = recording.steps.flatMap((step) =>
      step.kind === 'watch' && step.type === 'MODIFIED'
        ? [step, { ...step, t: step.t + 0.001, labels: undefined }]
        : [step],
    ) as readonly Step[];
    expect(compare(recording, doubled)).toEqual([]);
  });
});
