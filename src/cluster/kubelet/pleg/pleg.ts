// The Pod Lifecycle Event Generator: looks at the runtime once a second and tells what changed.
// Models pkg/kubelet/pleg/generic.go, GenericPLEG.Relist and RequestReinspect.

import { entries, get, remove, set } from '../../../base/persistent-map.ts';
import { type Io, type PortHandler, port } from '../../../kernel/component.ts';
import type { Envelope, EventId, Message, NetClosed } from '../../../kernel/message.ts';
import { later, type Micros } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { podLifecycle } from '../../editions/pod-lifecycle.ts';
import { type CriResponse, type CriResult, criRequest } from '../../protocol/cri.ts';
import type { CriContainerStatus } from '../../protocol/cri-objects.ts';
import type { FilesRequest, FilesResult } from '../../protocol/linux-files.ts';
import type { CacheUpdated, ForgetWorkers, ReadPod, RelistPod, RuntimeRead } from '../channels.ts';
import { callRuntime } from '../cri-client.ts';
import { podRules } from '../late.ts';
import { callLinux } from '../linux-client.ts';
import { observeSince } from '../metrics/book.ts';
import { isAnyoneWaiting } from '../pod-workers/queries.ts';
import type { RuntimePod, RuntimePodStatus } from '../runtime-types.ts';
import type { KubeletState } from '../state.ts';
import { announce, observeRelist } from './announce.ts';
import { changedPods, groupByPod } from './changes.ts';
import { withForgottenIps } from './forgotten-ips.ts';
import { readError } from './read-error.ts';
import {
  newRead,
  type PlegState,
  type PodRead,
  type Relist,
  readNoted,
  withoutReads,
} from './state.ts';
import {
  fallsBackToLogs,
  fileMessage,
  logMessage,
  MESSAGE_LOG_LINES,
  messageFile,
  withLastWords,
  withMessage,
} from './termination-message.ts';

type Slices = Pick<KubeletState, 'pleg' | 'podCache'>;

/** Owns what was seen last, and the pod cache. */
export const plegPort: PortHandler<KubeletState, never> = port<KubeletState, 'pleg' | 'podCache'>(
  ['pleg', 'podCache'],
  receive,
);

function receive(state: KubeletState, envelope: Envelope, io: Io): Slices {
  const work = new Work(state, io);
  switch (envelope.message.type) {
    case 'tick':
      work.relist();
      break;
    case 'pleg.relist':
      work.relistPod(envelope.message as RelistPod);
      break;
    case 'pleg.read':
      work.readPod((envelope.message as ReadPod).uid, envelope);
      break;
    case 'workers.forget':
      work.pleg = withoutReads(work.pleg, (envelope.message as ForgetWorkers).uids);
      break;
    case 'net.closed':
      if ((envelope.message as NetClosed).peer === state.config.engine) work.runtimeLost(envelope);
      break;
    default:
      if (envelope.inReplyTo !== undefined) work.answered(envelope.inReplyTo, envelope);
  }
  return { pleg: work.pleg, podCache: work.cache };
}

/** The slices while one event is handled. */
class Work {
  pleg: PlegState;
  cache: KubeletState['podCache'];
  readonly state: KubeletState;
  readonly io: Io;

  constructor(state: KubeletState, io: Io) {
    this.state = state;
    this.io = io;
    this.pleg = state.pleg;
    this.cache = state.podCache;
  }

  /** Begins a relist: two lists. */
  relist(): void {
    if (this.pleg.relist !== undefined) return;
    this.pleg = { ...this.pleg, relist: { startedAt: this.io.now, readsLeft: 0 } };
    this.call('ListPodSandbox', 'relist');
    this.call('ListContainers', 'relist');
  }

  private call(method: 'ListPodSandbox' | 'ListContainers', key: string, uid?: string): void {
    const filter =
      uid === undefined ? {} : { filter: { labelSelector: { 'io.kubernetes.pod.uid': uid } } };
    const request =
      method === 'ListPodSandbox'
        ? criRequest('ListPodSandbox', filter)
        : criRequest('ListContainers', filter);
    this.expect(callRuntime(this.state.config, this.io, request), key);
  }

  private expect(id: EventId, key: string): void {
    this.pleg = { ...this.pleg, calls: set(this.pleg.calls, String(id), key) };
  }

  /** Looks at one pod now; one that is to be inspected again is told of in any case. */
  relistPod({ uid, isReinspected }: RelistPod): void {
    this.readPod(uid, undefined, isReinspected === true);
  }

  /** Reads one pod now, past the lists of the last relist. */
  readPod(uid: string, asker?: Envelope, isReinspected: boolean = false): void {
    const key = `read-${this.pleg.nextRead}`;
    const read: PodRead = {
      ...newRead(uid, this.io.now),
      left: 2,
      listing: {},
      isReinspected,
      ...(asker === undefined ? {} : { replyTo: { id: asker.id, from: asker.from } }),
    };
    this.putRead(key, read);
    this.pleg = { ...this.pleg, nextRead: this.pleg.nextRead + 1 };
    this.call('ListPodSandbox', key, uid);
    this.call('ListContainers', key, uid);
  }

  private putRead(key: string, read: PodRead): void {
    this.pleg = { ...this.pleg, reading: set(this.pleg.reading, key, read) };
  }

  /** The runtime went away: nobody answers what was asked of it. */
  runtimeLost(envelope: Envelope): void {
    for (const [id] of entries(this.pleg.calls)) this.answered(Number(id) as EventId, envelope);
  }

  answered(inReplyTo: EventId, envelope: Envelope): void {
    const id = String(inReplyTo);
    const key = get(this.pleg.calls, id);
    if (key === undefined) return;
    this.pleg = { ...this.pleg, calls: remove(this.pleg.calls, id) };
    const [read, what] = key.split('#') as [string, string | undefined];
    if (what !== undefined) this.messageRead(read, what, envelope.message);
    else if (key === 'relist') this.listed(envelope.message as CriResponse);
    else this.readOn(key, envelope.message as CriResponse);
  }

  private listed(response: CriResponse): void {
    const { relist } = this.pleg;
    if (relist === undefined) return;
    const error = this.errorOf(response);
    if (error !== undefined) {
      this.endRelist(undefined, error);
      return;
    }
    const parts =
      response.method === 'ListPodSandbox'
        ? { sandboxes: (response.result as CriResult<'ListPodSandbox'>).items }
        : { containers: (response.result as CriResult<'ListContainers'>).containers };
    const now: Relist = { ...relist, ...parts };
    this.pleg = { ...this.pleg, relist: now };
    if (now.sandboxes === undefined || now.containers === undefined) return;
    this.compare(now);
  }

  /** Both lists are there: which pods changed? */
  private compare(relist: Relist): void {
    const { sandboxes = [], containers = [] } = relist;
    const isSame = sandboxes === this.pleg.lastSandboxes && containers === this.pleg.lastContainers;
    if (isSame) {
      this.endRelist(relist);
      return;
    }
    const pods = groupByPod(sandboxes, containers);
    const before = this.pleg.pods;
    const changed = changedPods(before, pods);
    this.pleg = { ...this.pleg, pods, lastSandboxes: sandboxes, lastContainers: containers };
    this.pleg = { ...this.pleg, relist: { ...relist, readsLeft: changed.length } };
    for (const { uid, events } of changed) {
      this.inspect(uid, get(pods, uid), get(before, uid), events);
    }
    if (changed.length === 0) this.endRelist(relist);
  }

  private inspect(
    uid: string,
    pod: RuntimePod | undefined,
    before: RuntimePod | undefined,
    events: PodRead['events'],
  ): void {
    const key = `read-${this.pleg.nextRead}`;
    this.pleg = { ...this.pleg, nextRead: this.pleg.nextRead + 1 };
    const read: PodRead = {
      ...newRead(uid, this.io.now),
      pod,
      events,
      isOfRelist: true,
      ...(before === undefined ? {} : { before }),
    };
    this.inspectParts(key, read);
  }

  /** One status call per sandbox and container. */
  private inspectParts(key: string, read: PodRead): void {
    const { config } = this.state;
    const sandboxes = read.pod?.sandboxes ?? [];
    const containers = read.pod?.containers ?? [];
    const left = sandboxes.length + containers.length;
    this.putRead(key, { ...read, left });
    for (const { id } of sandboxes) {
      const request = criRequest('PodSandboxStatus', { podSandboxId: id });
      this.expect(callRuntime(config, this.io, request), key);
    }
    for (const { id } of containers) {
      const request = criRequest('ContainerStatus', { containerId: id });
      this.expect(callRuntime(config, this.io, request), key);
    }
    if (left === 0) this.finishRead(key, { ...read, left });
  }

  private readOn(key: string, response: CriResponse): void {
    const read = get(this.pleg.reading, key);
    if (read === undefined) return;
    if (read.listing !== undefined) {
      this.readListed(key, read, response);
      return;
    }
    const error = this.errorOf(response);
    const one: PodRead = {
      ...read,
      left: read.left - 1,
      ...(error === undefined ? {} : { error }),
    };
    if (error !== undefined || response.error !== undefined) this.went(key, one);
    else if (response.method === 'PodSandboxStatus') {
      this.went(key, { ...one, sandboxes: [...read.sandboxes, response.result.status] });
    } else if (response.method === 'ContainerStatus') {
      this.containerRead(key, one, response.result.status);
    } else this.went(key, one);
  }

  /** The read after one more answer; over when it was the last. */
  private went(key: string, read: PodRead): void {
    this.putRead(key, read);
    if (read.left === 0) this.finishRead(key, read);
  }

  /** A container that ended may have left a message; what was read once is not read again. */
  private containerRead(key: string, read: PodRead, status: CriContainerStatus): void {
    const known = get(this.cache, read.uid)?.containers.find(({ id }) => id === status.id);
    const isOver = status.state === 'CONTAINER_EXITED';
    const file = isOver ? messageFile(status) : undefined;
    if (file === undefined || known?.state === 'CONTAINER_EXITED') {
      const told = isOver && known !== undefined ? withMessage(status, known.message) : status;
      this.went(key, { ...read, containers: [...read.containers, told] });
      return;
    }
    const request: FilesRequest = { type: 'linux.files', ops: [{ op: 'read', path: file }] };
    this.expect(callLinux(this.state.config, this.io, request), `${key}#${status.id}`);
    this.putRead(key, { ...read, left: read.left + 1, containers: [...read.containers, status] });
  }

  /** The content of a message file, or the end of a log in its place. */
  private messageRead(key: string, id: string, message: Message): void {
    const read = get(this.pleg.reading, key);
    const status = read?.containers.find((container) => container.id === id);
    if (read === undefined || status === undefined) return;
    if (message.type === 'linux.filesDone') {
      const outcome = (message as FilesResult).outcomes[0];
      const text = outcome?.isOk === true ? fileMessage(outcome.content ?? '') : '';
      if (text === '' && fallsBackToLogs(status)) {
        const params = { containerId: id, tailLines: MESSAGE_LOG_LINES };
        const request = criRequest('ReadLogs', params);
        this.expect(callRuntime(this.state.config, this.io, request), `${key}#${id}`);
        return;
      }
      this.went(key, withLastWords(read, id, text));
      return;
    }
    const response = message as CriResponse;
    const isLog = response.error === undefined && response.method === 'ReadLogs';
    this.went(key, withLastWords(read, id, isLog ? logMessage(response.result.lines) : ''));
  }

  private errorOf(response: CriResponse): string | undefined {
    return readError(kubeletBehaviour(this.state.config.edition), response);
  }

  private readListed(key: string, read: PodRead, response: CriResponse): void {
    const error = this.errorOf(response);
    // After a failure the answer to the other list finds no read any more.
    if (error !== undefined) return this.finishRead(key, { ...read, error });
    if (response.error !== undefined) return;
    const parts =
      response.method === 'ListPodSandbox'
        ? { sandboxes: response.result.items }
        : response.method === 'ListContainers'
          ? { containers: response.result.containers }
          : {};
    const listing = { ...read.listing, ...parts };
    if (listing.sandboxes === undefined || listing.containers === undefined) {
      this.putRead(key, { ...read, listing });
      return;
    }
    const pods = groupByPod(listing.sandboxes, listing.containers);
    const pod = get(pods, read.uid);
    const { listing: _listing, ...rest } = read;
    // An inspection on demand also tells what changed since the last relist of this pod.
    const events = read.replyTo === undefined ? this.changesOf(read.uid, pod) : [];
    this.inspectParts(key, { ...rest, pod, events });
  }

  private changesOf(uid: string, pod: RuntimePod | undefined): PodRead['events'] {
    const before = this.pleg.pods;
    const after = pod === undefined ? remove(before, uid) : set(before, uid, pod);
    const changed = changedPods(before, after).find((change) => change.uid === uid);
    this.pleg = { ...this.pleg, pods: after, lastSandboxes: [], lastContainers: [] };
    return changed?.events ?? [];
  }

  private finishRead(key: string, read: PodRead): void {
    this.pleg = { ...this.pleg, reading: remove(this.pleg.reading, key) };
    const { error } = read;
    const status = error === undefined ? podRules.get().podStatusOf(read) : undefined;
    if (read.replyTo !== undefined) {
      const done: RuntimeRead = {
        type: 'pleg.read-done',
        ...(status === undefined ? {} : { status }),
        ...(error === undefined ? {} : { error }),
      };
      this.io.reply(read.replyTo, done);
      return;
    }
    if (!read.isOfRelist) {
      observeSince(this.io, 'pleg_pod_relist_duration_seconds', read.startedAt);
    }
    if (error === undefined) {
      this.store(read, status);
      const isQuiet = read.events.length === 0 && read.isReinspected === true;
      const told = isQuiet ? [{ event: 'PodSync', id: read.uid }] : read.events;
      announce({ ...read, events: told }, this.state.config.nodeName, this.io);
    } else {
      if (read.isOfRelist) this.fallBack(read);
      this.note(read);
    }
    if (!read.isOfRelist) return;
    const { relist } = this.pleg;
    if (relist === undefined) return;
    const readsLeft = relist.readsLeft - 1;
    this.pleg = { ...this.pleg, relist: { ...relist, readsLeft } };
    if (readsLeft === 0) this.endRelist(relist);
  }

  /** The next relist shall find the same change again. */
  private fallBack({ uid, before }: PodRead): void {
    const pods =
      before === undefined ? remove(this.pleg.pods, uid) : set(this.pleg.pods, uid, before);
    this.pleg = { ...this.pleg, pods, lastSandboxes: [], lastContainers: [] };
  }

  private store(read: PodRead, status: RuntimePodStatus | undefined): void {
    const { uid } = read;
    const hasFailed = get(this.pleg.readErrors, uid) !== undefined;
    this.cache =
      status === undefined
        ? remove(this.cache, uid)
        : set(this.cache, uid, withForgottenIps(status, get(this.cache, uid), hasFailed));
    this.note(read);
  }

  /** A worker that waits for news of its pod is told, even that there are none to be had. */
  private note(read: PodRead): void {
    const worker = get(this.state.podWorkers.workers, read.uid);
    if (worker === undefined) return;
    this.pleg = readNoted(this.pleg, read);
    if (worker.isWaitingForCache) {
      const updated: CacheUpdated = { type: 'cache.updated', uid: read.uid };
      this.io.signal('pod-workers', updated);
    }
  }

  /** The relist is over (in vain when `relist` is missing); the next one follows a second later. */
  private endRelist(relist: Relist | undefined, error?: string): void {
    const { relist: _over, error: _old, ...rest } = this.pleg;
    const period = podLifecycle(this.state.config.edition).relistPeriod;
    const nextRelistAt = later(this.io.now, period);
    const relistAt: Micros = relist?.startedAt ?? rest.relistAt;
    const failure = error === undefined ? {} : { error };
    if (relist !== undefined) observeRelist(this.io, relist, rest.relistAt);
    this.pleg = { ...rest, relistAt, nextRelistAt, ...failure };
    this.io.after('relist', period, { type: 'tick' });
    if (relist === undefined || !isAnyoneWaiting(this.state.podWorkers)) return;
    this.io.signal('pod-workers', { type: 'cache.updated' } as CacheUpdated);
  }
}
