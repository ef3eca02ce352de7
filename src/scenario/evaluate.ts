// Whether a run did what its scenario expects.

import type { ApiObject } from '../apimachinery/meta.ts';
import type { TranscriptEntry } from '../cluster/protocol/transcript.ts';
import type { Micros } from '../kernel/time.ts';
import { shown, valuesAt } from '../shell/print/jsonpath.ts';
import { printedText } from '../shell/print/print.ts';
import type { Comparison, Expectation, Predicate } from './expectation.ts';
import { type History, historyKey, objectAt, objectsAt } from './history.ts';

/** How an expectation went. */
export interface Outcome {
  readonly expectation: Expectation;
  readonly isMet: boolean;
  /** What was seen instead, at the last instant looked at. */
  readonly seen: string;
}

/** Judges all expectations. */
export function evaluate(
  history: History,
  expectations: readonly Expectation[],
): readonly Outcome[] {
  return expectations.map((expectation) => judge(history, expectation));
}

function judge(history: History, expectation: Expectation): Outcome {
  const { that, when, at } = expectation;
  const seen = seenAt(history, that, at);
  if (when === 'at') return { expectation, isMet: holds(history, that, at), seen };
  const moments = momentsOf(history, that, at);
  const isMet =
    when === 'by'
      ? moments.some((moment) => holds(history, that, moment))
      : moments.every((moment) => holds(history, that, moment));
  return { expectation, isMet, seen };
}

/** The instants at which the answer may change, up to `until`, and `until` itself. */
function momentsOf(history: History, that: Predicate, until: Micros): readonly Micros[] {
  const times: Micros[] = [until];
  const note = (at: Micros): void => {
    if (at <= until) times.push(at);
  };
  if (that.ask === 'runtime') for (const { at } of history.runtime) note(at);
  else if (that.ask === 'command')
    for (const entry of history.commands) note(entry.finishedAt ?? entry.at);
  else if (that.ask === 'events') {
    for (const [key, versions] of history.objects) {
      if (key.startsWith('event/')) for (const { at } of versions) note(at);
    }
  } else {
    for (const { at } of history.objects.get(historyKey(that.object)) ?? []) note(at);
    if (that.ask === 'existence' && !that.isPresent) return times;
  }
  return times;
}

function holds(history: History, that: Predicate, at: Micros): boolean {
  switch (that.ask) {
    case 'existence':
      return (objectAt(history, that.object, at) !== undefined) === that.isPresent;
    case 'field': {
      const value = fieldOf(objectAt(history, that.object, at), that.field, that.container);
      return compared(value, that.comparison, that.value);
    }
    case 'change': {
      const now = fieldOf(objectAt(history, that.object, at), that.field, that.container);
      const then = fieldOf(objectAt(history, that.object, that.since), that.field, that.container);
      return (now !== then) === that.isChanged;
    }
    case 'events':
      return compared(String(eventsOf(history, that, at)), that.comparison, String(that.count));
    case 'runtime':
      return compared(String(runtimeOf(history, that, at)), that.comparison, String(that.count));
    default: {
      const entry = history.commands[that.index - 1];
      if (entry === undefined || (entry.finishedAt ?? entry.at) > at) return false;
      return compared(commandField(entry, that.field), that.comparison, that.value);
    }
  }
}

function seenAt(history: History, that: Predicate, at: Micros): string {
  switch (that.ask) {
    case 'existence':
      return objectAt(history, that.object, at) === undefined ? 'absent' : 'present';
    case 'field':
    case 'change':
      return fieldOf(objectAt(history, that.object, at), that.field, that.container) ?? 'nothing';
    case 'events':
      return String(eventsOf(history, that, at));
    case 'runtime':
      return String(runtimeOf(history, that, at));
    default: {
      const entry = history.commands[that.index - 1];
      return entry === undefined ? 'no such command' : commandField(entry, that.field);
    }
  }
}

function commandField(entry: TranscriptEntry, field: 'exitCode' | 'output'): string {
  if (field === 'exitCode') return entry.status === 'done' ? String(entry.exitCode) : 'running';
  return printedText(entry, false) + printedText(entry, true);
}

type Asked<A extends Predicate['ask']> = Extract<Predicate, { readonly ask: A }>;

interface EventShape {
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
}

/** How often such events were counted. */
function eventsOf(history: History, that: Asked<'events'>, at: Micros): number {
  let total = 0;
  for (const object of objectsAt(history, 'event', at)) {
    const { involvedObject, reason, message = '', count = 1 } = object as EventShape;
    if (involvedObject?.name !== that.object.name) continue;
    if (involvedObject.kind?.toLowerCase() !== that.object.kind) continue;
    if (that.reason !== undefined && reason !== that.reason) continue;
    if (that.text !== undefined && !message.includes(that.text)) continue;
    total += count;
  }
  return total;
}

function runtimeOf(history: History, that: Asked<'runtime'>, at: Micros): number {
  return history.runtime.filter(
    (note) =>
      note.at <= at &&
      note.pod === that.pod &&
      (that.op === undefined || note.op === that.op) &&
      (that.container === undefined || note.container === that.container),
  ).length;
}

interface StatusShape {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly [list: string]: unknown;
  };
}

const STATUS_LISTS = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];

/** Short names of fields; everything else is a path from the root. */
function fieldOf(
  object: ApiObject | undefined,
  field: string,
  container: string | undefined,
): string | undefined {
  if (object === undefined) return undefined;
  const condition = /^condition (\S+)$/.exec(field);
  const { status } = object as StatusShape;
  if (condition !== null) {
    return status?.conditions?.find((one) => one.type === condition[1])?.status;
  }
  const statuses = STATUS_LISTS.flatMap((list) => (status?.[list] ?? []) as readonly object[]);
  if (container !== undefined) {
    const found = statuses.find((one) => (one as { readonly name?: string }).name === container);
    return found === undefined ? undefined : containerField(found, field);
  }
  if (field === 'restartCount') {
    return String(statuses.reduce((sum, one) => sum + Number(containerField(one, field) ?? 0), 0));
  }
  const short: { readonly [name: string]: string } = {
    phase: '.status.phase',
    reason: '.status.reason',
    message: '.status.message',
    podIP: '.status.podIP',
    node: '.spec.nodeName',
    deletionTimestamp: '.metadata.deletionTimestamp',
    labels: '.metadata.labels',
    uid: '.metadata.uid',
  };
  return textAt(object, short[field] ?? field);
}

function containerField(status: object, field: string): string | undefined {
  const { state = {} } = status as { readonly state?: object };
  if (field === 'state') return Object.keys(state)[0];
  const short = ['reason', 'exitCode', 'message', 'signal'];
  const inState = short.includes(field) ? `.state[*].${field}` : undefined;
  const last = /^lastState (\w+)$/.exec(field);
  const path = last === null ? (inState ?? field) : `.lastState.terminated.${last[1]}`;
  return textAt(status, path);
}

function textAt(value: unknown, path: string): string | undefined {
  const found = valuesAt(path, value);
  return found.length === 0 ? undefined : found.map(shown).join(' ');
}

function compared(value: string | undefined, comparison: Comparison, wanted: string): boolean {
  const text = value ?? '';
  switch (comparison) {
    case '==':
      return text === wanted;
    case '!=':
      return text !== wanted;
    case 'contains':
      return text.includes(wanted);
    case 'matches':
      return new RegExp(wanted).test(text);
    default: {
      const [left, right] = [Number(text), Number(wanted)];
      if (comparison === '<') return left < right;
      if (comparison === '<=') return left <= right;
      return comparison === '>' ? left > right : left >= right;
    }
  }
}
