// Finds what can be run below folders, and runs it: files of vectors, recordings, folders of what
// real ports and kubectl printed, readings of a known load. One result a file or folder.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { compare } from './compare.ts';
import { runEndpoints } from './endpoints/run.ts';
import { runKubectl } from './kubectl/run.ts';
import { runMetrics } from './metrics/run.ts';
import type { Recording } from './recording.ts';
import { runCase } from './run-case.ts';
import { runTopic, type TopicResult } from './topics.ts';

/** Something that can be run: a topic, and how it went once somebody asks. */
export interface CaseFile {
  readonly topic: string;
  run(): TopicResult | Promise<TopicResult>;
}

/** Folders of what was really printed, by kind: each holds one folder an edition. */
const PRINTED: { readonly [kind: string]: (folder: string) => TopicResult } = {
  endpoints: runEndpoints,
  kubectl: runKubectl,
};

/** Where the cases are when nobody says: the shared ones, and the project's own of them. */
export function defaultFolders(): readonly string[] {
  const shared = join(import.meta.dirname, '../../shared');
  const all = [join(shared, 'vectors'), join(shared, 'recordings'), import.meta.dirname];
  return all.filter((folder) => existsSync(folder));
}

/** All that can be run below these; of two with one topic the first. */
export function casesBelow(paths: readonly string[]): readonly CaseFile[] {
  const found = new Map<string, CaseFile>();
  for (const one of paths.flatMap(casesAt)) if (!found.has(one.topic)) found.set(one.topic, one);
  return [...found.values()];
}

function casesAt(path: string): readonly CaseFile[] {
  if (!statSync(path).isDirectory()) return path.endsWith('.json') ? casesIn(path) : [];
  const kind = PRINTED[basename(path)];
  const printed = PRINTED[basename(dirname(path))];
  if (printed !== undefined) return [printedCase(printed, path)];
  const names = readdirSync(path).toSorted();
  if (kind !== undefined) {
    const folders = names.map((name) => join(path, name));
    return folders
      .filter((one) => statSync(one).isDirectory())
      .map((folder) => printedCase(kind, folder));
  }
  return names.flatMap((name) => casesAt(join(path, name)));
}

function printedCase(run: (folder: string) => TopicResult, folder: string): CaseFile {
  return { topic: `${basename(dirname(folder))}-${basename(folder)}`, run: () => run(folder) };
}

/** What a file holds: readings by their name, a list of vectors, or one recording. */
function casesIn(file: string): readonly CaseFile[] {
  const name = basename(file, '.json');
  if (name.endsWith('-series')) return [{ topic: `metrics-${name}`, run: () => runMetrics(file) }];
  const content = JSON.parse(readFileSync(file, 'utf8')) as unknown;
  if (Array.isArray(content)) return [{ topic: name, run: () => runTopic(file) }];
  const recording = content as Partial<Recording>;
  if (recording.steps === undefined || recording.commands === undefined) return [];
  const topic = `${basename(dirname(file))}/${name}`;
  return [{ topic, run: () => runRecording(topic, recording as Recording) }];
}

/** A recording is one case: its differences from the simulated steps. */
function runRecording(topic: string, recording: Recording): TopicResult {
  const differences = compare(recording, runCase(recording));
  const got = differences.map(({ what, t, text }) => `${what} at ${t}: ${text}`);
  const failures = got.length === 0 ? [] : [{ id: recording.id, expected: [], got }];
  return { topic, total: 1, passed: 1 - failures.length, isMissing: false, failures };
}
