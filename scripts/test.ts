// `npm test`: everything, in the order in which it is cheapest to fail. The last line is the total
// of all suites. `npm test -- unit e2e` runs only the suites named.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runChecks } from './check.ts';
import { chromiumPath } from './lib/browser.ts';
import { root, runBin } from './lib/command.ts';
import { readPlaywright, readVitest, type Tally } from './lib/reports.ts';
import { bundleSizes, printSizes } from './size.ts';

/** Suites that run together: those of them that are wanted. */
type Run = (names: readonly string[]) => Promise<readonly Tally[]>;

const scratch = mkdtempSync(join(tmpdir(), 'kubelet-visualizer-'));

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

async function check(): Promise<readonly Tally[]> {
  const results = await runChecks();
  const failed = results.filter(({ isOk }) => !isOk).length;
  return [{ name: 'check', passed: results.length - failed, failed, skipped: 0 }];
}

/** The projects of Vitest, by where their tests are. */
const projects: readonly (readonly [string, RegExp])[] = [
  ['unit', /^(src|scripts)[/]/],
  ['golden', /^golden[/]/],
  ['conformance', /^conformance[/]/],
  ['scenarios', /^content[/]/],
];

/** Those of them that are wanted, in one run: a long file of one fills the wait for another. */
async function vitest(names: readonly string[]): Promise<readonly Tally[]> {
  const file = join(scratch, 'vitest.json');
  const reports = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
  const args = ['run', ...names.flatMap((name) => ['--project', name]), ...reports];
  const { isOk } = await runBin('vitest', args, { isLive: true });
  const wanted = projects.filter(([name]) => names.includes(name));
  return readVitest(wanted, read(file), isOk, (path) => relative(root, path));
}

async function build(): Promise<readonly Tally[]> {
  const { isOk } = await runBin('vite', ['build', '--logLevel', 'warn'], { isLive: true });
  return [{ name: 'build', passed: isOk ? 1 : 0, failed: isOk ? 0 : 1, skipped: 0 }];
}

async function size(): Promise<readonly Tally[]> {
  const sizes = bundleSizes();
  printSizes(sizes);
  const failed = sizes.filter(({ isOk }) => !isOk).length;
  return [{ name: 'size', passed: sizes.length - failed, failed, skipped: 0 }];
}

async function e2e(): Promise<readonly Tally[]> {
  const file = join(scratch, 'e2e.json');
  const path = chromiumPath();
  const env = { PLAYWRIGHT_JSON: file, ...(path === undefined ? {} : { CHROMIUM_PATH: path }) };
  const { isOk } = await runBin('playwright', ['test'], { env, isLive: true });
  return [readPlaywright('e2e', read(file), isOk)];
}

const runs: readonly (readonly [suites: readonly string[], Run])[] = [
  [['check'], check],
  [projects.map(([name]) => name), vitest],
  [['build'], build],
  [['size'], size],
  [['e2e'], e2e],
];

async function tallied(names: readonly string[], run: Run): Promise<readonly Tally[]> {
  console.log(`\n── ${names.join(', ')}`);
  try {
    return await run(names);
  } catch (error) {
    console.error(error);
    return names.map((name) => ({ name, passed: 0, failed: 1, skipped: 0 }));
  }
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !runs.some(([suites]) => suites.includes(name)));
if (unknown.length > 0) throw new Error(`no such suite: ${unknown.join(', ')}`);
const tallies: Tally[] = [];
for (const [suites, run] of runs) {
  const names = suites.filter((name) => asked.length === 0 || asked.includes(name));
  if (names.length > 0) tallies.push(...(await tallied(names, run)));
}
rmSync(scratch, { recursive: true, force: true });

console.log('');
for (const { name, passed, failed, skipped } of tallies) {
  const rest = skipped > 0 ? `, ${skipped} skipped` : '';
  console.log(`${name.padEnd(12)} ${passed} passed, ${failed} failed${rest}`);
}
const sum = (key: 'passed' | 'failed'): number => tallies.reduce((n, tally) => n + tally[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 && sum('passed') > 0 ? 0 : 1;
