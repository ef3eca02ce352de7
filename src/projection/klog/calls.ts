// What is logged around calls of the runtime: sandboxes and containers made, stopped and removed.
// Models pkg/kubelet/kuberuntime and pkg/kubelet/dockershim/docker_service.go.

import { get, values } from '../../base/persistent-map.ts';
import type { KubeletState } from '../../cluster/kubelet/state.ts';
import type { CriRequest, CriResponse } from '../../cluster/protocol/cri.ts';
import type { PodSandboxMetadata } from '../../cluster/protocol/cri-objects.ts';
import type { EventId } from '../../kernel/message.ts';
import type { Say, Scene } from './scene.ts';
import type { PodName } from './text.ts';

function nameIn({ name, namespace, uid }: PodSandboxMetadata): PodName {
  return { name, namespace, uid };
}

/** What is asked of the runtime. */
export function sayCall(
  say: Say,
  request: CriRequest,
  { fromPort, kubelet }: Pick<Scene, 'fromPort' | 'kubelet'>,
): void {
  switch (request.method) {
    case 'RunPodSandbox': {
      const { metadata } = request.params.config;
      const pod = nameIn(metadata);
      const cgroup = request.params.config.linux.cgroupParent;
      const had = (get(kubelet.podCache, pod.uid)?.sandboxes.length ?? 0) > 0;
      say(had ? 'sandbox.not-ready' : 'sandbox.none', { pod });
      say('actions', { pod, isFlag: true });
      say('sandbox.new', { pod });
      say('sandbox.stop', { pod });
      say('sandbox.create', { pod });
      say('engine.cgroup', { cgroup });
      return;
    }
    case 'CreateContainer': {
      const { config, sandboxConfig } = request.params;
      say('container.resources', {
        pod: nameIn(sandboxConfig.metadata),
        container: config.metadata.name,
        resources: {},
      });
      say('engine.cgroup', { cgroup: sandboxConfig.linux.cgroupParent });
      return;
    }
    case 'StopContainer':
      if (fromPort === 'pod-workers') sayStop(say, request.params.containerId, request, kubelet);
      return;
    case 'RemoveContainer':
      say('container.remove', { id: request.params.containerId });
      say('container.scope', { id: request.params.containerId });
      return;
    case 'RemovePodSandbox':
      say('sandbox.remove', { id: request.params.podSandboxId });
      return;
    default:
  }
}

function sayStop(
  say: Say,
  id: string,
  request: Extract<CriRequest, { readonly method: 'StopContainer' }>,
  kubelet: KubeletState,
): void {
  const found = ownerOf(kubelet, id);
  if (found === undefined) return;
  const { pod, container } = found;
  const grace = request.params.timeoutSeconds;
  const worker = get(kubelet.podWorkers.workers, pod.uid);
  const isEnding = worker !== undefined && worker.graceSeconds !== undefined;
  if (isEnding) {
    say('terminating.grace', { pod, grace });
    say('kill.override', { pod, container, id, grace });
  }
  say('kill', { pod, container, id, grace });
}

/** Whose a container is. */
export function ownerOf(
  { podCache }: KubeletState,
  id: string,
): { readonly pod: PodName; readonly container: string; readonly exitCode: number } | undefined {
  for (const { name, namespace, uid, containers } of values(podCache)) {
    const found = containers.find((one) => one.id === id);
    if (found === undefined) continue;
    const pod = { name, namespace, uid };
    return { pod, container: found.metadata.name, exitCode: found.exitCode ?? 0 };
  }
  return undefined;
}

/** A container that the runtime would not remove: it is left to the next collection. */
export function sayRemoval(
  say: Say,
  { error, method }: CriResponse,
  { asked }: Pick<Scene, 'asked'>,
  inReplyTo: EventId,
): void {
  const request = asked.get(inReplyTo);
  asked.delete(inReplyTo);
  if (error === undefined || request?.method !== 'RemoveContainer' || method !== request.method)
    return;
  const { containerId: id } = request.params;
  const text = `rpc error: code = ${error.code} desc = ${error.message}`;
  say('container.remove-failed', { id, error: text });
}

/** What the runtime answered a worker. */
export function sayAnswer(
  say: Say,
  response: CriResponse,
  { asked, made, kubelet }: Pick<Scene, 'asked' | 'made' | 'kubelet'>,
  inReplyTo: EventId | undefined,
): void {
  const request = inReplyTo === undefined ? undefined : asked.get(inReplyTo);
  if (request === undefined || response.error !== undefined) return;
  asked.delete(inReplyTo as EventId);
  switch (request.method) {
    case 'RunPodSandbox': {
      if (response.method !== 'RunPodSandbox') return;
      const pod = nameIn(request.params.config.metadata);
      return say('sandbox.created', { pod, id: response.result.podSandboxId });
    }
    case 'PodSandboxStatus': {
      if (response.method !== 'PodSandboxStatus') return;
      const { network, metadata } = response.result.status;
      const pod = nameIn(metadata);
      const ips = network === undefined ? [] : [network.ip, ...network.additionalIps];
      for (const what of ['ip', 'ready', 'told', 'condition']) say(`sandbox.${what}`, { pod, ips });
      return;
    }
    case 'CreateContainer': {
      if (response.method !== 'CreateContainer') return;
      const { config, sandboxConfig } = request.params;
      const pod = nameIn(sandboxConfig.metadata);
      const { name: container } = config.metadata;
      const id = response.result.containerId;
      made.set(id, { pod, container });
      return say('container.added', { pod, id, container });
    }
    case 'StartContainer': {
      const found = made.get(request.params.containerId);
      const worker = found && get(kubelet.podWorkers.workers, found.pod.uid);
      if (found === undefined || worker?.pod.spec.containers.at(-1)?.name !== found.container)
        return;
      say('sync.exit', { pod: found.pod });
      return say('worker.end', { pod: found.pod, workType: 'sync' });
    }
    case 'StopContainer': {
      const id = request.params.containerId;
      const found = ownerOf(kubelet, id);
      if (found !== undefined) say('kill.done', { pod: found.pod, id, container: found.container });
      return;
    }
    default:
  }
}
