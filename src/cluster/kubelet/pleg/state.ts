// PLEG's slice: what the last relist saw, and the look at the runtime that is under way.
// Models pkg/kubelet/pleg/generic.go, GenericPLEG.

import { emptyMap, type PersistentMap, remove, set } from '../../../base/persistent-map.ts';
import type { ReplyTo } from '../../../kernel/component.ts';
import type { Subject } from '../../../kernel/message.ts';
import { type Micros, NEVER } from '../../../kernel/time.ts';
import type {
  CriContainer,
  CriContainerStatus,
  PodSandbox,
  PodSandboxStatus,
} from '../../protocol/cri-objects.ts';
import type { RuntimePod } from '../runtime-types.ts';

/** Reading one pod in full: a status call per sandbox and container. */
export interface PodRead {
  readonly uid: string;
  readonly startedAt: Micros;
  readonly pod: RuntimePod | undefined;
  readonly sandboxes: readonly PodSandboxStatus[];
  readonly containers: readonly CriContainerStatus[];
  /** Answers still to come. */
  readonly left: number;
  /** Lists still to come, for a read that is not part of a relist. */
  readonly listing?: {
    readonly sandboxes?: readonly PodSandbox[];
    readonly containers?: readonly CriContainer[];
  };
  /** Who asked past the cache; such a read changes nothing here. */
  readonly replyTo?: ReplyTo;
  /** Events to be sent once the cache is filled. */
  readonly events: readonly { readonly event: string; readonly id: string }[];
  /** Whether a relist waits for it. */
  readonly isOfRelist: boolean;
  /** The pod before this relist: what it falls back to when the read fails. */
  readonly before?: RuntimePod;
  /** Why the runtime could not be asked. */
  readonly error?: string;
  /** The pod is told of even when nothing changed. */
  readonly isReinspected?: boolean;
}

/** A read that begins, of which nothing is known yet. */
export function newRead(uid: string, startedAt: Micros): PodRead {
  const nothing = { sandboxes: [], containers: [], events: [], left: 0, isOfRelist: false };
  return { uid, startedAt, pod: undefined, ...nothing };
}

/** A relist under way. */
export interface Relist {
  readonly startedAt: Micros;
  readonly sandboxes?: readonly PodSandbox[];
  readonly containers?: readonly CriContainer[];
  readonly readsLeft: number;
}

/** The slice `pleg`. */
export interface PlegState {
  /** When the last complete relist began; NEVER before the first. */
  readonly relistAt: Micros;
  /** Lists of the last relist, to see at once that nothing changed. */
  readonly lastSandboxes: readonly PodSandbox[];
  readonly lastContainers: readonly CriContainer[];
  /** What the last relist saw, by uid. */
  readonly pods: PersistentMap<RuntimePod>;
  /** Begin of the last read of a pod that has a worker, by uid. */
  readonly reads: PersistentMap<Micros>;
  /** Why the last of these reads failed, if it did. */
  readonly readErrors: PersistentMap<string>;
  readonly relist?: Relist;
  /** Reads under way, by number. */
  readonly reading: PersistentMap<PodRead>;
  /** What calls belong to: `relist`, or the key of a read. */
  readonly calls: PersistentMap<string>;
  readonly nextRead: number;
  readonly nextRelistAt: Micros;
  /** Why the last relist got no list. */
  readonly error?: string;
}

/** Before the first relist. */
export function initialPlegState(): PlegState {
  return {
    relistAt: NEVER,
    lastSandboxes: [],
    lastContainers: [],
    pods: emptyMap(),
    reads: emptyMap(),
    readErrors: emptyMap(),
    reading: emptyMap(),
    calls: emptyMap(),
    nextRead: 1,
    nextRelistAt: 0 as Micros,
  };
}

/** The slice without the reads of pods whose workers are forgotten. */
export function withoutReads(pleg: PlegState, uids: readonly string[]): PlegState {
  const reads = uids.reduce(remove, pleg.reads);
  return { ...pleg, reads, readErrors: uids.reduce(remove, pleg.readErrors) };
}

/** The slice after a read, be it in vain. */
export function readNoted(pleg: PlegState, { uid, startedAt, error }: PodRead): PlegState {
  const { readErrors: before } = pleg;
  const readErrors = error === undefined ? remove(before, uid) : set(before, uid, error);
  return { ...pleg, reads: set(pleg.reads, uid, startedAt), readErrors };
}

/** The pod of a read, as facts name it. */
export function aboutRead(read: PodRead, node: string): Subject {
  const { name = '', namespace = 'default' } = read.pod ?? {};
  return { kind: 'pod', name, namespace, uid: read.uid, node };
}
