import { expect, test } from 'vitest';
import { readPlaywright, readVitest } from './reports.ts';

const PROJECTS = [
  ['unit', /^src/],
  ['golden', /^golden/],
] as const;

function file(name: string, status: string, tests: readonly string[]): object {
  return { name, status, assertionResults: tests.map((one) => ({ status: one })) };
}

const unit = file('src/a.test.ts', 'passed', ['passed', 'passed', 'pending']);
const golden = file('golden/a.test.ts', 'passed', ['passed']);

function vitest(testResults: readonly object[] | undefined, isOk: boolean): unknown {
  const report = testResults && { testResults };
  return readVitest(PROJECTS, report, isOk, (path) => path);
}

test('counts what Vitest reports, each project by itself', () => {
  expect(vitest([unit, golden], true)).toEqual([
    { name: 'unit', passed: 2, failed: 0, skipped: 1 },
    { name: 'golden', passed: 1, failed: 0, skipped: 0 },
  ]);
});

test('a test file that does not load is a failure of its project', () => {
  const broken = file('golden/b.test.ts', 'failed', []);
  expect(vitest([unit, golden, broken], false)).toMatchObject([{ failed: 0 }, { failed: 1 }]);
});

test('a project without tests is a failure, even when the run went well', () => {
  expect(vitest([unit], true)).toMatchObject([{ failed: 0 }, { failed: 1 }]);
  expect(vitest(undefined, true)).toMatchObject([{ failed: 1 }, { failed: 1 }]);
});

test('a run that fails without a failed test is a failure', () => {
  expect(vitest([unit, golden], false)).toMatchObject([{ failed: 1 }, { failed: 0 }]);
});

test('a missing report of Playwright is a failure, whatever its exit code', () => {
  expect(readPlaywright('e2e', undefined, true)).toMatchObject({ passed: 0, failed: 1 });
});

test('counts what Playwright reports, errors outside of tests included', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
  expect(readPlaywright('e2e', { stats, errors: [{}] }, false)).toEqual({
    name: 'e2e',
    passed: 5,
    failed: 3,
    skipped: 2,
  });
});
