// Everything a pod's row is made from, as maps by identity: when one of them changed, which pods
// are touched. 110 pods must cost nearly nothing when one of them changed.

import { CONFIG_MIRROR } from '../api/pod-helpers.ts';
import type { ApiObject } from '../apimachinery/meta.ts';
import { changedKeys } from '../base/changed-keys.ts';
import { emptyMap, get, type PersistentMap } from '../base/persistent-map.ts';
import type { KubeletState } from '../cluster/kubelet/state.ts';
import type { LinuxState } from '../cluster/linux/state.ts';
import type { KeyValue } from '../cluster/protocol/etcd.ts';
import { stateOf, type World } from '../kernel/world.ts';
import { objectOf, type Stored, storedUnder } from './api-objects.ts';
import {
  type EngineContainer,
  type EngineRecord,
  type EngineState,
  engineOf,
  uidOfRecord,
} from './engine-containers.ts';
import { type Samples, samplesOf } from './usage.ts';

/** Where pods lie in etcd. */
export const PODS = '/registry/pods' as const;

/** What rows of pods are made from. */
export interface PodSources {
  readonly api: Stored;
  readonly kubelet: KubeletState | undefined;
  readonly engine: EngineState | undefined;
  readonly samples: Samples;
  /** Asked only whether a program is a guess, which never changes while it runs. */
  readonly linux: LinuxState | undefined;
}

/** Where to find what belongs to a pod. */
export interface PodIndex {
  sources: PodSources;
  /** Storage keys by uid. */
  readonly apiKeys: Map<string, string>;
  /** Uids of mirror pods by the uid of their static pod. */
  readonly mirrors: Map<string, string>;
  /** Ids of containers in the engine by uid. */
  readonly containers: Map<string, Set<string>>;
  /** Pods by the id of their container. */
  readonly owners: Map<string, string>;
  /** Cgroups by the id of their container. */
  readonly cgroups: Map<string, string>;
  /** Numbers of wishes for images by uid. */
  readonly wishes: Map<string, Set<string>>;
  /** Records in the common shape. */
  readonly shapes: WeakMap<EngineRecord, EngineContainer>;
  /** Instants by their text. */
  readonly instants: Map<string, number | undefined>;
}

/** Nothing was seen yet. */
export function newPodIndex(): PodIndex {
  return {
    sources: {
      api: emptyMap<ApiObject>(),
      kubelet: undefined,
      engine: undefined,
      samples: emptyMap(),
      linux: undefined,
    },
    apiKeys: new Map(),
    mirrors: new Map(),
    containers: new Map(),
    owners: new Map(),
    cgroups: new Map(),
    wishes: new Map(),
    shapes: new WeakMap(),
    instants: new Map(),
  };
}

/** The sources as they stand. */
export function readPodSources(world: World, node: string): PodSources {
  return {
    api: storedUnder(world, PODS),
    kubelet: stateOf<KubeletState>(world, `kubelet@${node}`),
    engine: engineOf(world, node),
    samples: samplesOf(world, node),
    linux: stateOf<LinuxState>(world, `linux@${node}`),
  };
}

/** Takes new sources into the index; gives the uids of the pods that they touch. */
export function takePodSources(index: PodIndex, next: PodSources): Set<string> {
  const touched = new Set<string>();
  const before = index.sources;
  index.sources = next;
  takeApi(index, before.api, next.api, touched);
  takeKubelet(index, before.kubelet, next.kubelet, touched);
  takeEngine(index, before.engine, next.engine, touched);
  if (before.samples !== next.samples) {
    for (const cgroup of changedKeys(before.samples, next.samples)) {
      const id = (get(next.samples, cgroup) ?? get(before.samples, cgroup))?.containerId ?? '';
      if (get(next.samples, cgroup) === undefined) index.cgroups.delete(id);
      else if (id !== '') index.cgroups.set(id, cgroup);
      const uid = index.owners.get(id);
      if (uid !== undefined) touched.add(uid);
    }
  }
  return touched;
}

function takeApi(index: PodIndex, before: Stored, after: Stored, touched: Set<string>): void {
  if (before === after) return;
  const [old, now] = [before, after] as readonly PersistentMap<ApiObject | KeyValue>[];
  if (old === undefined || now === undefined) return;
  for (const key of changedKeys(old, now)) {
    if (!key.startsWith(`${PODS}/`)) continue;
    for (const [value, isGone] of [
      [get(old, key), true],
      [get(now, key), false],
    ] as const) {
      if (value === undefined) continue;
      const { uid = '', annotations } = objectOf(value).metadata;
      touched.add(uid);
      if (isGone) index.apiKeys.delete(uid);
      else index.apiKeys.set(uid, key);
      const shadow = annotations?.[CONFIG_MIRROR];
      if (shadow === undefined) continue;
      touched.add(shadow);
      if (isGone) index.mirrors.delete(shadow);
      else index.mirrors.set(shadow, uid);
    }
  }
}

function takeKubelet(
  index: PodIndex,
  before: KubeletState | undefined,
  after: KubeletState | undefined,
  touched: Set<string>,
): void {
  if (before === after) return;
  const byUid = (read: (state: KubeletState) => PersistentMap<unknown>): void => {
    for (const key of differing(before, after, read)) touched.add(uidOfKey(key));
  };
  byUid((state) => state.podWorkers.workers);
  byUid((state) => state.podWorkers.crashBackoff);
  byUid((state) => state.podManager.pods);
  byUid((state) => state.statuses.statuses);
  byUid((state) => state.prober.workers);
  byUid((state) => state.volumes.pods);
  byUid((state) => state.images.backoffs);
  const wishes = (state: KubeletState): KubeletState['images']['wishes'] => state.images.wishes;
  for (const key of differing(before, after, wishes)) {
    const old = before === undefined ? undefined : get(before.images.wishes, key);
    const now = after === undefined ? undefined : get(after.images.wishes, key);
    const uid = (now ?? old)?.wish.pod.metadata.uid ?? '';
    touched.add(uid);
    const numbers = index.wishes.get(uid) ?? new Set<string>();
    if (now === undefined) numbers.delete(key);
    else numbers.add(key);
    if (numbers.size === 0) index.wishes.delete(uid);
    else index.wishes.set(uid, numbers);
  }
}

/** `<uid>`, `<uid>/<container>/…`, `<uid>_<image>`. */
function uidOfKey(key: string): string {
  const end = key.search(/[/_]/);
  return end < 0 ? key : key.slice(0, end);
}

function differing<S, V>(
  before: S | undefined,
  after: S | undefined,
  read: (state: S) => PersistentMap<V>,
): readonly string[] {
  const old = before === undefined ? emptyMap<V>() : read(before);
  const now = after === undefined ? emptyMap<V>() : read(after);
  return old === now ? [] : changedKeys(old, now);
}

function takeEngine(
  index: PodIndex,
  before: EngineState | undefined,
  after: EngineState | undefined,
  touched: Set<string>,
): void {
  const count = Math.max(before?.maps.length ?? 0, after?.maps.length ?? 0);
  for (let i = 0; i < count; i++) {
    const old = before?.maps[i] ?? emptyMap<EngineRecord>();
    const now = after?.maps[i] ?? emptyMap<EngineRecord>();
    if (old === now) continue;
    for (const id of changedKeys(old, now))
      takeRecord(index, id, get(old, id), get(now, id), touched);
  }
  if (before?.pulls.pulls === after?.pulls.pulls) return;
  // Who waits for an image sees how much of it has come.
  for (const uid of index.wishes.keys()) touched.add(uid);
}

function takeRecord(
  index: PodIndex,
  id: string,
  old: EngineRecord | undefined,
  now: EngineRecord | undefined,
  touched: Set<string>,
): void {
  const record = now ?? old;
  const uid = record === undefined ? undefined : uidOfRecord(record);
  if (uid === undefined) return;
  touched.add(uid);
  const ids = index.containers.get(uid) ?? new Set<string>();
  if (now === undefined) {
    ids.delete(id);
    index.owners.delete(id);
  } else {
    ids.add(id);
    index.owners.set(id, uid);
  }
  if (ids.size === 0) index.containers.delete(uid);
  else index.containers.set(uid, ids);
}
