// The row of one pod: what the API says, what its node does about it, and what the engine has.

import type { Pod } from '../api/pod.ts';
import { allContainers, findStatus, isPodReady } from '../api/pod-helpers.ts';
import { microsSince } from '../base/calendar.ts';
import { get } from '../base/persistent-map.ts';
import type { PodWorker } from '../cluster/kubelet/pod-workers/state.ts';
import type { KubeletState } from '../cluster/kubelet/state.ts';
import type { Duration, Micros } from '../kernel/time.ts';
import { objectIn } from './api-objects.ts';
import { containerRow } from './container-row.ts';
import { containerOf, type EngineContainer, type EngineRecord } from './engine-containers.ts';
import type { PodIndex } from './pod-sources.ts';
import { podColumns } from './pod-status.ts';
import type { Clock } from './probe-rows.ts';
import type { ContainerRow, DisplayState, PodRow } from './rows.ts';
import { usageOf } from './usage.ts';
import type { ViewSetting } from './view.ts';

/** The row of a pod, or undefined when the node has nothing to do with it. */
export function podRow(
  index: PodIndex,
  uid: string,
  node: string,
  setting: ViewSetting,
  clock: Clock,
): PodRow | undefined {
  // A mirror is shown as its static pod.
  if ([...index.mirrors].some(([own, mirror]) => mirror === uid && isKnown(index, own))) {
    return undefined;
  }
  const { kubelet } = index.sources;
  const shown = index.mirrors.get(uid) ?? uid;
  const key = index.apiKeys.get(shown);
  const object = key === undefined ? undefined : (objectIn(index.sources.api, key) as Pod);
  const worker = kubelet === undefined ? undefined : get(kubelet.podWorkers.workers, uid);
  const instances = instancesOf(index, uid);
  if (object === undefined) {
    const isAlive = instances.some((one) => one.state === 'running');
    if (worker === undefined && !isAlive) return undefined;
  } else if (object.spec.nodeName !== undefined && object.spec.nodeName !== node) return undefined;
  const managed = kubelet === undefined ? undefined : get(kubelet.podManager.pods, uid);
  const pod = object ?? localPod(managed ?? worker?.pod ?? orphan(uid, instances), kubelet, uid);
  const isStatic =
    shown !== uid || pod.metadata.annotations?.['kubernetes.io/config.hash'] !== undefined;
  return rowOf({ index, uid, node, setting, clock, object, pod, worker, instances, isStatic });
}

/** A pod that the API does not know: with the status that its node would tell. */
function localPod(pod: Pod, kubelet: KubeletState | undefined, uid: string): Pod {
  const told = kubelet === undefined ? undefined : get(kubelet.statuses.statuses, uid)?.status;
  const { phase } = pod.status ?? {};
  return { ...pod, status: told ?? (phase === undefined ? {} : { phase }) };
}

interface PodInput {
  readonly index: PodIndex;
  readonly uid: string;
  readonly node: string;
  readonly setting: ViewSetting;
  readonly clock: Clock;
  readonly object: Pod | undefined;
  readonly pod: Pod;
  readonly worker: PodWorker | undefined;
  readonly instances: readonly EngineContainer[];
  readonly isStatic: boolean;
}

function rowOf(input: PodInput): PodRow {
  const { uid, object, pod, setting, instances } = input;
  const { metadata, status } = pod;
  const columns = podColumns(pod, setting.edition === 'containerd');
  const sandbox = newest(instances, (one) => one.isSandbox);
  const containers = containersOf(input);
  const ip = status?.podIP ?? (sandbox?.state === 'running' ? sandbox.ip : '');
  const deletion = deletionOf(input);
  const version = object?.metadata.resourceVersion;
  const node = pod.spec.nodeName;
  return {
    row: 'pod',
    uid,
    namespace: metadata.namespace ?? 'default',
    name: metadata.name ?? '',
    ...(node === undefined ? {} : { node }),
    display: displayOf(input, containers),
    statusText: columns.status,
    phase: status?.phase ?? 'Pending',
    ready: columns.ready,
    restarts: columns.restarts,
    ...(ip === '' ? {} : { ip }),
    ...(version === undefined ? {} : { resourceVersion: version }),
    isStatic: input.isStatic,
    isInApi: object !== undefined,
    qos: status?.qosClass ?? '',
    createdAt: instant(input, metadata.creationTimestamp) ?? (0 as Micros),
    ...(deletion === undefined ? {} : { deletion }),
    sandbox: sandboxOf(input, sandbox),
    volumes: volumesOf(input),
    containers,
    conditions: (status?.conditions ?? []).map(({ type, status: value, reason }) => ({
      type,
      status: value,
      ...(reason === undefined || reason === '' ? {} : { reason }),
    })),
  };
}

function isKnown(index: PodIndex, uid: string): boolean {
  const { kubelet } = index.sources;
  return kubelet !== undefined && get(kubelet.podManager.pods, uid) !== undefined;
}

function instancesOf(index: PodIndex, uid: string): readonly EngineContainer[] {
  const { engine } = index.sources;
  const found: EngineContainer[] = [];
  for (const id of index.containers.get(uid) ?? []) {
    for (const map of engine?.maps ?? []) {
      const record = get<EngineRecord>(map, id);
      if (record === undefined) continue;
      const known = index.shapes.get(record) ?? containerOf(record);
      index.shapes.set(record, known);
      found.push(known);
    }
  }
  return found;
}

function newest(
  instances: readonly EngineContainer[],
  isWanted: (one: EngineContainer) => boolean,
): EngineContainer | undefined {
  let best: EngineContainer | undefined;
  for (const one of instances) {
    if (isWanted(one) && (best === undefined || one.order > best.order)) best = one;
  }
  return best;
}

/** What only the runtime knows: a pod as its containers' labels tell of it. */
function orphan(uid: string, instances: readonly EngineContainer[]): Pod {
  const { podName = '', namespace = '' } = instances[0] ?? {};
  const names = [...new Set(instances.filter((one) => !one.isSandbox).map((one) => one.name))];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: podName, namespace, uid },
    spec: { containers: names.sort().map((name) => ({ name })) },
  } as Pod;
}

function containersOf(input: PodInput): readonly ContainerRow[] {
  const { index, uid, pod, worker, instances, clock } = input;
  const { kubelet, engine, samples, linux } = index.sources;
  return allContainers(pod.spec).map((placed) => {
    const { name } = placed.container;
    const instance = newest(instances, (one) => one.name === name && !one.isSandbox);
    const cgroup = instance === undefined ? undefined : index.cgroups.get(instance.id);
    const status = findStatus(pod.status, name);
    const usage = usageOf(samples, cgroup);
    return containerRow({
      pod,
      uid,
      placed,
      instance,
      status,
      worker,
      kubelet,
      engine,
      linux,
      usage,
      clock,
      wishes: index.wishes.get(uid),
    });
  });
}

function sandboxOf({ worker }: PodInput, sandbox: EngineContainer | undefined): PodRow['sandbox'] {
  if (sandbox === undefined) {
    const isComing = worker?.step === 'pause' && worker.stepStatus === 'active';
    return { state: isComing ? 'creating' : 'none', attempt: 0 };
  }
  const state =
    sandbox.state === 'running' ? 'ready' : sandbox.state === 'created' ? 'creating' : 'notready';
  return {
    state,
    ...(sandbox.ip === '' ? {} : { ip: sandbox.ip }),
    attempt: sandbox.attempt,
    ...(sandbox.startedAt === undefined ? {} : { startedAt: sandbox.startedAt }),
  };
}

function volumesOf({ pod, uid, index }: PodInput): PodRow['volumes'] {
  const { kubelet } = index.sources;
  const mounts = kubelet === undefined ? undefined : get(kubelet.volumes.pods, uid);
  const containers = allContainers(pod.spec);
  return (pod.spec.volumes ?? []).map((volume) => {
    const type = Object.keys(volume).find((field) => field !== 'name') ?? '';
    const phase = mounts?.volumes.find((one) => one.name === volume.name)?.phase;
    const isMounted = phase === 'mounted' || phase === 'unmounting';
    const mountedBy = containers
      .map(({ container }) => container)
      .filter(({ volumeMounts }) => volumeMounts?.some(({ name }) => name === volume.name))
      .map(({ name }) => name);
    return { name: volume.name, type, isMounted, mountedBy };
  });
}

function deletionOf(input: PodInput): PodRow['deletion'] {
  const { metadata } = input.pod;
  const deadline = instant(input, metadata.deletionTimestamp);
  if (deadline === undefined) return undefined;
  const graceSeconds = metadata.deletionGracePeriodSeconds ?? 0;
  return {
    at: (deadline - ((graceSeconds * 1_000_000) as Duration)) as Micros,
    graceSeconds,
    deadline,
  };
}

function instant({ index, setting }: PodInput, text: unknown): Micros | undefined {
  if (typeof text !== 'string') return undefined;
  if (!index.instants.has(text)) index.instants.set(text, microsSince(setting.epochSeconds, text));
  return index.instants.get(text) as Micros | undefined;
}

function displayOf({ pod, worker }: PodInput, containers: readonly ContainerRow[]): DisplayState {
  const { metadata, status, spec } = pod;
  const isEnding = worker !== undefined && worker.state !== 'SyncPod';
  if (metadata.deletionTimestamp !== undefined) return 'terminating';
  if (status?.phase === 'Succeeded') return 'completed';
  if (status?.phase === 'Failed') return 'failed';
  if (isEnding) return 'terminating';
  if (status?.reason === 'NodeLost' || status?.phase === 'Unknown') return 'unknown';
  if (containers.some((one) => one.display === 'backoff')) return 'backoff';
  if (containers.some((one) => one.display === 'failed')) return 'failed';
  if (isPodReady(pod)) return 'ready';
  if (containers.some((one) => one.state === 'running' && one.role !== 'init')) return 'running';
  return spec.nodeName === undefined ? 'pending' : 'creating';
}
