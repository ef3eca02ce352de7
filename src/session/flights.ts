// Which messages are drawn as flights, and as what. A pure function of the envelope, so that a
// trace written without a page says the same.

import type { ApiWatch } from '../cluster/protocol/apiserver.ts';
import type { CriMethod } from '../cluster/protocol/cri.ts';
import type { DockerRequest } from '../cluster/protocol/docker.ts';
import type { EtcdWatchResponse } from '../cluster/protocol/etcd.ts';
import type { FileOp } from '../cluster/protocol/linux-files.ts';
import type { Endpoint, Envelope, Message } from '../kernel/message.ts';
import { describeEnvelope } from '../projection/describe/describe.ts';
import type { Description } from '../projection/describe/description.ts';
import type { Flight, Station } from './protocol.ts';

/** Calls that only look: the dials show that somebody looks. */
const LOOKING: ReadonlySet<CriMethod> = new Set<CriMethod>([
  'Version',
  'Status',
  'ListPodSandbox',
  'ListContainers',
  'PodSandboxStatus',
  'ContainerStatus',
  'ListImages',
  'ImageFsInfo',
]);

/** Messages between processes that are small print. */
const QUIET: ReadonlySet<string> = new Set([
  'linux.list',
  'linux.containers',
  'linux.adopt',
  'linux.watchOom',
  'linux.watchCgroups',
  'linux.cgroupChanged',
  'linux.watchFiles',
  'linux.machine',
  'linux.machineInfo',
  'linux.readUsage',
  'linux.usage',
  'linux.workloadOutput',
  // Of one container: the machine carries to the program what it has received for it.
  'workload.http',
  'workload.answer',
  'linux.serviceRules',
  'linux.listCgroups',
  'linux.cgroupList',
  'linux.filesDone',
  'linux.done',
  'linux.logs',
  'linux.readLogs',
  'stats.containers',
  'stats.answer',
  'net.closed',
  'etcd.lease.keepalive',
  'etcd.lease.grant',
  'etcd.lease.response',
  'etcd.watch.cancel',
  'api.watch.cancel',
]);

/** The kubelet's channels that are drawn inside its anatomy. */
const CHANNELS: ReadonlySet<string> = new Set([
  'source.update',
  'config.update',
  'pleg.event',
  'pod.update',
  'pod.killed',
  'status.set',
  'volumes.wait-mount',
  'volumes.wait-unmount',
  'volumes.done',
  'image.ensure',
  'image.done',
  'probe.update',
  'probes.add',
  'probes.remove',
  'cri.request',
  'cri.response',
]);

/** Whether a message is drawn. */
export function isDrawn(envelope: Envelope): boolean {
  const { carrier, message } = envelope;
  if (carrier === 'timer' || carrier === 'command') return false;
  if (carrier === 'channel' && !CHANNELS.has(message.type)) return false;
  return !QUIET.has(message.type) && isTelling(message);
}

/** Whether it says something, beyond that somebody looked and found nothing new. */
function isTelling(message: Message): boolean {
  switch (message.type) {
    case 'cri.request':
    case 'cri.response':
      return !LOOKING.has((message as unknown as { readonly method: CriMethod }).method);
    case 'docker.request':
      return (message as DockerRequest).method !== 'GET';
    case 'docker.response':
      return isAnswerDrawn(message);
    case 'etcd.watch.response':
      return (message as EtcdWatchResponse).events.length > 0;
    case 'api.watch':
      return (message as ApiWatch).events.some(({ type }) => type !== 'BOOKMARK');
    case 'linux.files':
      return isWriting((message as unknown as { readonly ops: readonly FileOp[] }).ops);
    default:
      return true;
  }
}

/** Fields that only the answers to Docker's reads have. */
const READ_FIELDS: readonly string[] = ['State', 'RepoTags', 'Running', 'ApiVersion', 'Containers'];

/** Answers to Docker's reads are lists and objects; those to writes say little more than a code. */
function isAnswerDrawn(message: Message): boolean {
  const { body, status } = message as unknown as {
    readonly body: unknown;
    readonly status: number;
  };
  if (status >= 400 || body === null || body === undefined) return true;
  if (Array.isArray(body)) return false;
  return !READ_FIELDS.some((field) => field in (body as object));
}

function isWriting(ops: readonly FileOp[]): boolean {
  return ops.some(({ op }) => op !== 'read' && op !== 'list' && op !== 'usage');
}

/** What an envelope is in a few words, as traces, flights and chains of causes say it. */
export function inWords(envelope: Envelope): Description {
  return describeEnvelope(envelope);
}

/** A drawn envelope as a flight. */
export function flightOf(
  envelope: Envelope,
  description: Description,
  stationOf: (end: Endpoint) => Station,
  fate: Flight['fate'],
): Flight {
  const { id, cause, flow, from, to, sentAt, deliverAt } = envelope;
  const { label, about, channel, shape } = description;
  return {
    id,
    cause,
    flow,
    from: stationOf(from),
    to: stationOf(to),
    channel,
    shape,
    label,
    ...(about === undefined ? {} : { about }),
    sentAt,
    deliverAt,
    fate,
  };
}
