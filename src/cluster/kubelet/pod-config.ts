// PodConfig: what each source wishes for, merged into ADD, UPDATE, REMOVE, DELETE and RECONCILE.
// Models pkg/kubelet/config/config.go, podStorage.merge.

import type { Pod } from '../../api/pod.ts';
import { CONFIG_SOURCE, podSubject } from '../../api/pod-helpers.ts';
import { microsSince, rfc3339Nano } from '../../base/calendar.ts';
import { isEqual } from '../../base/equal.ts';
import {
  emptyMap,
  entries,
  get,
  keys,
  type PersistentMap,
  remove,
  set,
  values,
} from '../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import { podSourceRules } from '../editions/pod-sources.ts';
import type { ConfigUpdate, PodOperation, PodSource, SourceUpdate } from './channels.ts';
import { notePodStart } from './metrics/book.ts';
import { fullNameOf } from './pod-names.ts';
import type { KubeletState } from './state.ts';

/** Stamped at first sight. */
export const CONFIG_SEEN = 'kubernetes.io/config.seen';

/** Annotations that are the kubelet's own and never count as a change. */
const LOCAL_ANNOTATIONS: readonly string[] = [
  CONFIG_SOURCE,
  'kubernetes.io/config.mirror',
  CONFIG_SEEN,
];

/** The slice: pods by source and uid, and which sources have spoken. */
export interface PodConfigState {
  readonly bySource: PersistentMap<PersistentMap<Pod>>;
  /** The lists as they came last: an object that is still the same one has not changed. */
  readonly raw: PersistentMap<PersistentMap<Pod>>;
  readonly seen: readonly PodSource[];
}

/** Nothing is known yet. */
export function initialPodConfigState(): PodConfigState {
  return { bySource: emptyMap(), raw: emptyMap(), seen: [] };
}

/** One merged update. */
export interface Merged {
  readonly op: PodOperation;
  readonly pods: readonly Pod[];
}

/** The port `pod-config`. */
export const podConfigPort: PortHandler<KubeletState, never> = port<KubeletState, 'podConfig'>(
  ['podConfig'],
  (state, envelope, io) => {
    const { isSnapshot } = podSourceRules(state.config.edition);
    return { podConfig: receive(state.podConfig, isSnapshot, envelope, io) };
  },
);

function receive(
  state: PodConfigState,
  isSnapshot: boolean,
  envelope: Envelope,
  io: Io,
): PodConfigState {
  if (envelope.message.type !== 'source.update') return state;
  const { source, pods } = envelope.message as SourceUpdate;
  const seenAt = rfc3339Nano(io.epochSeconds, io.now);
  const raw = get(state.raw, source);
  const merged = mergeSource(get(state.bySource, source) ?? emptyMap(), source, pods, seenAt, raw);
  const isFirst = !state.seen.includes(source);
  const isNothing = merged.updates.every(({ op }) => op === 'RECONCILE');
  const updates =
    isFirst && isNothing ? [{ op: 'ADD' as const, pods: [] }, ...merged.updates] : merged.updates;
  const bySource = set(state.bySource, source, merged.pods);
  for (const { op, pods: changed } of updates) {
    for (const pod of changed) {
      io.fact('Config', podSubject(pod), { op, source });
      if (op !== 'REMOVE') noteWatched(pod, io);
    }
  }
  for (const { op, pods: told } of isSnapshot ? withSnapshot(updates, bySource) : updates) {
    const message: ConfigUpdate = { type: 'config.update', op, source, pods: told };
    io.signal('sync-loop', message);
  }
  return {
    bySource,
    raw: set(state.raw, source, rawOf(raw ?? emptyMap(), pods)),
    seen: isFirst ? [...state.seen, source] : state.seen,
  };
}

function noteWatched(pod: Pod, io: Io): void {
  const { uid = '', creationTimestamp = '' } = pod.metadata;
  const created = microsSince(io.epochSeconds, creationTimestamp) ?? 0;
  notePodStart(io, uid, 'watched', created, pod);
}

/** v1.0: whatever came or went, everything there is from all sources is told at once. */
function withSnapshot(
  updates: readonly Merged[],
  bySource: PodConfigState['bySource'],
): readonly Merged[] {
  const rest = updates.filter(({ op }) => op !== 'ADD' && op !== 'REMOVE');
  if (rest.length === updates.length) return updates;
  const pods = [...values(bySource)].flatMap((list) => [...values(list)]);
  return [{ op: 'SET', pods }, ...rest];
}

/** The list by uid, made from the one before: of a long list little changes at a time. */
function rawOf(before: PersistentMap<Pod>, list: readonly Pod[]): PersistentMap<Pod> {
  let raw = before;
  for (const pod of list) {
    const uid = pod.metadata.uid ?? '';
    if (get(raw, uid) !== pod) raw = set(raw, uid, pod);
  }
  if (raw.size <= list.length) return raw;
  const uids = new Set(list.map((pod) => pod.metadata.uid ?? ''));
  for (const uid of [...keys(raw)]) if (!uids.has(uid)) raw = remove(raw, uid);
  return raw;
}

/** The order in which one merge speaks. */
const ORDER: readonly PodOperation[] = ['REMOVE', 'ADD', 'UPDATE', 'DELETE', 'RECONCILE'];

/** Compares a source's complete list with the one before. Pure. */
export function mergeSource(
  before: PersistentMap<Pod>,
  source: PodSource,
  list: readonly Pod[],
  seenAt: string,
  raw: PersistentMap<Pod> = emptyMap(),
): { readonly pods: PersistentMap<Pod>; readonly updates: readonly Merged[] } {
  const by: { readonly [op in PodOperation]: Pod[] } = {
    SET: [],
    ADD: [],
    UPDATE: [],
    REMOVE: [],
    DELETE: [],
    RECONCILE: [],
  };
  let pods = before;
  let there = 0;
  const told = unique(list);
  for (const pod of told) {
    const uid = pod.metadata.uid ?? '';
    const known = get(before, uid);
    if (known !== undefined) there++;
    if (known !== undefined && get(raw, uid) === pod) continue;
    const merged = known === undefined ? stamped(pod, source, seenAt) : mergedPod(known, pod);
    pods = set(pods, uid, merged.pod);
    if (merged.op !== undefined) by[merged.op].push(merged.pod);
  }
  if (there < before.size) {
    const uids = new Set(told.map((pod) => pod.metadata.uid ?? ''));
    for (const [uid, pod] of entries(before)) {
      if (uids.has(uid)) continue;
      by.REMOVE.push(pod);
      pods = remove(pods, uid);
    }
  }
  const updates = ORDER.flatMap((op) => (by[op].length === 0 ? [] : [{ op, pods: by[op] }]));
  return { pods, updates };
}

/** Of two pods with one full name in a source only the first counts. */
function unique(list: readonly Pod[]): readonly Pod[] {
  const names = new Set<string>();
  return list.filter((pod) => {
    const name = fullNameOf(pod);
    if (names.has(name)) return false;
    names.add(name);
    return true;
  });
}

interface MergedPod {
  readonly pod: Pod;
  readonly op?: PodOperation;
}

function stamped(pod: Pod, source: PodSource, seenAt: string): MergedPod {
  const annotations = {
    ...pod.metadata.annotations,
    [CONFIG_SEEN]: seenAt,
    [CONFIG_SOURCE]: source,
  };
  return { pod: { ...pod, metadata: { ...pod.metadata, annotations } }, op: 'ADD' };
}

function mergedPod(known: Pod, pod: Pod): MergedPod {
  if (!differs(known, pod)) {
    if (isEqual(known.status, pod.status)) return { pod: known };
    const { resourceVersion } = pod.metadata;
    const metadata =
      resourceVersion === undefined ? known.metadata : { ...known.metadata, resourceVersion };
    return {
      pod: { ...known, metadata, ...(pod.status ? { status: pod.status } : {}) },
      op: 'RECONCILE',
    };
  }
  const local = Object.fromEntries(
    Object.entries(known.metadata.annotations ?? {}).filter(([key]) =>
      LOCAL_ANNOTATIONS.includes(key),
    ),
  );
  const annotations = { ...pod.metadata.annotations, ...local };
  const isDeleted = pod.metadata.deletionTimestamp !== undefined;
  return {
    pod: { ...pod, metadata: { ...pod.metadata, annotations } },
    op: isDeleted ? 'DELETE' : 'UPDATE',
  };
}

/** Models podsDifferSemantically. */
function differs(a: Pod, b: Pod): boolean {
  return !(
    isEqual(a.spec, b.spec) &&
    isEqual(a.metadata.labels, b.metadata.labels) &&
    a.metadata.deletionTimestamp === b.metadata.deletionTimestamp &&
    a.metadata.deletionGracePeriodSeconds === b.metadata.deletionGracePeriodSeconds &&
    isEqual(withoutLocal(a.metadata.annotations), withoutLocal(b.metadata.annotations))
  );
}

function withoutLocal(annotations: Pod['metadata']['annotations']): object {
  const own = Object.entries(annotations ?? {}).filter(([key]) => !LOCAL_ANNOTATIONS.includes(key));
  return Object.fromEntries(own);
}
