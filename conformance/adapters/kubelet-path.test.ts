// Upstream's cases of the pod path, where the shared vectors are at hand.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runTopic, type VectorCase } from '../topics.ts';
import { keyOf, pleg } from './pleg.ts';

const FOLDER = '../shared/vectors';

/** The kubelet uses neither snapshots nor Sync; they are modes of the same code for others. */
const UNUSED = /snapshotandupdates|testnewpodaddeddefaultnamespace/;

interface PlegExpectation {
  readonly eventsAfterEachRelist?: readonly (
    | readonly { readonly pod: string; readonly container: string }[]
    | null
  )[];
}

describe.runIf(existsSync(FOLDER))('upstream cases of the pod path', () => {
  test('config-sources', async () => {
    const { isMissing, failures } = await runTopic(`${FOLDER}/config-sources.json`);
    expect(isMissing).toBe(false);
    expect(failures.filter(({ id }) => !UNUSED.test(id))).toEqual([]);
  });

  test('pleg', () => {
    const cases = JSON.parse(readFileSync(`${FOLDER}/pleg.json`, 'utf8')) as VectorCase[];
    let looked = 0;
    for (const { input, expect: wanted } of cases) {
      // Reads that fail are the port's business, not that of two looks.
      if ('statusErrors' in (input as object)) continue;
      const { eventsAfterEachRelist } = wanted as PlegExpectation;
      const got = pleg(input) as Required<PlegExpectation>;
      for (const [index, events] of (eventsAfterEachRelist ?? []).entries()) {
        if (events === null) continue;
        const sorted = events.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
        expect(got.eventsAfterEachRelist[index]).toEqual(sorted);
        looked++;
      }
    }
    expect(looked).toBeGreaterThanOrEqual(5);
  });
});
