// What `npm run unit` and `npm test` run under Vitest: one run, one project per kind of evidence.

import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';

type Files = Parameters<BaseSequencer['sort']>[0];

const kinds: readonly { readonly name: string; readonly include: readonly string[] }[] = [
  { name: 'unit', include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'scripts/**/*.test.ts'] },
  { name: 'golden', include: ['golden/**/*.test.ts'] },
  { name: 'scenarios', include: ['content/**/*.test.ts'] },
  { name: 'conformance', include: ['conformance/**/*.test.ts'] },
];

/** Files that take longest, slowest first: begun last, one would run on while a core idles. */
const SLOW = [
  'conformance/recordings.test.ts',
  'headless/swarm/swarm.test.ts',
  'content/scenarios.test.ts',
  'conformance/',
  'golden/',
];

class SlowFirst extends BaseSequencer {
  override async sort(files: Files): Promise<Files> {
    const rank = (path: string): number => {
      const found = SLOW.findIndex((part) => path.includes(`/${part}`));
      return found < 0 ? SLOW.length : found;
    };
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => rank(a.moduleId) - rank(b.moduleId));
  }
}

export default defineConfig({
  test: {
    testTimeout: 120_000,
    // Every core: by default one is left idle, which on two is half of them.
    maxWorkers: '100%',
    // Files share a worker's modules: no module keeps state, so a test that another file can
    // disturb has found a broken law. Importing everything anew took a third of the time.
    isolate: false,
    sequence: { sequencer: SlowFirst },
    projects: kinds.map(({ name, include }) => ({
      extends: true,
      test: { name, include: [...include] },
    })),
  },
});
