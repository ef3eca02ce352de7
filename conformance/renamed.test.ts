// The simulation knows no case: the recordings align as well when their pods have other names and
// the seed is another. In a back-off series the recorded times hang on the kubelet's own random
// waits, so there only the names change.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compare } from './compare.ts';
import type { Recording } from './recording.ts';
import { runCase } from './run-case.ts';

const ROOT = join(import.meta.dirname, 'recordings');
const OTHER_SEED = 7;

/** The case with every pod called otherwise, in commands, steps and texts alike. */
function renamed(text: string): string {
  const { steps, setup } = JSON.parse(text) as Recording;
  const said = steps.flatMap((step) => (step as { pod?: string }).pod ?? []);
  // A static pod is called in its manifest as in the API, but for the node's name at its end.
  const nodes = setup.nodes.map(({ name }) => `-${name}`);
  const plain = said.flatMap((name) =>
    nodes.filter((end) => name.endsWith(end)).map((end) => name.slice(0, -end.length)),
  );
  let result = text;
  for (const name of new Set([...said, ...plain])) {
    // A pod may be called like a word of the commands and messages around it.
    const before = '(?<![A-Za-z-]|--subresource[= ])';
    const after = '(?![A-Za-z-]| (?:started|completed|requires)\\b)';
    result = result.replace(new RegExp(before + name + after, 'g'), `other-${name}`);
  }
  return result;
}

describe.each(['docker', 'containerd'])('renamed recordings of %s', (folder) => {
  test.each(readdirSync(join(ROOT, folder)))('%s', (name) => {
    const text = renamed(readFileSync(join(ROOT, folder, name), 'utf8'));
    const recording = JSON.parse(text) as Recording;
    const seed = text.includes('"min"') ? 1 : OTHER_SEED;
    const differences = compare(recording, runCase(recording, seed));
    expect(differences.map(({ what, t, text: said }) => `${what} ${t} ${said}`)).toEqual([]);
  });
});
