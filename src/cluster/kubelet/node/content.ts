// What a Node object says of its machine: capacity, allocatable, addresses, versions, images.
// Models pkg/kubelet/nodestatus/setters.go and pkg/kubelet/cm/node_container_manager_linux.go.

import type { ResourceList } from '../../../api/container.ts';
import type { Node, NodeStatus } from '../../../api/node.ts';
import {
  milliQuantity,
  milliValue,
  wholeQuantity,
  wholeValue,
} from '../../../apimachinery/quantity.ts';
import type { KubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { CriImage } from '../../protocol/cri.ts';
import type { KubeletConfig } from '../config.ts';
import { parsePercentage } from '../eviction/thresholds.ts';
import type { NodeStatusState } from './state.ts';

const MAX_IMAGES = 50;
const ARCHITECTURE = 'amd64';

/** The labels every kubelet gives its Node, with those it was told. */
export function nodeLabels(config: KubeletConfig): { readonly [key: string]: string } {
  return {
    'beta.kubernetes.io/arch': ARCHITECTURE,
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': ARCHITECTURE,
    'kubernetes.io/hostname': config.nodeName,
    'kubernetes.io/os': 'linux',
    ...config.nodeLabels,
  };
}

/** The Node as it is registered, still without a status. */
export function newNode(config: KubeletConfig): Node {
  const taints = config.registerWithTaints;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: config.nodeName,
      labels: nodeLabels(config),
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: taints.length === 0 ? {} : { taints },
  };
}

/** Everything of a Node's status but its conditions. */
export function machineStatus(
  config: KubeletConfig,
  behaviour: KubeletBehaviour,
  state: NodeStatusState,
  isDiskKnown: boolean,
): Partial<NodeStatus> {
  const capacity = capacityOf(config, isDiskKnown);
  return {
    addresses: [
      { type: 'InternalIP', address: config.nodeIp },
      { type: 'Hostname', address: config.nodeName },
    ],
    capacity,
    allocatable: allocatableOf(config, capacity),
    daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
    nodeInfo: nodeInfo(config, behaviour, state),
    ...(state.images.length === 0 ? {} : { images: imageList(state.images) }),
    ...behaviour.nodeFeatures,
  };
}

function capacityOf(config: KubeletConfig, isDiskKnown: boolean): ResourceList {
  return {
    cpu: milliQuantity(config.cpuMillis),
    ...(isDiskKnown ? { 'ephemeral-storage': wholeQuantity(config.diskBytes, 'BinarySI') } : {}),
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: wholeQuantity(config.memoryBytes, 'BinarySI'),
    pods: String(config.maxPods),
  };
}

/** Capacity without what is reserved and what eviction keeps free. */
function allocatableOf(config: KubeletConfig, capacity: ResourceList): ResourceList {
  const { systemReserved, kubeReserved } = config;
  const reserved = (name: string): number =>
    name === 'cpu'
      ? milliValue(systemReserved['cpu'] ?? '0') + milliValue(kubeReserved['cpu'] ?? '0')
      : wholeValue(systemReserved[name] ?? '0') + wholeValue(kubeReserved[name] ?? '0');
  const memory =
    config.memoryBytes -
    reserved('memory') -
    evictionReserve(config, 'memory.available', config.memoryBytes);
  const disk =
    config.diskBytes -
    reserved('ephemeral-storage') -
    evictionReserve(config, 'nodefs.available', config.diskBytes);
  const storage =
    capacity['ephemeral-storage'] === undefined ? {} : { 'ephemeral-storage': wholeQuantity(disk) };
  return {
    ...capacity,
    cpu: milliQuantity(config.cpuMillis - reserved('cpu')),
    ...storage,
    memory: wholeQuantity(memory, 'BinarySI'),
  };
}

function evictionReserve(config: KubeletConfig, signal: string, capacity: number): number {
  const threshold = config.evictionHard[signal];
  if (threshold === undefined) return 0;
  if (!threshold.endsWith('%')) return wholeValue(threshold);
  // The kubelet keeps percentages in single precision; the allocatable amount shows it.
  return Math.ceil(capacity * (parsePercentage(threshold) ?? 0));
}

function nodeInfo(
  config: KubeletConfig,
  behaviour: KubeletBehaviour,
  { machine, runtime }: NodeStatusState,
): NonNullable<NodeStatus['nodeInfo']> {
  return {
    machineID: machine?.machineId ?? '',
    systemUUID: machine?.systemUuid ?? '',
    bootID: machine?.bootId ?? '',
    kernelVersion: machine?.kernelVersion ?? '',
    osImage: machine?.osImage ?? '',
    containerRuntimeVersion: runtime.runtimeVersion,
    kubeletVersion: config.version,
    kubeProxyVersion: behaviour.hasKubeProxyVersion ? config.version : '',
    operatingSystem: 'linux',
    architecture: ARCHITECTURE,
  };
}

/** The fifty biggest, biggest first. */
function imageList(images: readonly CriImage[]): NonNullable<NodeStatus['images']> {
  return images
    .toSorted((a, b) => b.sizeBytes - a.sizeBytes || (a.id < b.id ? -1 : 1))
    .slice(0, MAX_IMAGES)
    .map((image) => ({
      names: [...image.repoDigests, ...image.repoTags].slice(0, 5),
      sizeBytes: image.sizeBytes,
    }));
}
