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

/**
 * The tallies of a Vitest run by project, each known by where its tests are. A file that failed
 * without a failed test is named and counted; so is a project without tests: proof that was lost is
 * not proof.
 */
export function readVitest(
  projects: readonly (readonly [name: string, where: RegExp])[],
  report: unknown,
  isOk: boolean,
  short: (path: string) => string,
): readonly Tally[] {
  const all = (report as VitestReport | undefined)?.testResults ?? [];
  const tallies = projects.map(([name, where]) =>
    tallyOf(
      name,
      all.filter((file) => where.test(short(file.name))),
      short,
    ),
  );
  if (isOk || tallies.some(({ failed }) => failed > 0)) return tallies;
  return tallies.map((tally, i) => (i === 0 ? { ...tally, failed: 1 } : tally));
}

function tallyOf(
  name: string,
  files: VitestReport['testResults'],
  short: (path: string) => string,
): Tally {
  const statuses = files.flatMap((file) => file.assertionResults.map(({ status }) => status));
  const broken = files.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  );
  for (const file of broken) console.error(`did not run: ${short(file.name)}`);
  const count = (wanted: string): number => statuses.filter((status) => status === wanted).length;
  const passed = count('passed');
  const failed = count('failed') + broken.length;
  const tally = { name, passed, failed, skipped: statuses.length - passed - count('failed') };
  return atLeastOneFailure(tally, passed > 0);
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
