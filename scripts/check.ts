// `npm run check`: everything that can be said without running the project. The steps run two at a
// time; what failed is printed whole. `npm run check -- tidy layers` runs only the steps named.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Outcome, root, runBin } from './lib/command.ts';

/** One step of the check and how it ended. */
export interface CheckResult extends Outcome {
  readonly name: string;
}

interface Step {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
}

const MINIMUM_MODULES = 100;
const biomeArguments = ['ci', '--colors=off', '--reporter=github', '--max-diagnostics=300'];

/** A cruise that sees next to nothing also finds nothing, so it must prove that it looked. */
async function cruise(): Promise<Outcome> {
  const wanted = ['src', 'scripts', 'conformance', 'golden', 'content', 'bench', 'e2e'];
  const folders = wanted.filter((folder) => existsSync(join(root, folder)));
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', ...folders];
  const outcome = await runBin('depcruise', args);
  const modules = Number(/(\d+) modules, /.exec(outcome.output)?.[1] ?? 0);
  if (modules >= MINIMUM_MODULES) return outcome;
  const complaint = `layers: only ${modules} modules were seen, at least ${MINIMUM_MODULES} exist`;
  return { ...outcome, isOk: false, output: `${outcome.output}\n${complaint}` };
}

const steps: readonly Step[] = [
  { name: 'biome', run: () => runBin('biome', [...biomeArguments, '.']) },
  { name: 'types', run: () => runBin('tsc', ['-b', '--pretty', 'false']) },
  { name: 'layers', run: cruise },
  { name: 'knip', run: () => runBin('knip', ['--no-progress']) },
  { name: 'tidy', run: () => runBin('tsx', ['scripts/tidy.ts']) },
];

function report({ name, isOk, output, seconds }: CheckResult): void {
  console.log(`${isOk ? 'ok  ' : 'FAIL'} ${name.padEnd(10)} ${seconds.toFixed(1)} s`);
  if (!isOk) console.log(output.replaceAll(/^/gm, '     '));
}

/** Runs the named steps, or all, and prints a line for each. */
export async function runChecks(names: readonly string[] = []): Promise<readonly CheckResult[]> {
  const waiting = steps.filter(({ name }) => names.length === 0 || names.includes(name));
  const results: CheckResult[] = [];
  const work = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const result = { name: step.name, ...(await step.run()) };
      report(result);
      results.push(result);
    }
  };
  await Promise.all([work(), work()]);
  return results;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const results = await runChecks(process.argv.slice(2));
  const failed = results.filter(({ isOk }) => !isOk).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && results.length > 0 ? 0 : 1;
}
