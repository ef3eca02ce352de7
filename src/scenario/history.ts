// What happened in a run, as far as expectations ask: objects over time, runtime events, commands.

import type { ApiObject } from '../apimachinery/meta.ts';
import type { TranscriptEntry } from '../cluster/protocol/transcript.ts';
import type { Micros } from '../kernel/time.ts';
import type { ObjectName } from './expectation.ts';

/** An object as it was from an instant on; undefined when it was gone. */
export interface ObjectVersion {
  readonly at: Micros;
  readonly object: ApiObject | undefined;
}

/** One event of a runtime. */
export interface RuntimeNote {
  readonly at: Micros;
  readonly pod: string;
  readonly container: string;
  readonly op: string;
}

/** The history of a run. */
export interface History {
  /** Versions by `kind/namespace/name`, in order of time. */
  readonly objects: ReadonlyMap<string, readonly ObjectVersion[]>;
  readonly runtime: readonly RuntimeNote[];
  readonly commands: readonly TranscriptEntry[];
}

/** A history that is being written. */
export interface HistoryWriter {
  readonly objects: Map<string, ObjectVersion[]>;
  readonly runtime: RuntimeNote[];
}

/** An empty history. */
export function newHistory(): HistoryWriter {
  return { objects: new Map(), runtime: [] };
}

/** What a history needs of a fact. */
export interface NotedFact {
  readonly at: Micros;
  readonly type: string;
  readonly about: { readonly kind: string; readonly name: string; readonly namespace?: string };
  readonly data: unknown;
}

/** Notes one fact. */
export function noteFact(history: HistoryWriter, fact: NotedFact): void {
  const data = (fact.data ?? {}) as { readonly [name: string]: unknown };
  if (fact.type === 'RuntimeEvent') {
    const pod = String(data['pod']);
    const op = String(data['op']);
    history.runtime.push({ at: fact.at, pod, container: fact.about.name, op });
  }
  if (fact.type !== 'ObjectChanged') return;
  const { kind, namespace = '', name } = fact.about;
  const key = historyKey({ kind: kind.toLowerCase(), namespace, name });
  const isGone = data['event'] === 'DELETED';
  const object = isGone ? undefined : (data['object'] as ApiObject);
  const versions = history.objects.get(key);
  if (versions === undefined) history.objects.set(key, [{ at: fact.at, object }]);
  else versions.push({ at: fact.at, object });
}

/** Notes an object that was there before anything was noted. */
export function noteExisting(history: HistoryWriter, object: ApiObject, at: Micros): void {
  const { namespace = '', name = '' } = object.metadata;
  const key = historyKey({ kind: object.kind.toLowerCase(), namespace, name });
  history.objects.set(key, [{ at, object }]);
}

/** The key of an object in a history. */
export function historyKey(name: ObjectName): string {
  return `${name.kind}/${name.namespace}/${name.name}`;
}

/** The object as it stood at the end of an instant. */
export function objectAt(history: History, name: ObjectName, at: Micros): ApiObject | undefined {
  const versions = history.objects.get(historyKey(name)) ?? [];
  return versions.findLast((version) => version.at <= at)?.object;
}

/** All objects of a kind at the end of an instant, ordered by namespace and name. */
export function objectsAt(
  history: History,
  kind: string | undefined,
  at: Micros,
): readonly ApiObject[] {
  return [...history.objects.keys()].sort().flatMap((key) => {
    if (kind !== undefined && !key.startsWith(`${kind}/`)) return [];
    const found = history.objects.get(key)?.findLast((version) => version.at <= at)?.object;
    return found === undefined ? [] : [found];
  });
}
