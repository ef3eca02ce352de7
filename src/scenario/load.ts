// From YAML files to a scenario: any files with Kubernetes objects and at most one `Scenario`.
// Objects become `kubectl apply -f FILE` at time zero. Errors carry file, line and column.

import * as v from 'valibot';
import type { TypedLine } from '../cluster/protocol/commands.ts';
import { childPath, parseYaml, positionOf, type YamlDocument } from '../formats/yaml.ts';
import type { Micros } from '../kernel/time.ts';
import { parseDuration } from '../shell/flags.ts';
import { defaultScenario, type LoadOptions, withOptions } from './default-scenario.ts';
import type { ExpectationDocument, ScenarioDocument, ScenarioSpec } from './documents.ts';
import { type Expectation, parsePredicate } from './expectation.ts';
import type { Scenario, ScenarioStep } from './scenario.ts';
import { scenarioSchema } from './schema.ts';
import { setupOf } from './setup.ts';

/** A file by its name. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

/** What is wrong, and where. */
export interface LoadError {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A scenario, or everything that is wrong with it. */
export type LoadResult =
  | { readonly scenario: Scenario }
  | { readonly errors: readonly LoadError[] };

/** Reads all files into one scenario. */
export function loadScenario(files: readonly SourceFile[], options: LoadOptions = {}): LoadResult {
  const errors: LoadError[] = [];
  const applied: ScenarioStep[] = [];
  let found: { readonly file: string; readonly document: YamlDocument } | undefined;
  for (const file of files) {
    const documents = parseYaml(file.text);
    const scenarios = documents.filter(isScenario);
    for (const document of scenarios) {
      if (found === undefined) found = { file: file.name, document };
      else errors.push(errorAt(file.name, document, '', 'more than one Scenario'));
    }
    if (documents.length > scenarios.length)
      applied.push(applyStep(file.name, scenarios, file.text));
  }
  if (found === undefined) {
    if (errors.length > 0) return { errors };
    return { scenario: { ...defaultScenario(options), steps: applied } };
  }
  const read = readScenario(found.file, found.document, options, applied);
  if ('errors' in read) return { errors: [...errors, ...read.errors] };
  return errors.length > 0 ? { errors } : read;
}

function isScenario(document: YamlDocument): boolean {
  const { value } = document;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const { apiVersion, kind } = value as { readonly apiVersion?: unknown; readonly kind?: unknown };
  return kind === 'Scenario' || apiVersion === 'visualizer/v1';
}

/** Blank lines stand in for a Scenario in the same file, so that lines keep their numbers. */
function applyStep(name: string, scenarios: readonly YamlDocument[], text: string): ScenarioStep {
  const content = scenarios.reduce(
    (rest, { text: own }) => rest.replace(own, () => own.replace(/[^\n]/g, '')),
    text,
  );
  const line: TypedLine = { text: `kubectl apply -f ${name}`, files: { [name]: content } };
  return { at: 0 as Micros, line };
}

function errorAt(file: string, document: YamlDocument, path: string, message: string): LoadError {
  const { line, column } = positionOf(document, path);
  return { file, line, column, message };
}

function readScenario(
  file: string,
  document: YamlDocument,
  options: LoadOptions,
  applied: readonly ScenarioStep[],
): LoadResult {
  if (document.problem !== undefined) {
    const { line, column } = document.problem.position;
    return { errors: [{ file, line, column, message: document.problem.message }] };
  }
  const checked = v.safeParse(scenarioSchema, document.value);
  if (!checked.success) {
    return { errors: checked.issues.map((issue) => issueAt(file, document, issue)) };
  }
  const { spec } = checked.output;
  const setup = setupOf(spec);
  if ('problem' in setup) {
    return { errors: [errorAt(file, document, `spec.${setup.path}`, setup.problem)] };
  }
  const errors: LoadError[] = [];
  const say = (path: string, message: string): void => {
    errors.push(errorAt(file, document, path, message));
  };
  const steps = stepsOf(spec, say);
  const expectations = expectationsOf(spec, say);
  const until = spec.until === undefined ? undefined : timeOf(spec.until);
  if (errors.length > 0) return { errors };
  return {
    scenario: {
      ...nameOf(checked.output),
      setup: withOptions(setup.setup, options),
      steps: [...applied, ...steps].sort((a, b) => a.at - b.at),
      expectations,
      ...(until === undefined ? {} : { until }),
    },
  };
}

function nameOf(document: ScenarioDocument): { readonly name: string; readonly title: string } {
  const { name, title = '' } = document.metadata;
  return { name, title };
}

function issueAt(file: string, document: YamlDocument, issue: v.BaseIssue<unknown>): LoadError {
  let path = '';
  for (const item of issue.path ?? []) path = childPath(path, item.key as string | number);
  return errorAt(file, document, path, `${path === '' ? 'Scenario' : path}: ${issue.message}`);
}

type Say = (path: string, message: string) => void;

function stepsOf(spec: ScenarioSpec, say: Say): readonly ScenarioStep[] {
  return (spec.steps ?? []).map((step, i) => {
    const at = timeOf(step.at);
    if (at === undefined) say(`spec.steps[${i}].at`, `not a time: ${step.at}`);
    const line: TypedLine = {
      text: step.run,
      ...(step.files === undefined ? {} : { files: step.files }),
      ...(step.note === undefined ? {} : { note: step.note }),
    };
    return { at: at ?? (0 as Micros), line };
  });
}

function expectationsOf(spec: ScenarioSpec, say: Say): readonly Expectation[] {
  return (spec.expect ?? []).flatMap((document, i) => {
    const path = `spec.expect[${i}]`;
    const time = whenOf(document);
    const at = time === undefined ? undefined : timeOf(time.text);
    if (time === undefined || at === undefined) {
      say(path, 'needs one of by, at, until with a duration');
      return [];
    }
    const parsed = parsePredicate(document.that, timeOf);
    if ('problem' in parsed) {
      say(`${path}.that`, parsed.problem);
      return [];
    }
    return [{ when: time.when, at, text: document.that, that: parsed.that }];
  });
}

function whenOf(
  document: ExpectationDocument,
): { readonly when: 'by' | 'at' | 'until'; readonly text: string } | undefined {
  if (document.by !== undefined) return { when: 'by', text: document.by };
  if (document.at !== undefined) return { when: 'at', text: document.at };
  return document.until === undefined ? undefined : { when: 'until', text: document.until };
}

/** `10s`, `1m30s`, or plain seconds: `10`, `2.5`. */
function timeOf(text: string): Micros | undefined {
  const value = parseDuration(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text);
  return value === undefined || value < 0 ? undefined : (value as Micros);
}
