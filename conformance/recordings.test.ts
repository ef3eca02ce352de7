// Every recorded case that the simulator has to reproduce, as recorded and with another seed.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compare } from './compare.ts';
import type { Recording } from './recording.ts';
import { runCase } from './run-case.ts';

const ROOT = join(import.meta.dirname, 'recordings');

describe.each(['docker', 'containerd'])('recordings of %s', (folder) => {
  test.each(readdirSync(join(ROOT, folder)))('%s', (name) => {
    const text = readFileSync(join(ROOT, folder, name), 'utf8');
    const recording = JSON.parse(text) as Recording;
    const differences = compare(recording, runCase(recording));
    expect(differences.map(({ what, t, text: said }) => `${what} ${t} ${said}`)).toEqual([]);
  });
});
