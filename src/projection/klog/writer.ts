// Writes a kubelet's log from the story of a run: listens to what its ports take and what it tells,
// and gives each occasion the words of its edition. A log is derived; nothing of it is state.

import type { EditionName } from '../../cluster/editions/edition.ts';
import type {
  ChannelMessage,
  ConfigUpdate,
  EnsureImage,
  PlegEvent,
  RecordEvent,
  SetStatus,
  SourceUpdate,
  UpdatePod,
  WaitVolumes,
  WakeWorker,
} from '../../cluster/kubelet/channels.ts';
import type { KubeletState } from '../../cluster/kubelet/state.ts';
import type { ApiResponse } from '../../cluster/protocol/apiserver.ts';
import type { CriRequest, CriResponse } from '../../cluster/protocol/cri.ts';
import type { CgroupChanged } from '../../cluster/protocol/linux.ts';
import type { Envelope, EventId, Message } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Fact, TraceSink } from '../../kernel/trace.ts';
import { actorName, processNamed, type World } from '../../kernel/world.ts';
import { sayAnswer, sayCall, sayRemoval } from './calls.ts';
import {
  sayConfig,
  sayDue,
  sayEnsure,
  sayForget,
  sayHousekeeping,
  sayPleg,
  saySource,
  sayStatus,
  sayUpdate,
  sayWake,
  sayWritten,
} from './loops.ts';
import {
  sayCgroup,
  sayCleared,
  sayEvent,
  sayFact,
  sayHealth,
  sayLogs,
  sayRegistered,
  sayRequest,
  sayStart,
} from './others.ts';
import { PRINTF } from './printf-lines.ts';
import type { KlogTable, Occasion } from './record.ts';
import { nameOf, type Say, type Scene } from './scene.ts';
import { STRUCTURED } from './structured-lines.ts';
import { goTime, head, type Severity } from './text.ts';

/** One line of a kubelet's log. */
export interface KlogLine {
  readonly at: Micros;
  readonly event: EventId;
  readonly node: string;
  /** The least `-v` at which it is written. */
  readonly v: number;
  readonly severity: Severity;
  readonly pid: number;
  /** Whether the kubelet's own `-v` lets it through. */
  readonly isWritten: boolean;
  readonly text: string;
}

/** Whose log, and in which words. */
export interface KlogSetting {
  readonly edition: EditionName;
  readonly epochSeconds: number;
}

const WORDS: { readonly [edition in EditionName]: KlogTable } = {
  document: PRINTF,
  docker: PRINTF,
  containerd: STRUCTURED,
};

const NOTHING: Occasion = {
  pod: { name: '', namespace: '', uid: '' },
  pods: [],
  source: '',
  updateType: '',
  workType: '',
  container: '',
  id: '',
  ips: [],
  from: '',
  to: '',
  grace: 0,
  exitCode: 0,
  version: 0,
  status: {},
  patch: {},
  cgroup: '',
  path: '',
  node: '',
  ip: '',
  reason: '',
  message: '',
  eventType: '',
  kind: '',
  fieldPath: '',
  object: '',
  error: '',
  engine: '',
  isFlag: false,
  containers: [],
  resources: {},
  aliases: [],
  command: [],
  image: '',
};

/** A kubelet that runs. */
interface Running {
  readonly state: KubeletState;
  readonly pid: number;
}

/** A process id as a small machine would give it. */
const FIRST_PID = 600;

/** A sink that writes the logs of these nodes' kubelets, or of all, through `write`. */
export function klogSink(
  { edition, epochSeconds }: KlogSetting,
  world: () => World,
  write: (line: KlogLine) => void,
  nodes?: ReadonlySet<string>,
): Pick<TraceSink, 'delivered' | 'fact'> {
  const table = WORDS[edition];
  const asked = new Map<EventId, CriRequest>();
  const made: Scene['made'] = new Map();
  let current: Envelope | undefined;
  const sayAt = (at: Micros, event: EventId, node: string, kubelet: Running): Say => {
    return (what, about = {}) => {
      const words = table[what];
      if (words === undefined) return;
      const { source, v, severity = 'I', text } = words;
      const { pid, state } = kubelet;
      const line = head(severity, epochSeconds, at, pid, source) + text({ ...NOTHING, ...about });
      const isWritten = v <= state.config.verbosity;
      write({ at, event, node, v, severity, pid, isWritten, text: line });
    };
  };
  const placeOf = (actor: number): readonly [taker: string, node: string] => {
    const [taker = '', node = ''] = actorName(world(), actor as never).split('@');
    return [taker, node];
  };
  const kubeletOn = (node: string): Running | undefined => {
    const process = processNamed(world(), `kubelet@${node}`);
    if (process?.isUp !== true) return undefined;
    return {
      state: process.state as KubeletState,
      pid: FIRST_PID + world().processes.indexOf(process),
    };
  };
  return {
    delivered(envelope) {
      current = envelope;
      const [taker, at] = placeOf(envelope.to.actor);
      const [sender, home] = envelope.from.actor < 0 ? ['', ''] : placeOf(envelope.from.actor);
      const node = at === '' && sender === 'kubelet' ? home : at;
      if (nodes?.has(node) === false || !isHeard(taker, sender)) return;
      const kubelet = kubeletOn(node);
      if (kubelet === undefined) return;
      const fromPort = sender === 'kubelet' ? envelope.from.port : '';
      const { port } = envelope.to;
      const scene: Scene = { kubelet: kubelet.state, port, taker, fromPort, asked, made };
      const { deliverAt } = envelope;
      const say = sayAt(deliverAt, envelope.id, node, kubelet);
      sayMessage(say, envelope, scene, goTime(epochSeconds, deliverAt));
    },
    fact(fact: Fact) {
      const [taker, node] = placeOf(fact.actor);
      if (taker !== 'kubelet' || nodes?.has(node) === false) return;
      const kubelet = kubeletOn(node);
      if (kubelet === undefined) return;
      const say = sayAt(fact.at, fact.event, node, kubelet);
      sayFact(say, fact, kubelet.state, current?.message.type === 'cri.response');
    },
  };
}

/** The kubelet's own ports, cAdvisor in it, and what it asks of others. */
function isHeard(taker: string, sender: string): boolean {
  return taker === 'kubelet' || taker === 'cadvisor' || sender === 'kubelet';
}

function sayMessage(say: Say, envelope: Envelope, scene: Scene, seenAt: string): void {
  const { message, id, inReplyTo } = envelope;
  const { kubelet, fromPort, port, taker } = scene;
  if (message.type === 'cri.request') {
    if (fromPort === 'pod-workers' || isOfDeletor(envelope, scene)) {
      scene.asked.set(id, message as CriRequest);
    }
    return sayCall(say, message as CriRequest, scene);
  }
  if (taker === 'cadvisor') {
    if (message.type === 'linux.cgroupChanged') sayCgroup(say, message as CgroupChanged, seenAt);
    return;
  }
  if (taker !== 'kubelet') {
    if (message.type === 'api.request') sayRequest(say, message, kubelet, fromPort);
    if (taker === 'linux' && fromPort === 'sync-loop') sayCleared(say, message, kubelet);
    return;
  }
  if (port === 'pod-workers' && message.type === 'cri.response') {
    return sayAnswer(say, message as CriResponse, scene, inReplyTo);
  }
  if (port === 'gc' && message.type === 'cri.response' && inReplyTo !== undefined) {
    return sayRemoval(say, message as CriResponse, scene, inReplyTo);
  }
  sayTaken(say, message, port, kubelet, envelope.deliverAt);
}

/** A removal because a container died; those of the pass of each minute are told otherwise. */
function isOfDeletor({ sentAt }: Envelope, { fromPort, kubelet }: Scene): boolean {
  return fromPort === 'gc' && kubelet.gc.lastAt !== sentAt;
}

/** A message that one of the kubelet's ports took. */
function sayTaken(
  say: Say,
  message: Message,
  port: string,
  kubelet: KubeletState,
  at: Micros,
): void {
  const taken = message as ChannelMessage;
  switch (`${port} ${message.type}`) {
    case 'pod-config source.update':
      return saySource(say, taken as SourceUpdate, kubelet);
    case 'sync-loop housekeeping':
      return sayHousekeeping(say);
    case 'sync-loop tick':
      return sayDue(say, kubelet, at);
    case 'status-manager tick':
      return say('status.all');
    case 'container-logs tick':
      return sayLogs(say, kubelet);
    case 'eviction tick':
      return say('eviction.look');
    case 'sync-loop config.update':
      return sayConfig(say, taken as ConfigUpdate);
    case 'sync-loop pleg.event':
      return sayPleg(say, taken as PlegEvent, kubelet);
    case 'pod-workers pod.update':
      return sayUpdate(say, taken as UpdatePod, kubelet);
    case 'pod-workers worker.wake':
      return sayWake(say, (taken as WakeWorker).uid, kubelet);
    case 'pod-workers workers.forget':
      return sayForget(say, kubelet);
    case 'status-manager status.set': {
      const { pod, status } = taken as SetStatus;
      return sayStatus(say, pod, status, kubelet);
    }
    case 'status-manager api.response':
      return sayWritten(say, kubelet);
    case 'image-manager image.ensure':
      return sayEnsure(say, taken as EnsureImage, kubelet);
    case 'volume-manager volumes.wait-unmount': {
      const pod = nameOf((taken as WaitVolumes).pod);
      for (const what of ['enter', 'wait', 'unmounted']) say(`terminated.${what}`, { pod });
      return;
    }
    case 'events event.record':
      return sayEvent(say, taken as RecordEvent, kubelet);
    case 'main kubelet.begin':
      return sayStart(say, kubelet);
    case 'node-status cri.response':
      return sayHealth(say, message as CriResponse);
    case 'node-status api.response':
      return sayRegistered(say, (message as ApiResponse).code, kubelet);
    default:
  }
}
