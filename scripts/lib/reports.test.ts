import { expect, test } from 'vitest';
import { readPlaywright, readVitest } from './reports.ts';

const counts = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1 };
const fine = { name: '/x/a.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] };

function vitest(report: unknown, isOk: boolean): unknown {
  return readVitest('unit', report, isOk, (path) => path);
}

test('counts what Vitest reports', () => {
  expect(vitest({ ...counts, testResults: [fine] }, true)).toEqual({
    name: 'unit',
    passed: 3,
    failed: 0,
    skipped: 1,
  });
});

test('a test file that does not load is a failure', () => {
  const broken = { name: '/x/b.test.ts', status: 'failed', assertionResults: [] };
  expect(vitest({ ...counts, testResults: [fine, broken] }, false)).toMatchObject({ failed: 1 });
});

test('a run that fails without a failed test is a failure', () => {
  expect(vitest({ ...counts, testResults: [fine] }, false)).toMatchObject({ failed: 1 });
  expect(vitest(undefined, false)).toMatchObject({ failed: 1 });
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
