// What a scenario expects, and how it is read. The grammar is in docs/spec/scenario.md:
//   pod web phase == Running            pod web container c restartCount >= 2
//   pod web is absent                   node node-1 condition Ready == False
//   events of pod web reason Killing contain "Stopping" >= 1
//   runtime of pod web op start container c >= 2
//   command 2 output contains "NotFound"

import { kindOfWord } from '../api/kinds.ts';
import type { Micros } from '../kernel/time.ts';

/** When a predicate must hold: at some instant up to `at`, at that instant, or all along. */
export type When = 'by' | 'at' | 'until';

/** One line of `expect`. */
export interface Expectation {
  readonly when: When;
  readonly at: Micros;
  readonly text: string;
  readonly that: Predicate;
}

/** How two values are compared. */
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'contains' | 'matches';

/** An object of the API. */
export interface ObjectName {
  /** Lower case: `pod`, `node`. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What can be asked. */
export type Predicate =
  | { readonly ask: 'existence'; readonly object: ObjectName; readonly isPresent: boolean }
  | {
      readonly ask: 'field';
      readonly object: ObjectName;
      readonly container?: string;
      /** A short name (`phase`, `restartCount`, `condition Ready`) or a path from the root. */
      readonly field: string;
      readonly comparison: Comparison;
      readonly value: string;
    }
  | {
      /** The value is (not) what it was at an earlier instant. */
      readonly ask: 'change';
      readonly object: ObjectName;
      readonly container?: string;
      readonly field: string;
      readonly isChanged: boolean;
      readonly since: Micros;
    }
  | {
      readonly ask: 'events';
      readonly object: ObjectName;
      readonly reason?: string;
      readonly text?: string;
      readonly comparison: Comparison;
      readonly count: number;
    }
  | {
      readonly ask: 'runtime';
      readonly pod: string;
      readonly op?: string;
      readonly container?: string;
      readonly comparison: Comparison;
      readonly count: number;
    }
  | {
      readonly ask: 'command';
      /** Counted from 1 in the order typed. */
      readonly index: number;
      readonly field: 'exitCode' | 'output';
      readonly comparison: Comparison;
      readonly value: string;
    };

/** A predicate, or why it is none. */
export type ParsedPredicate = { readonly that: Predicate } | { readonly problem: string };

const COMPARISONS: readonly string[] = ['==', '!=', '<', '<=', '>', '>=', 'contains', 'matches'];

/** Reads one predicate. */
export function parsePredicate(
  text: string,
  durationOf: (text: string) => Micros | undefined,
): ParsedPredicate {
  const words = wordsOf(text);
  const [first, second, third] = words;
  if (first === 'events' && second === 'of') return eventsOf(words.slice(2));
  if (first === 'runtime' && second === 'of' && third === 'pod') return runtimeOf(words.slice(3));
  if (first === 'command') return commandOf(words.slice(1));
  if (first === undefined || second === undefined) return { problem: `cannot read: ${text}` };
  return fieldOf(objectName(first, second), words.slice(2), text, durationOf);
}

function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match[1]?.replace(/\\(.)/g, '$1') ?? match[2] ?? match[3] ?? '',
  );
}

function objectName(kind: string, name: string): ObjectName {
  const [namespace, inner] = name.split('/');
  if (inner !== undefined)
    return { kind: kind.toLowerCase(), namespace: namespace ?? '', name: inner };
  const isGlobal = kindOfWord(kind)?.isNamespaced === false;
  return { kind: kind.toLowerCase(), namespace: isGlobal ? '' : 'default', name };
}

function fieldOf(
  object: ObjectName,
  words: readonly string[],
  text: string,
  durationOf: (text: string) => Micros | undefined,
): ParsedPredicate {
  if (words[0] === 'is' && words[1] === 'absent') {
    return { that: { ask: 'existence', object, isPresent: false } };
  }
  if (words[0] === 'exists') return { that: { ask: 'existence', object, isPresent: true } };
  let rest = words;
  let container: { readonly container?: string } = {};
  if (rest[0] === 'container' && rest[1] !== undefined) {
    container = { container: rest[1] };
    rest = rest.slice(2);
  }
  const end = rest.findIndex((word) => COMPARISONS.includes(word) || /^(un)?changed$/.test(word));
  const field = rest.slice(0, end).join(' ');
  const verb = rest[end];
  if (end < 1 || verb === undefined) return { problem: `no comparison in: ${text}` };
  if (verb === 'changed' || verb === 'unchanged') {
    const since = rest[end + 1] === 'since' ? durationOf(rest[end + 2] ?? '') : undefined;
    if (since === undefined) return { problem: `${verb} needs \`since DURATION\`: ${text}` };
    const isChanged = verb === 'changed';
    return { that: { ask: 'change', object, ...container, field, isChanged, since } };
  }
  const value = rest.slice(end + 1).join(' ');
  const comparison = verb as Comparison;
  return { that: { ask: 'field', object, ...container, field, comparison, value } };
}

function eventsOf(words: readonly string[]): ParsedPredicate {
  const [kind, name, ...rest] = words;
  if (kind === undefined || name === undefined) return { problem: 'events of whom?' };
  const tail = countOf(rest);
  if ('problem' in tail) return tail;
  const { reason, contain } = tail.options;
  return {
    that: {
      ask: 'events',
      object: objectName(kind, name),
      ...(reason === undefined ? {} : { reason }),
      ...(contain === undefined ? {} : { text: contain }),
      comparison: tail.comparison,
      count: tail.count,
    },
  };
}

function runtimeOf(words: readonly string[]): ParsedPredicate {
  const [pod, ...rest] = words;
  if (pod === undefined) return { problem: 'runtime of which pod?' };
  const tail = countOf(rest);
  if ('problem' in tail) return tail;
  const { op, container } = tail.options;
  return {
    that: {
      ask: 'runtime',
      pod,
      ...(op === undefined ? {} : { op }),
      ...(container === undefined ? {} : { container }),
      comparison: tail.comparison,
      count: tail.count,
    },
  };
}

interface Counted {
  readonly options: { readonly [name: string]: string };
  readonly comparison: Comparison;
  readonly count: number;
}

/** `reason X contain "y" >= 2`; without a comparison at least one is meant. */
function countOf(words: readonly string[]): Counted | { readonly problem: string } {
  const options: { [name: string]: string } = {};
  for (let i = 0; i < words.length; i += 2) {
    const word = words[i] as string;
    const value = words[i + 1];
    if (value === undefined) return { problem: `nothing behind ${word}` };
    if (!COMPARISONS.includes(word)) {
      options[word] = value;
      continue;
    }
    const count = Number(value);
    if (!Number.isInteger(count)) return { problem: `not a count: ${value}` };
    return { options, comparison: word as Comparison, count };
  }
  return { options, comparison: '>=', count: 1 };
}

function commandOf(words: readonly string[]): ParsedPredicate {
  const [number, field, comparison, ...value] = words;
  const index = Number(number);
  if (!Number.isInteger(index) || (field !== 'exitCode' && field !== 'output')) {
    return { problem: 'expected `command NUMBER exitCode|output COMPARISON VALUE`' };
  }
  if (comparison === undefined || !COMPARISONS.includes(comparison)) {
    return { problem: `not a comparison: ${comparison ?? ''}` };
  }
  const how = comparison as Comparison;
  return { that: { ask: 'command', index, field, comparison: how, value: value.join(' ') } };
}
