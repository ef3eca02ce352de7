// The golden traces: what a few lives of pods look like, event by event. A difference is a change
// of behaviour: look at it, and if it is meant, `npm run golden:update`.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOLDEN, goldenText } from './golden-trace.ts';

describe.each(GOLDEN)('golden $name', (golden) => {
  test('is as it was', () => {
    const text = readFileSync(join(import.meta.dirname, `${golden.name}.txt`), 'utf8');
    expect(goldenText(golden)).toBe(text);
  });

  test('can be read by a person', () => {
    const lines = goldenText(golden).split('\n');
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.length).toBeLessThan(600);
  });
});
