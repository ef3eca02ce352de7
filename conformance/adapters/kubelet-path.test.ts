// Upstream's cases of the pod path, where the shared vectors are at hand.

import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runTopic } from '../topics.ts';

const FOLDER = '../shared/vectors';

/** The kubelet uses neither snapshots nor Sync; they are modes of the same code for others. */
const UNUSED = /snapshotandupdates|testnewpodaddeddefaultnamespace/;

describe.runIf(existsSync(FOLDER))('upstream cases of the pod path', () => {
  test('config-sources', async () => {
    const { isMissing, failures } = await runTopic(`${FOLDER}/config-sources.json`);
    expect(isMissing).toBe(false);
    expect(failures.filter(({ id }) => !UNUSED.test(id))).toEqual([]);
  });

  test('pleg', async () => {
    const { isMissing, failures } = await runTopic(`${FOLDER}/pleg.json`);
    expect(isMissing).toBe(false);
    expect(failures).toEqual([]);
  });
});
