// What `npm run unit` and `npm test` run under Vitest: one run, one project per kind of evidence.

import { defineConfig } from 'vitest/config';

const kinds: readonly { readonly name: string; readonly include: readonly string[] }[] = [
  { name: 'unit', include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'scripts/**/*.test.ts'] },
  { name: 'golden', include: ['golden/**/*.test.ts'] },
  { name: 'scenarios', include: ['content/**/*.test.ts'] },
  { name: 'conformance', include: ['conformance/**/*.test.ts'] },
];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    projects: kinds.map(({ name, include }) => ({
      extends: true,
      test: { name, include: [...include] },
    })),
  },
});
