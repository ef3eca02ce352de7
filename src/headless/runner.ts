// A scenario without a page: run, print, judge. Exit code 1 for bad input and unmet expectations,
// 2 for a command line that makes no sense.

import { readFileSync } from 'node:fs';
import type { ApiObject } from '../apimachinery/meta.ts';
import { type PersistentMap, values } from '../base/persistent-map.ts';
import type { KeyValue } from '../cluster/protocol/etcd.ts';
import type { TranscriptEntry } from '../cluster/protocol/transcript.ts';
import { type Micros, micros, ZERO } from '../kernel/time.ts';
import { actorName, stateOf, type World } from '../kernel/world.ts';
import { evaluate } from '../scenario/evaluate.ts';
import {
  type History,
  newHistory,
  noteExisting,
  noteFact,
  objectsAt,
} from '../scenario/history.ts';
import { loadScenario, type SourceFile } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { withJournal } from '../session/journal.ts';
import { queryCloud, queryMetrics } from '../session/metrics-query.ts';
import { openTimeline } from '../session/run.ts';
import { printedText } from '../shell/print/print.ts';
import { influxText } from './influx-text.ts';
import { type Options, parseOptions, USAGE } from './options.ts';
import { problemLines } from './problems.ts';
import { tablesText } from './tables.ts';
import { traceWriter } from './trace-lines.ts';

/** How long a run is when nobody says. */
const DEFAULT_UNTIL: Micros = micros(60_000_000);

/** Runs the words behind the runner's name; gives the exit code. */
export function runHeadless(words: readonly string[]): number {
  const options = parseOptions(words);
  if (typeof options === 'string') {
    error(`${options}\n${USAGE}`);
    return 2;
  }
  const files = readFiles(options.files);
  if (files === undefined) return 1;
  const loaded = loadScenario(files, options);
  if ('errors' in loaded) {
    for (const { file, line, column, message } of loaded.errors) {
      error(`${file}:${line}:${column}: ${message}`);
    }
    return 1;
  }
  return run(loaded.scenario, options, files);
}

function readFiles(names: readonly string[]): readonly SourceFile[] | undefined {
  const files: SourceFile[] = [];
  for (const name of names) {
    try {
      const text = readFileSync(name === '-' ? 0 : name, 'utf8');
      files.push({ name: name === '-' ? 'STDIN' : name, text });
    } catch {
      error(`error: the path "${name}" does not exist`);
      return undefined;
    }
  }
  return files;
}

function run(loaded: Scenario, options: Options, files: readonly SourceFile[]): number {
  const scenario = withJournals(loaded);
  const timeline = openTimeline(scenario, { isDigestKept: options.output === 'digest' });
  const history = newHistory();
  for (const object of storedObjects(timeline.world)) noteExisting(history, object, ZERO);
  const nameOf = (actor: number): string => actorName(timeline.world, actor as never);
  const trace =
    options.output === 'trace'
      ? traceWriter(nameOf, (line) => out(JSON.stringify(line)))
      : undefined;
  timeline.setSink({
    ...trace,
    fact(fact) {
      noteFact(history, fact);
      trace?.fact?.(fact);
    },
  });
  const until = options.until ?? endOf(scenario);
  timeline.advance(until);
  trace?.finish();
  const user = stateOf<{ readonly transcript: PersistentMap<TranscriptEntry> }>(
    timeline.world,
    'user',
  );
  const commands = user === undefined ? [] : [...values(user.transcript)];
  const seen: History = { objects: history.objects, runtime: history.runtime, commands };
  print(scenario, options, seen, until, () => timeline.digest());
  const isAnswered = options.query === undefined || printAnswer(timeline, scenario, options, until);
  return report(scenario, seen, files, until) || (isAnswered ? 0 : 1);
}

/** What InfluxDB or Google Cloud Monitoring says at the end; false when it refuses. */
function printAnswer(
  timeline: ReturnType<typeof openTimeline>,
  { setup }: Scenario,
  { query = '', output }: Options,
  until: Micros,
): boolean {
  if (output === 'gcm') {
    const body = queryCloud(timeline, setup.epochSeconds, { at: until, filter: query });
    out(JSON.stringify(body, null, 2));
    return !('error' in body);
  }
  const [reply] = queryMetrics(timeline, setup.epochSeconds, { at: until, queries: [query] });
  if (reply === undefined) return false;
  const { results } = reply;
  const problem = reply.error ?? results.find((one) => one.error !== undefined)?.error;
  if (problem !== undefined) error(`ERR: ${problem}`);
  else if (output === 'influx-json') out(JSON.stringify({ results }));
  else process.stdout.write(influxText(results));
  return problem === undefined;
}

/** Lines that read a journal get it: the run so far, once more for each of them. */
function withJournals(scenario: Scenario): Scenario {
  const { edition, epochSeconds, nodes } = scenario.setup;
  const setting = { edition, epochSeconds, nodes: nodes.map(({ name }) => name) };
  let steps = scenario.steps;
  for (const [i, step] of scenario.steps.entries()) {
    const before = { ...scenario, steps: steps.slice(0, i) };
    const line = withJournal(step.line, step.at, setting, () => openTimeline(before));
    if (line !== step.line) steps = steps.with(i, { ...step, line });
  }
  return { ...scenario, steps };
}

interface Stored {
  readonly store: { readonly current: PersistentMap<KeyValue> };
}

/** What etcd holds, as clients see it. */
function storedObjects(world: World): readonly ApiObject[] {
  const etcd = stateOf<Stored>(world, 'etcd');
  if (etcd === undefined) return [];
  return [...values(etcd.store.current)].map(({ value, modRevision }) => {
    const object = value as ApiObject;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(modRevision) } };
  });
}

/** The last thing a scenario speaks of, and a while more. */
function endOf(scenario: Scenario): Micros {
  if (scenario.until !== undefined) return scenario.until;
  const times = [
    ...scenario.steps.map(({ at }) => at + 30_000_000),
    ...scenario.expectations.map(({ at }) => at),
    DEFAULT_UNTIL,
  ];
  return micros(Math.max(...times));
}

function print(
  scenario: Scenario,
  options: Options,
  history: History,
  until: Micros,
  digest: () => string,
): void {
  switch (options.output) {
    case 'digest':
      out(digest());
      return;
    case 'events':
      for (const event of objectsAt(history, 'event', until)) out(JSON.stringify(event));
      return;
    case 'objects': {
      const items = objectsAt(history, undefined, until).filter(({ kind }) => kind !== 'Event');
      const metadata = { resourceVersion: '' };
      out(JSON.stringify({ apiVersion: 'v1', items, kind: 'List', metadata }, null, 2));
      return;
    }
    case 'output':
      for (const entry of history.commands) {
        const errors = printedText(entry, true);
        process.stdout.write(`$ ${entry.text}\n${printedText(entry, false)}${errors}\n`);
      }
      return;
    case 'table':
      process.stdout.write(tablesText(scenario.setup, history, until));
      return;
    default:
      return;
  }
}

/** Says on standard error what went wrong; gives the exit code. */
function report(
  scenario: Scenario,
  history: History,
  files: readonly SourceFile[],
  until: Micros,
): number {
  let exit = 0;
  const applied = new Set(files.map(({ name }) => `kubectl apply -f ${name}`));
  for (const entry of history.commands) {
    const lines = problemLines(entry, files);
    const isInput = applied.has(entry.text) && entry.at === 0;
    if (entry.exitCode !== 0) {
      for (const line of lines) error(isInput ? line : `${entry.text}: ${line}`);
    }
    if (isInput && entry.exitCode !== 0) exit = 1;
  }
  const due = scenario.expectations.filter(({ at }) => at <= until);
  for (const { expectation, isMet, seen } of evaluate(history, due)) {
    if (isMet) continue;
    const when = `${expectation.when} ${expectation.at / 1_000_000}s`;
    error(`expectation not met: ${when}: ${expectation.text} (seen: ${seen})`);
    exit = 1;
  }
  return exit;
}

function out(line: string): void {
  process.stdout.write(`${line}\n`);
}

function error(line: string): void {
  process.stderr.write(`${line}\n`);
}
