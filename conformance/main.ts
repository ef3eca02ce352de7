// npm run -s conformance -- --steps FILE…   a case's simulated steps, one line each
// npm run -s conformance -- [DIR…] [--topic T] [-o text|json]   cases against the simulation

import { existsSync, readFileSync } from 'node:fs';
import { casesBelow, defaultFolders } from './cases.ts';
import { type KnownGap, readKnownGaps, reasonOf } from './known-gaps.ts';
import type { Recording } from './recording.ts';
import { runCase } from './run-case.ts';
import type { TopicResult } from './topics.ts';

const USAGE =
  'usage: conformance --steps [--seed N] FILE…\n       conformance [DIR…] [--topic TOPIC] [-o text|json]' as const;

interface Options {
  readonly isSteps: boolean;
  readonly seed: number;
  readonly topic: string | undefined;
  readonly output: 'text' | 'json';
  readonly paths: readonly string[];
}

function optionsOf(words: readonly string[]): Options | string {
  let isSteps = false;
  let seed = 1;
  let topic: string | undefined;
  let output: Options['output'] = 'text';
  const paths: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const value = (): string => words[++i] ?? '';
    if (word === '--steps') isSteps = true;
    else if (word === '--seed') seed = Number(value());
    else if (word === '--topic') topic = value();
    else if (word === '-o') {
      const format = value();
      if (format !== 'text' && format !== 'json') return `unknown output format: ${format}`;
      output = format;
    } else if (word.startsWith('-')) return `unknown option: ${word}`;
    else paths.push(word);
  }
  if (!Number.isInteger(seed)) return 'the seed is a whole number';
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) return `no such file or folder: ${missing}`;
  if (isSteps && paths.length === 0) return 'nothing to run';
  return { isSteps, seed, topic, output, paths: paths.length === 0 ? defaultFolders() : paths };
}

function printSteps(options: Options): void {
  for (const path of options.paths) {
    const recording = JSON.parse(readFileSync(path, 'utf8')) as Recording;
    const steps = runCase(recording, options.seed);
    process.stdout.write(`${JSON.stringify({ id: recording.id, steps })}\n`);
  }
}

/** Prints a result, with what differs and why it may. */
function printResult(result: TopicResult, gaps: readonly KnownGap[]): void {
  const { topic, passed, total, isMissing, excuses = [], failures } = result;
  const reasons = excuses.length === 0 ? '' : `, ${excuses.length} more differ with a reason`;
  process.stdout.write(`${topic}: ${passed}/${total}${isMissing ? ' (no adapter)' : reasons}\n`);
  for (const { id, expected, got } of failures) {
    const why = reasonOf(gaps, topic, id);
    process.stdout.write(`  ${why === undefined ? 'failed' : 'known gap'}: ${id}\n`);
    if (why !== undefined) process.stdout.write(`    why:      ${why}\n`);
    process.stdout.write(`    expected: ${JSON.stringify(expected)}\n`);
    process.stdout.write(`    got:      ${JSON.stringify(got)}\n`);
  }
}

/** Runs what is asked for; the exit code says whether all that differs is known to. */
async function runAll({ paths, topic: wanted, output }: Options): Promise<number> {
  const gaps = readKnownGaps();
  const cases = casesBelow(paths).filter(({ topic }) => wanted === undefined || topic === wanted);
  if (cases.length === 0) {
    process.stderr.write(`nothing to run${wanted === undefined ? '' : `: no topic ${wanted}`}\n`);
    return 2;
  }
  const topics: { [topic: string]: Pick<TopicResult, 'passed' | 'total' | 'failures'> } = {};
  let [passed, total, unknown] = [0, 0, 0];
  for (const one of cases) {
    const result = await one.run();
    const { topic, failures } = result;
    topics[topic] = { passed: result.passed, total: result.total, failures };
    passed += result.passed;
    total += result.total;
    unknown += failures.filter(({ id }) => reasonOf(gaps, topic, id) === undefined).length;
    if (result.isMissing) unknown += result.total;
    if (output === 'text') printResult(result, gaps);
  }
  if (output === 'json') process.stdout.write(`${JSON.stringify({ topics }, null, 2)}\n`);
  else process.stdout.write(`passed ${passed}/${total}\n`);
  return unknown === 0 ? 0 : 1;
}

const options = optionsOf(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n${USAGE}\n`);
  process.exitCode = 2;
} else if (options.isSteps) printSteps(options);
else process.exitCode = await runAll(options);
