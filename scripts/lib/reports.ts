// Counts tests from the JSON reports of Vitest and Playwright. A report that is missing, or whose
// run failed without a failed test (a crash, a file that does not load), counts as one failure:
// nothing may fail silently.

/** How many tests of a suite passed, failed and were skipped. */
export interface Tally {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests?: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

interface PlaywrightReport {
  readonly errors: readonly unknown[];
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
}

function atLeastOneFailure(tally: Tally, isOk: boolean): Tally {
  return isOk || tally.failed > 0 ? tally : { ...tally, failed: 1 };
}

/** The tally of a Vitest run; files that failed without a failed test are named and counted. */
export function readVitest(
  name: string,
  report: unknown,
  isOk: boolean,
  short: (path: string) => string,
): Tally {
  if (report === undefined) return { name, passed: 0, failed: isOk ? 0 : 1, skipped: 0 };
  const { testResults, ...counts } = report as VitestReport;
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  for (const file of broken) console.error(`did not run: ${short(file.name)}`);
  const tally: Tally = {
    name,
    passed: counts.numPassedTests,
    failed: counts.numFailedTests + broken.length,
    skipped: counts.numPendingTests + (counts.numTodoTests ?? 0),
  };
  return atLeastOneFailure(tally, isOk);
}

/** The tally of a Playwright run; a test that passed only on a second try counts as failed. */
export function readPlaywright(name: string, report: unknown, isOk: boolean): Tally {
  if (report === undefined) return { name, passed: 0, failed: 1, skipped: 0 };
  const { stats, errors } = report as PlaywrightReport;
  const tally: Tally = {
    name,
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
  return atLeastOneFailure(tally, isOk);
}
