// Runs files of vectors: each topic has an adapter, a pure function from a case's input to an
// answer in the shape of its expectation.

import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EditionName } from '../src/cluster/editions/edition.ts';
import { fillCluster } from '../src/cluster/whole.ts';
import { matches } from './match.ts';

/** One case of a vector file. */
export interface VectorCase {
  readonly id: string;
  readonly upstream?: string;
  readonly input: unknown;
  readonly expect: unknown;
}

/** What an adapter is. */
export type Adapter = (input: unknown, edition: EditionName) => unknown;

/** How a topic went. */
export interface TopicResult {
  readonly topic: string;
  readonly total: number;
  readonly passed: number;
  /** There is no adapter: nothing was run. */
  readonly isMissing: boolean;
  /** Why what differs besides may: not counted. */
  readonly excuses?: readonly string[];
  readonly failures: readonly Failure[];
}

/** One case that did not answer as expected. */
export interface Failure {
  readonly id: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** Topics whose adapter stands in another topic's file, or has another name. */
const ELSEWHERE: { readonly [topic: string]: readonly [file: string, name: string] } = {
  'pod-validation-1.36': ['pod-validation', 'podValidationModern'],
  'api-error-samples': ['pod-validation', 'podValidation'],
  'compute-pod-actions': ['compute-pod-actions', 'computePodActionsTopic'],
};

/** Runs one file. */
export async function runTopic(file: string): Promise<TopicResult> {
  fillCluster();
  const topic = basename(file, '.json');
  const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly VectorCase[];
  const adapter = await adapterOf(topic);
  if (adapter === undefined) {
    return { topic, total: cases.length, passed: 0, isMissing: true, failures: [] };
  }
  const failures: Failure[] = [];
  for (const one of cases) {
    const got = answerOf(adapter, one);
    if (!matches(one.expect, got)) failures.push({ id: one.id, expected: one.expect, got });
  }
  const passed = cases.length - failures.length;
  return { topic, total: cases.length, passed, isMissing: false, failures };
}

function answerOf(adapter: Adapter, one: VectorCase): unknown {
  try {
    return adapter(one.input, editionOf(one));
  } catch (error) {
    return { threw: String(error) };
  }
}

/** Newer tables are for the newer kubelet; what both have is asked of the older one. */
function editionOf(one: VectorCase): EditionName {
  return /v1\.20/.test(one.upstream ?? 'v1.20.2') ? 'docker' : 'containerd';
}

async function adapterOf(topic: string): Promise<Adapter | undefined> {
  const [name, exported] = ELSEWHERE[topic] ?? [topic, camelCase(topic)];
  const file = join(import.meta.dirname, 'adapters', `${name}.ts`);
  if (!existsSync(file)) return undefined;
  const module = (await import(pathToFileURL(file).href)) as { [key: string]: unknown };
  return module[exported] as Adapter | undefined;
}

function camelCase(topic: string): string {
  return topic.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
