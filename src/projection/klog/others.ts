// What is logged besides: the start, the node, events, cgroups, mirror pods, and facts.
// Models cmd/kubelet/app/server.go, pkg/kubelet/kubelet_node_status.go, client-go/tools/record and
// google/cadvisor manager/manager.go.

import { get, values } from '../../base/persistent-map.ts';
import type { RecordEvent } from '../../cluster/kubelet/channels.ts';
import type { KubeletState } from '../../cluster/kubelet/state.ts';
import type { ApiRequest } from '../../cluster/protocol/apiserver.ts';
import type { CriResponse } from '../../cluster/protocol/cri.ts';
import type { CgroupChanged } from '../../cluster/protocol/linux.ts';
import type { Message } from '../../kernel/message.ts';
import type { Fact } from '../../kernel/trace.ts';
import { ownerOf } from './calls.ts';
import { nameOf, type Say } from './scene.ts';
import { shortName } from './text.ts';

/** The process has read its configuration: every part says that it begins. */
export function sayStart(say: Say, { config }: KubeletState): void {
  const { staticPodPath: path } = config;
  say('start.version', { message: config.version });
  say('start.events');
  say('start.root');
  say('start.node');
  say('start.logs', { message: `${config.containerLogMonitorInterval / 1_000_000}s` });
  say('start.log-worker');
  if (path !== undefined) say('start.static', { path });
  if (path !== undefined && config.hasFileWatch) say('start.watch', { path });
  say('start.api');
  say('start.wait');
  say('start.started');
  say('start.status');
  say('start.loop');
  say('skipping', { error: BEFORE_THE_FIRST_LOOK });
  say('start.listen');
  say('start.handlers');
  if (config.readOnlyPort !== 0) say('start.read-only');
  say('start.volumes');
  say('start.eviction');
}

/** The logs of all containers that run are looked at. */
export function sayLogs(say: Say, { podCache }: KubeletState): void {
  say('logs.sequence');
  for (const { containers } of values(podCache)) {
    for (const { id, state, metadata, labels } of containers) {
      if (state !== 'CONTAINER_RUNNING') continue;
      say('logs.queue', { id, container: metadata.name, resources: labels });
    }
  }
}

const BEFORE_THE_FIRST_LOOK =
  '[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]';

/** The runtime said how it is. */
export function sayHealth(say: Say, response: CriResponse): void {
  if (response.error !== undefined) return;
  if (response.method === 'Version') {
    const { runtimeName, runtimeVersion } = response.result;
    say('start.runtime', { engine: runtimeName, message: runtimeVersion });
  }
  if (response.method !== 'Status') return;
  const conditions = response.result.conditions.map(
    ({ type, isTrue, reason, message }) =>
      `${type}=${isTrue} reason:${reason ?? ''} message:${message ?? ''}`,
  );
  say('runtime.status', { message: `Runtime Conditions: ${conditions.join(', ')}` });
}

/** Events that a change of the node's status records. */
const OF_STATUS = /^Node(Has|Ready|NotReady|Schedulable|NotSchedulable|Rebooted)/;

/** Something is recorded as an Event. */
export function sayEvent(say: Say, record: RecordEvent, { config }: KubeletState): void {
  const { pod, fieldPath = '', eventType, reason, message } = record;
  const kind = pod === undefined ? 'Node' : 'Pod';
  const { nodeName: node } = config;
  if (pod === undefined && OF_STATUS.test(reason)) say('node.event', { node, reason });
  const object = pod === undefined ? node : shortName(nameOf(pod));
  say('event', { object, fieldPath, kind, eventType, reason, message });
}

/** What the kubelet asks of the API server that its log tells. */
export function sayRequest(
  say: Say,
  message: Message,
  { config, podManager }: KubeletState,
  fromPort: string,
): void {
  const { verb, path, body } = message as ApiRequest;
  const { nodeName: node, nodeIp: ip } = config;
  if (verb === 'POST' && path === '/api/v1/nodes') {
    say('node.annotation');
    say('node.ip', { ip });
    say('node.register', { node });
    return;
  }
  if (/^\/api\/v1\/nodes\/[^/]+\/status$/.test(path)) return say('node.ip', { ip });
  const isPod = /^\/api\/v1\/namespaces\/[^/]+\/pods(\/[^/]+)?$/.test(path);
  if (!isPod) return;
  const object = body as Parameters<typeof nameOf>[0] | undefined;
  if (verb === 'POST' && object?.metadata !== undefined) {
    say('mirror.create', { pod: nameOf(object) });
  }
  if (verb !== 'DELETE' || fromPort === 'status-manager') return;
  const [, namespace = '', name = ''] = /namespaces\/([^/]+)\/pods\/(.+)$/.exec(path) ?? [];
  const mirror = get(podManager.mirrors, `${name}_${namespace}`);
  const pod = mirror === undefined ? { name, namespace, uid: '' } : nameOf(mirror);
  for (const what of ['mirror.try', 'mirror.delete', 'mirror.outdated']) say(what, { pod });
}

/** Housekeeping removes the cgroups that are left of a pod: their path tells whose they were. */
export function sayCleared(say: Say, message: Message, { podWorkers }: KubeletState): void {
  for (const { op, path } of (message as { readonly ops?: readonly Op[] }).ops ?? []) {
    if (op !== 'remove') continue;
    const uid = /^\/kubepods\/(?:[a-z]+\/)?pod([^/]+)$/.exec(path)?.[1];
    if (uid === undefined) continue;
    const worker = get(podWorkers.workers, uid);
    const pod = worker === undefined ? { name: '', namespace: '', uid } : nameOf(worker.pod);
    say('orphan.cgroups', { pod });
  }
}

interface Op {
  readonly op: string;
  readonly path: string;
}

/** The registration was answered. */
export function sayRegistered(say: Say, code: number, { config, node }: KubeletState): void {
  if (node.isRegistered || code !== 201) return;
  say('node.registered', { node: config.nodeName });
}

/** cAdvisor saw a cgroup come or go. */
export function sayCgroup(
  say: Say,
  { path, change, containerId, label }: CgroupChanged,
  seenAt: string,
): void {
  const cgroup = path;
  const aliases =
    containerId === undefined || label === undefined
      ? []
      : [`k8s_${label.name}_${label.pod}_${label.namespace}_${label.uid}_0`, containerId];
  if (change === 'remove') {
    say('cgroup.destroyed', { cgroup, aliases });
    say('cgroup.deletion', { cgroup, path: seenAt });
    return;
  }
  const isFlag = containerId !== undefined;
  say('cgroup.factory', { cgroup });
  if (!isFlag) say('cgroup.factory-docker', { cgroup });
  say('cgroup.using', { cgroup, isFlag });
  say('cgroup.added', { cgroup, aliases });
  say('cgroup.creation', { cgroup, path: seenAt });
  say('cgroup.housekeeping', { cgroup });
}

type Data = { readonly [name: string]: unknown };

/** A fact that the kubelet told while it handled something. */
export function sayFact(say: Say, fact: Fact, kubelet: KubeletState, isOfAnswer: boolean): void {
  const { name, namespace = 'default', uid = '' } = fact.about;
  const pod = { name, namespace, uid };
  const data = (fact.data ?? {}) as Data;
  switch (fact.type) {
    case 'Config':
      if (data['op'] === 'ADD') say('receive', { pod });
      return;
    case 'StatusPatch': {
      const { write } = kubelet.statuses;
      if (write === undefined) return;
      const { status, version } = write.status;
      say('status.patch', { pod, patch: write.patch });
      say('status.patched', { pod, version, status });
      if (write.status.pod.metadata.deletionTimestamp !== undefined && !write.status.isFinished) {
        const phase = status.phase ?? '';
        say('status.delay', { pod, from: phase, to: phase });
      }
      return;
    }
    case 'PlegEvent':
      return sayChange(say, String(data['event']), String(data['id']), uid, kubelet);
    case 'SyncStep':
      if (data['step'] !== 7 || isOfAnswer) return;
      say('actions', { pod, isFlag: false });
      say('sync.exit', { pod });
      return say('worker.end', { pod, workType: 'sync' });
    case 'Transition':
      if (data['machine'] === 'pod-worker') sayTransition(say, String(data['to']), pod, kubelet);
      return;
    default:
  }
}

const STATES: { readonly [event: string]: readonly [from: string, to: string] } = {
  ContainerStarted: ['non-existent', 'running'],
  ContainerDied: ['running', 'exited'],
  ContainerRemoved: ['exited', 'non-existent'],
  ContainerChanged: ['running', 'unknown'],
};

function sayChange(say: Say, event: string, id: string, uid: string, kubelet: KubeletState): void {
  const [from = '', to = ''] = STATES[event] ?? [];
  if (from === '') return;
  const known = get(kubelet.pleg.pods, uid);
  const { name = '', namespace = '' } = known ?? {};
  const pod = { name, namespace, uid };
  say('pleg.change', { pod, id, from, to });
  if (event === 'ContainerDied') {
    const owner = ownerOf(kubelet, id);
    if (owner !== undefined) say('pleg.finished', { pod, id, exitCode: owner.exitCode });
  }
  const isSandbox = known?.sandboxes.some((one) => one.id === id) ?? true;
  if (event === 'ContainerRemoved' && isSandbox && (known?.containers.length ?? 0) === 0) {
    say('pleg.delete', { pod });
    return;
  }
  const sandboxes = known?.sandboxes ?? [];
  say('pleg.sandboxes', { pod, aliases: sandboxes.map((one) => one.id) });
  say('pleg.write', { pod, ips: get(kubelet.podCache, uid)?.ips ?? [] });
}

function sayTransition(
  say: Say,
  to: string,
  pod: { readonly name: string; readonly namespace: string; readonly uid: string },
  kubelet: KubeletState,
): void {
  if (to === 'TerminatedPod') {
    const known = get(kubelet.podCache, pod.uid)?.containers ?? [];
    const containers = known.map(({ metadata, exitCode }) => ({
      Name: metadata.name,
      State: 'exited',
      ExitCode: exitCode ?? 0,
    }));
    say('terminating.state', { pod, containers });
    say('terminating.stopped', { pod });
    say('terminating.exit', { pod });
    say('terminating.all', { pod });
    say('worker.end', { pod, workType: 'terminating' });
  }
  if (to !== 'Finished') return;
  for (const what of ['volumes', 'paths', 'cgroups', 'last', 'exit']) {
    say(`terminated.${what}`, { pod });
  }
  say('worker.complete', { pod });
  say('worker.last', { pod, workType: 'terminated' });
  say('worker.stopped', { pod });
}
