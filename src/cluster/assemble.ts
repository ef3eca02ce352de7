// From a cluster's setup to processes, links and their configurations. The only place that knows
// every component by name.

import { amountOf } from '../api/pod-resources.ts';
import { hashText, hex8 } from '../base/hash.ts';
import { CONTROL } from '../kernel/message.ts';
import { createSimulation, type Simulation } from '../kernel/simulation.ts';
import { micros, seconds } from '../kernel/time.ts';
import { apiserver } from './apiserver/apiserver.ts';
import { type ApiServerConfig, apiServerDefaults } from './apiserver/config.ts';
import { cadvisorComponent } from './cadvisor/cadvisor.ts';
import type { CadvisorConfig } from './cadvisor/state.ts';
import { containerdComponent } from './containerd/containerd.ts';
import { CONTAINERD_LATENCIES } from './containerd/latencies.ts';
import { controllerManager } from './controllers/controller-manager.ts';
import { dockerComponent } from './docker/docker.ts';
import { DOCKER_LATENCIES } from './docker/latencies.ts';
import { ETCD_DEFAULTS, etcd } from './etcd/etcd.ts';
import { kubeProxy } from './kube-proxy/kube-proxy.ts';
import { housekeepingInterval, kubeletConfig, pauseImage } from './kubelet/defaults.ts';
import { kubelet } from './kubelet/kubelet.ts';
import { latencyProfile } from './latency.ts';
import { linux } from './linux/linux.ts';
import type { LinuxConfig } from './linux/state.ts';
import { cloudMonitoring } from './monitoring/cloud/cloud-monitoring.ts';
import { WORKLOAD_KINDS, workloadComponent } from './monitoring/workload.ts';
import { CLOUD_PROCESS } from './protocol/cloud-monitoring.ts';
import { DOCKER_VERSION } from './protocol/docker.ts';
import type { ClusterSetup, NodeSetup } from './protocol/setup.ts';
import { DEFAULT_REGISTRY, registryComponent } from './registry/registry.ts';
import { presentImages, usedBytes } from './runtime/images.ts';
import { schedulerComponent } from './scheduler/scheduler.ts';
import { userComponent } from './user/user.ts';

/** Bytes of layers that a node unpacks in a second. */
const UNPACK_BYTES_PER_SECOND = 80_000_000;

/** How a simulation is to be run besides what the setup says. */
export interface AssembleOptions {
  /** Freeze all state deeply: tests and development. */
  readonly isFrozen?: boolean;
}

/** The simulation of a cluster, at time zero. */
export function assemble(setup: ClusterSetup, options: AssembleOptions = {}): Simulation {
  const settle = setup.settleSeconds ?? 0;
  const simulation = createSimulation({
    seed: setup.seed,
    epochSeconds: setup.epochSeconds,
    latencyOf: latencyProfile(setup.latency),
    startAt: micros(-1_000_000 * settle),
    ...(options.isFrozen === undefined ? {} : { isFrozen: options.isFrozen }),
  });
  addControlPlane(simulation, setup);
  setup.nodes.forEach((node, index) => {
    addNode(simulation, setup, node, index);
  });
  addWorkloads(simulation, setup);
  // Who writes there is of that era.
  if (setup.edition === 'document') simulation.add(cloudMonitoring, CLOUD_PROCESS, null);
  // What lies before time zero is over before anybody looks.
  if (settle > 0) simulation.run(micros(-1));
  return simulation;
}

/** Programs in containers that have a process of their own; the machine starts it with them. */
function addWorkloads(simulation: Simulation, { nodes, components }: ClusterSetup): void {
  for (const { name } of nodes) {
    if (components.controllers.includes('endpoint')) {
      const config = { node: name, linux: `linux@${name}` };
      simulation.add(kubeProxy, `kube-proxy@${name}`, config, null);
    }
    for (const kind of WORKLOAD_KINDS) {
      simulation.add(workloadComponent(kind), `${kind}@${name}`, null, null);
    }
  }
}

/** The engine's process on a node. */
export function engineName(setup: Pick<ClusterSetup, 'edition'>, node: string): string {
  return `${setup.edition === 'containerd' ? 'containerd' : 'docker'}@${node}`;
}

/** Who begins to work with the first service: the endpoint controller and all kube-proxies. */
function serviceWatchers({ components, nodes }: ClusterSetup): ApiServerConfig['serviceWatchers'] {
  if (!components.controllers.includes('endpoint')) return [];
  return [
    { process: 'controller-manager', port: 'informers' },
    ...nodes.map(({ name }) => ({ process: `kube-proxy@${name}`, port: CONTROL })),
  ];
}

function addControlPlane(simulation: Simulation, setup: ClusterSetup): void {
  const { edition, components, nodes } = setup;
  const names = nodes.map(({ name }) => name);
  simulation.add(userComponent, 'user', { edition, nodes: names, startup: startupOf(setup) });
  simulation.add(etcd, 'etcd', ETCD_DEFAULTS);
  const config: ApiServerConfig = {
    ...apiServerDefaults(edition),
    serviceWatchers: serviceWatchers(setup),
    objects: setup.objects,
  };
  simulation.add(apiserver, 'apiserver', config);
  if (components.hasScheduler) simulation.add(schedulerComponent, 'scheduler', { edition });
  if (components.controllers.length > 0) {
    simulation.add(controllerManager, 'controller-manager', {
      edition,
      controllers: components.controllers,
      ...(components.nodeMonitorGraceSeconds === undefined
        ? {}
        : { nodeMonitorGrace: seconds(components.nodeMonitorGraceSeconds) }),
    });
  }
  const rules = setup.images.flatMap(({ rule }) => (rule === undefined ? [] : [rule]));
  simulation.add(registryComponent, 'registry', { ...DEFAULT_REGISTRY, rules });
}

/** How long the units take to come up when somebody starts them; a kubelet knows by itself. */
function startupOf({ machine }: ClusterSetup): { readonly [unit: string]: number } {
  return {
    'kube-apiserver': seconds(machine.apiserverStartupSeconds ?? 2),
    'kube-controller-manager': seconds(0.5),
    'kube-scheduler': seconds(0.5),
    containerd: seconds(machine.containerdStartupSeconds ?? 0.3),
    docker: seconds(machine.dockerStartupSeconds ?? 1.4),
    etcd: seconds(machine.etcdStartupSeconds ?? 0.5),
  };
}

function addNode(
  simulation: Simulation,
  setup: ClusterSetup,
  node: NodeSetup,
  index: number,
): void {
  const { edition, machine } = setup;
  const podCidr = podCidrOf(index);
  const at = node.isKubeletRunning ? undefined : null;
  simulation.add(linux, `linux@${node.name}`, linuxConfig(setup, node, index));
  addEngine(simulation, setup, node, podCidr);
  simulation.add(cadvisorComponent, `cadvisor@${node.name}`, cadvisorConfig(setup, node), at);
  const startupTime = machine.kubeletStartupSeconds;
  const config = kubeletConfig(
    edition,
    {
      node,
      nodeIp: nodeIpOf(index),
      podCidr,
      engine: engineName(setup, node.name),
      ...(startupTime === undefined ? {} : { startupTime: seconds(startupTime) }),
    },
    settingsOf(setup, node),
  );
  simulation.add(kubelet, `kubelet@${node.name}`, config, at);
}

/** What a node's kubelet is told: its own settings come before those of all. */
function settingsOf(setup: ClusterSetup, node: NodeSetup): ClusterSetup['kubelet'] {
  return node.kubelet === undefined ? setup.kubelet : { ...setup.kubelet, ...node.kubelet };
}

function coresOf({ cpu }: NodeSetup): number {
  return Math.max(1, Math.ceil(amountOf('cpu', cpu) / 1_000));
}

function cadvisorConfig(setup: ClusterSetup, node: NodeSetup): CadvisorConfig {
  const { edition, machine } = setup;
  return {
    nodeName: node.name,
    linux: `linux@${node.name}`,
    cpus: coresOf(node),
    housekeeping: housekeepingInterval(settingsOf(setup, node)),
    secondSamples: machine.secondSamples ?? {},
    ...(edition === 'containerd' ? {} : { docker: engineName(setup, node.name) }),
    ...(edition === 'document' ? { port: CADVISOR_UI_PORT } : {}),
  };
}

/** Where cAdvisor served its own pages, in the document's era. */
const CADVISOR_UI_PORT = 4_194;

/** The kubelet of the document's era put the node's daemons into cgroups of their own. */
const DAEMONS: LinuxConfig['daemons'] = [
  { cgroup: '/docker-daemon', perMille: 350, processes: 12 },
  { cgroup: '/kubelet', perMille: 300, processes: 1 },
  { cgroup: '/system', perMille: 200, processes: 60 },
];

/** Memory that the system, the engine and the kubelet take together. */
const BASE_MEMORY_BYTES = 700 * 1_024 * 1_024;

function linuxConfig(setup: ClusterSetup, node: NodeSetup, index: number): LinuxConfig {
  const isNew = setup.edition === 'containerd';
  return {
    node: node.name,
    ip: nodeIpOf(index),
    cpus: coresOf(node),
    memoryBytes: amountOf('memory', node.memory),
    diskBytes: amountOf('ephemeral-storage', node.disk),
    baseMemoryBytes: setup.machine.systemMemoryBytes ?? BASE_MEMORY_BYTES,
    baseDiskBytes: 4 * 1_024 ** 3,
    baseCpuMillis: 60,
    baseProcesses: 110,
    daemons: setup.edition === 'document' ? DAEMONS : [],
    podCidr: podCidrOf(index),
    routes: setup.nodes.flatMap((peer, i) =>
      i === index ? [] : [{ cidr: podCidrOf(i), process: `linux@${peer.name}` }],
    ),
    names: setup.nodes.map((peer, i) => ({ name: peer.name, ip: nodeIpOf(i) })),
    images: setup.images.flatMap(({ image, program }) =>
      program === undefined ? [] : [{ image, program }],
    ),
    kernelVersion: isNew ? '6.18.5' : '5.10.0-8-amd64',
    osImage: isNew ? 'Debian GNU/Linux 12 (bookworm)' : 'Debian GNU/Linux 11 (bullseye)',
    machineId: machineIdOf(node.name, 'machine'),
    systemUuid: uuidOf(machineIdOf(node.name, 'system')),
    bootId: uuidOf(machineIdOf(node.name, 'boot')),
    isOomGroup: false,
    files: [
      {
        path: imageDirectory(setup.edition),
        content: '',
        zeros: usedBytes(presentImages(imagesOf(setup))),
      },
    ],
  };
}

/** 32 hexadecimal digits that only depend on the words. */
function machineIdOf(name: string, salt: string): string {
  return [0, 1, 2, 3].map((part) => hex8(hashText(`${salt}/${name}`, part))).join('');
}

function uuidOf(digits: string): string {
  const parts = [0, 8, 12, 16, 20, 32];
  return parts
    .slice(1)
    .map((end, i) => digits.slice(parts[i], end))
    .join('-');
}

/** The images that lie on every node from the start. */
function imagesOf({ edition, images }: ClusterSetup): readonly string[] {
  const present = images.filter(({ isPresent }) => isPresent).map(({ image }) => image);
  return [pauseImage(edition), ...present];
}

/** Where an engine keeps the layers of its images: one file that is as big as all of them. */
function imageDirectory(edition: ClusterSetup['edition']): string {
  return edition === 'containerd'
    ? '/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs'
    : '/var/lib/docker/overlay2';
}

function addEngine(
  simulation: Simulation,
  setup: ClusterSetup,
  node: NodeSetup,
  podCidr: string,
): void {
  const { edition } = setup;
  const common = {
    linux: `linux@${node.name}`,
    nodeName: node.name,
    podCidr,
    images: imagesOf(setup),
    imageDirectory: imageDirectory(edition),
    unpackBytesPerSecond: UNPACK_BYTES_PER_SECOND,
    replacedImages: setup.images.flatMap(({ image, program }) => (program ? [image] : [])),
  };
  const name = engineName(setup, node.name);
  if (edition === 'containerd') {
    const sandboxImage = pauseImage(edition);
    const version = '2.1.9';
    const latencies = CONTAINERD_LATENCIES;
    const appArmor = node.appArmor === false ? [] : (node.appArmor ?? []);
    const own = { sandboxImage, version, latencies, appArmor };
    simulation.add(containerdComponent, name, { ...common, ...own });
    return;
  }
  const isLiveRestore = setup.machine.hasLiveRestore ?? false;
  const docker = { ...common, version: DOCKER_VERSION, latencies: DOCKER_LATENCIES, isLiveRestore };
  simulation.add(dockerComponent, name, docker);
}

/** Address of the node with that index. */
export function nodeIpOf(index: number): string {
  return `10.0.0.${11 + index}`;
}

/** Range of pod addresses of the node with that index. */
export function podCidrOf(index: number): string {
  return `10.244.${index + 1}.0/24`;
}
