// npm run -s conformance -- --steps FILE…   a case's simulated steps, one line each
// npm run -s conformance -- DIR… [--topic T] [-o text|json]   vectors against their adapters

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runEndpoints } from './endpoints/run.ts';
import { runKubectl } from './kubectl/run.ts';
import { runMetrics } from './metrics/run.ts';
import type { Recording } from './recording.ts';
import { runCase } from './run-case.ts';
import { runTopic, type TopicResult, vectorFiles } from './topics.ts';

const USAGE =
  'usage: conformance --steps [--seed N] FILE…\n       conformance DIR… [--topic TOPIC] [-o text|json]' as const;

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
  return paths.length === 0 ? 'nothing to run' : { isSteps, seed, topic, output, paths };
}

function printSteps(options: Options): void {
  for (const path of options.paths) {
    const recording = JSON.parse(readFileSync(path, 'utf8')) as Recording;
    const steps = runCase(recording, options.seed);
    process.stdout.write(`${JSON.stringify({ id: recording.id, steps })}\n`);
  }
}

/** Folders of what was really printed, by kind: each holds one folder an edition. */
const FOLDERS = [
  ['endpoints', runEndpoints],
  ['kubectl', runKubectl],
] as const;

async function runTopics(options: Options): Promise<readonly TopicResult[]> {
  const results: TopicResult[] = [];
  for (const file of vectorFiles(options.paths)) {
    if (options.topic !== undefined && basename(file, '.json') !== options.topic) continue;
    results.push(await runTopic(file));
  }
  for (const [kind, run] of FOLDERS) {
    for (const folder of foldersOf(options.paths, kind)) {
      if (options.topic !== undefined && `${kind}-${basename(folder)}` !== options.topic) continue;
      results.push(run(folder));
    }
  }
  if (options.topic === undefined || options.topic === 'metrics-series') {
    for (const file of seriesFiles(options.paths)) results.push(runMetrics(file));
  }
  return results;
}

/** Readings second by second, a file an edition. */
function seriesFiles(paths: readonly string[]): readonly string[] {
  return paths
    .map((path) => (basename(path) === 'metrics' ? path : join(path, 'metrics')))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path).map((name) => join(path, name)))
    .filter((file) => file.endsWith('-series.json'))
    .toSorted();
}

/** The folders by edition of what real ports or real kubectl printed. */
function foldersOf(paths: readonly string[], kind: string): readonly string[] {
  return paths
    .map((path) => (basename(path) === kind ? path : join(path, kind)))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path, { withFileTypes: true }).map((one) => ({ path, one })))
    .filter(({ one }) => one.isDirectory())
    .map(({ path, one }) => join(path, one.name))
    .toSorted();
}

function printTopics(results: readonly TopicResult[], output: Options['output']): void {
  const total = results.reduce((sum, one) => sum + one.total, 0);
  const passed = results.reduce((sum, one) => sum + one.passed, 0);
  if (output === 'json') {
    process.stdout.write(`${JSON.stringify({ passed, total, topics: results }, null, 2)}\n`);
    return;
  }
  for (const one of results) {
    const why = one.excuses?.length ?? 0;
    const reasons = why === 0 ? '' : `, ${why} more differ with a reason`;
    const note = one.isMissing ? ' (no adapter)' : reasons;
    process.stdout.write(`${one.topic}: ${one.passed}/${one.total}${note}\n`);
    for (const { id } of one.failures) process.stdout.write(`  failed: ${id}\n`);
  }
  process.stdout.write(`passed ${passed}/${total}\n`);
}

const options = optionsOf(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n${USAGE}\n`);
  process.exitCode = 2;
} else if (options.isSteps) {
  printSteps(options);
} else {
  const results = await runTopics(options);
  printTopics(results, options.output);
  if (results.some((one) => one.failures.length > 0)) process.exitCode = 1;
}
