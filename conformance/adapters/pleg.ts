// Topic pleg: looks at the runtime in; the events that the sync loop hears, the pod cache, health
// and counts out. Drives PLEG's own port, and answers its calls to the runtime.

import { get } from '../../src/base/persistent-map.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import type { PlegEvent } from '../../src/cluster/kubelet/channels.ts';
import { kubelet } from '../../src/cluster/kubelet/kubelet.ts';
import { runtimeErrors } from '../../src/cluster/kubelet/node/conditions.ts';
import { plegPort } from '../../src/cluster/kubelet/pleg/pleg.ts';
import { kubeletPage } from '../../src/cluster/kubelet/server/kubelet-page.ts';
import type { KubeletState } from '../../src/cluster/kubelet/state.ts';
import { testConfig } from '../../src/cluster/kubelet/testing.ts';
import { type CriRequest, criFailure, criResponse } from '../../src/cluster/protocol/cri.ts';
import type { EventId, Message } from '../../src/kernel/message.ts';
import { testEnvelope, testIo } from '../../src/kernel/test-io.ts';
import { type Micros, seconds } from '../../src/kernel/time.ts';

interface Listed {
  readonly uid: string;
  readonly containers: readonly { readonly id: string; readonly state: string }[];
  readonly sandboxes?: readonly { readonly id: string; readonly state: string }[];
}

interface Moment {
  readonly relist?: boolean;
  readonly advanceSeconds?: number;
  readonly check?: boolean;
}

interface PlegInput {
  readonly relists?: readonly (readonly Listed[])[];
  /** Reads of a pod that fail, by the number of the relist. */
  readonly statusErrors?: readonly {
    readonly relist: number;
    readonly pod: string;
    readonly error: string;
  }[];
  readonly timeline?: readonly Moment[];
}

/** What the sync loop heard. */
interface HeardEvent {
  readonly pod: string;
  readonly type: string;
  readonly container: string;
}

/** pleg.json */
export function pleg(raw: unknown, edition: EditionName = 'docker'): unknown {
  const { relists = [], statusErrors = [], timeline = [] } = raw as PlegInput;
  const run = new Relists(edition);
  if (timeline.length > 0) return { healthy: healthAlong(run, timeline) };
  const eventsAfterEachRelist = relists.map((pods, index) => {
    run.now += seconds(1);
    const failing = statusErrors.filter(({ relist }) => relist === index + 1);
    return run.relist(pods, new Map(failing.map(({ pod, error }) => [pod, error])));
  });
  const uids = new Set(relists.flat().map(({ uid }) => uid));
  return {
    eventsAfterEachRelist,
    cachedStatusAfterLast: Object.fromEntries([...uids].map((uid) => [uid, run.cached(uid)])),
    metrics: run.metrics(),
  };
}

function healthAlong(run: Relists, timeline: readonly Moment[]): readonly boolean[] {
  const healthy: boolean[] = [];
  for (const { relist, advanceSeconds = 0, check } of timeline) {
    if (relist === true) run.relist([], new Map());
    run.now += seconds(advanceSeconds);
    if (check === true) healthy.push(run.isHealthy());
  }
  return healthy;
}

function keyOf({ pod, container, type }: HeardEvent): string {
  return `${pod} ${container} ${type}`;
}

/** Ids are unique on a node; in the vectors only in a pod. */
function wholeId(uid: string, id: string): string {
  return `${uid}/${id}`;
}

class Relists {
  now = 0;
  private state: KubeletState;
  private nextId = 1_000;
  private asked: { readonly id: EventId; readonly request: CriRequest }[] = [];
  private heard: HeardEvent[] = [];

  constructor(edition: EditionName) {
    const config = testConfig(edition);
    this.state = kubelet.init(config, testIo({ processes: [config.engine] }));
  }

  /** One relist to its end; the reads of the pods in `failing` fail. */
  relist(pods: readonly Listed[], failing: ReadonlyMap<string, string>): readonly HeardEvent[] {
    this.heard = [];
    this.take({ type: 'tick' });
    for (let next = this.asked.shift(); next !== undefined; next = this.asked.shift()) {
      this.take(answerTo(next.request, pods, failing), next.id);
    }
    return this.heard.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  cached(uid: string): object {
    const containers = get(this.state.podCache, uid)?.containers ?? [];
    return { containers: containers.map(({ id }) => id.slice(uid.length + 1)), error: null };
  }

  metrics(): { readonly [name: string]: number } {
    const lines = kubeletPage(this.state, { epochSeconds: 0, now: this.now as Micros }, [])
      .split('\n')
      .filter((line) => /^kubelet_/.test(line));
    return Object.fromEntries(
      lines.map((line) => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), Number(line.slice(space + 1))];
      }),
    );
  }

  isHealthy(): boolean {
    return !runtimeErrors(this.state, this.now as Micros).some((text) => /^PLEG /.test(text));
  }

  private take(message: Message, inReplyTo?: EventId): void {
    const io = testIo({ now: this.now as Micros, processes: [this.state.config.engine] });
    const id = (): EventId => this.nextId++ as EventId;
    const recording = {
      ...io,
      send: (_to: unknown, request: Message): EventId => this.called(id(), request),
      signal: (port: string, sent: Message): EventId => {
        if (port === 'dockershim') return this.called(id(), sent);
        if (port === 'sync-loop') this.hear(sent as PlegEvent);
        return id();
      },
    };
    const envelope = testEnvelope(message, inReplyTo === undefined ? {} : { inReplyTo });
    this.state = { ...this.state, ...plegPort.receive(this.state, envelope, recording) };
  }

  private called(id: EventId, request: Message): EventId {
    this.asked.push({ id, request: request as CriRequest });
    return id;
  }

  private hear({ uid, event, id }: PlegEvent): void {
    this.heard.push({ pod: uid, type: event, container: id.slice(uid.length + 1) });
  }
}

function answerTo(
  request: CriRequest,
  pods: readonly Listed[],
  failing: ReadonlyMap<string, string>,
): Message {
  const all = pods.flatMap(({ uid, containers, sandboxes = [] }) => [
    ...sandboxes.map((one) => listed(uid, one.id, sandboxState(one.state))),
    ...containers.map((one) => listed(uid, one.id, `CONTAINER_${one.state.toUpperCase()}`)),
  ]);
  const ofKind = (prefix: string): typeof all =>
    all.filter(({ state }) => state.startsWith(prefix));
  switch (request.method) {
    case 'ListPodSandbox':
      return criResponse('ListPodSandbox', { items: ofKind('SANDBOX') as never });
    case 'ListContainers':
      return criResponse('ListContainers', { containers: ofKind('CONTAINER') as never });
    case 'PodSandboxStatus':
    case 'ContainerStatus': {
      const { params } = request;
      const id = 'containerId' in params ? params.containerId : params.podSandboxId;
      const error = failing.get(id.slice(0, id.indexOf('/')));
      if (error !== undefined) return criFailure(request.method, 'Unknown', error);
      const status = all.find((one) => one.id === id);
      return criResponse(request.method, { status } as never);
    }
    default:
      return criFailure(request.method, 'Unimplemented', request.method);
  }
}

function sandboxState(state: string): string {
  return state === 'running' ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY';
}

function listed(
  uid: string,
  id: string,
  state: string,
): { readonly id: string; readonly state: string } {
  const labels = { 'io.kubernetes.pod.uid': uid, 'io.kubernetes.pod.name': uid };
  const metadata = { name: id, uid, attempt: 0 };
  const rest = { createdAt: 0, network: { ip: '', additionalIps: [] }, annotations: {} };
  return { id: wholeId(uid, id), labels, metadata, state, ...rest } as never;
}
