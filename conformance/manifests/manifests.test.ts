// docs/manifests.md says where the documentation's manifests end. Where the shared ones are at
// hand, the simulation has to say the same, and there has to be a reason for each.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fillCluster } from '../../src/cluster/whole.ts';
import { rowsOf, simulatedEnds } from './table.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, '..', 'shared', 'manifests');

fillCluster();

describe('docs/manifests.md', () => {
  const rows = rowsOf(readFileSync(join(ROOT, 'docs', 'manifests.md'), 'utf8'));

  test('argues every end', () => {
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ why }) => why.length < 10)).toEqual([]);
  });

  describe.runIf(existsSync(FOLDER))('is what the simulation says', () => {
    const names = existsSync(FOLDER)
      ? readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'))
      : [];
    test('of every manifest', () => {
      expect(rows.map(({ name }) => name)).toEqual(names);
    });
    test.each(rows)('$name', ({ name, ends }) => {
      expect(simulatedEnds(FOLDER, name)).toEqual(ends);
    });
  });
});
