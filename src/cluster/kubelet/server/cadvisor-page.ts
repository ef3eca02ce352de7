// /metrics/cadvisor: cAdvisor's latest sample of every cgroup, and the machine.
// Models google/cadvisor metrics/prometheus.go and pkg/kubelet/server/server.go,
// containerPrometheusLabelsFunc.

import type { Pod } from '../../../api/pod.ts';
import { podRequests } from '../../../api/pod-resources.ts';
import { wholeValue } from '../../../apimachinery/quantity.ts';
import { get, values } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import { kubeletServerRules } from '../../editions/kubelet-server.ts';
import type { LinuxMachine } from '../../protocol/linux.ts';
import type { ContainerInfo } from '../../protocol/stats.ts';
import { podCgroupPath } from '../cgroups.ts';
import { PODS_CGROUP } from '../eviction/observe.ts';
import type { KubeletState } from '../state.ts';
import { CGROUP_FAMILIES } from './cadvisor-families.ts';
import type { CgroupView } from './cgroup-family.ts';
import { MACHINE_FAMILIES } from './machine-families.ts';
import { exposition, type Family, type Labels, type Sample } from './prometheus.ts';
import type { Parts } from './state.ts';
import { figuresOf } from './usage.ts';

/** The page. */
export function cadvisorPage(kubelet: KubeletState, { stats, machine }: Parts, io: Io): string {
  if (stats === undefined || machine === undefined) return exposition([scrapeError('container')]);
  const { hasPressureAndSwap: isNew } = kubeletServerRules(kubelet.config.edition);
  const named = namesOf(kubelet);
  const rows = stats.containers.flatMap((info) => {
    const labels = labelsOf(named, info.name);
    const view = viewOf(kubelet, info, machine, io, labels['name'] !== '');
    return view === undefined ? [] : [{ view, labels }];
  });
  const families = CGROUP_FAMILIES.filter((one) => isNew || one.isNew !== true).map(
    ({ name, help, type, isSpec, read }): Family => ({
      name,
      help,
      type,
      samples: rows.flatMap(({ view, labels }) =>
        read(view).map(([more, value]): Sample => {
          const sample = { labels: { ...labels, ...more }, value };
          if (isSpec === true) return sample;
          const at = name === 'container_last_seen' ? io.now : view.figures.at;
          return { ...sample, atMillis: Math.floor(io.epochSeconds * 1_000 + at / 1_000) };
        }),
      ),
    }),
  );
  const machines = machineFamilies(machine, isNew);
  const errors = [scrapeError('container'), scrapeError('machine')];
  return exposition([...families, ...machines, ...errors, versionOf(kubelet)]);
}

function machineFamilies(machine: LinuxMachine, isNew: boolean): readonly Family[] {
  const { machineId: machine_id, systemUuid: system_uuid, bootId: boot_id } = machine;
  const ids = { machine_id, system_uuid, boot_id };
  return MACHINE_FAMILIES.filter((one) => isNew || one.isNew !== true).map(
    ({ name, help, read }): Family => ({
      name,
      help,
      type: 'gauge',
      samples: read(machine).map(([more, value]) => ({ labels: { ...ids, ...more }, value })),
    }),
  );
}

function scrapeError(what: 'container' | 'machine'): Family {
  // The words of the two differ by a full stop.
  const stop = what === 'machine' ? '.' : '';
  const help = `1 if there was an error while getting ${what} metrics, 0 otherwise${stop}`;
  const samples = [{ labels: {}, value: 0 }];
  return { name: `${what}_scrape_error`, help, type: 'gauge', samples };
}

function versionOf({ config, node }: KubeletState): Family {
  const { areContainersNamed } = kubeletServerRules(config.edition);
  const labels = {
    cadvisorRevision: '',
    cadvisorVersion: '',
    dockerVersion: areContainersNamed ? node.runtime.runtimeVersion.replace(/^.*:\/\//, '') : '',
    kernelVersion: node.machine?.kernelVersion ?? '',
    osVersion: node.machine?.osImage ?? '',
  };
  return {
    name: 'cadvisor_version_info',
    help: "A metric with a constant '1' value labeled by kernel version, OS version, docker version, cadvisor version & cadvisor revision.",
    type: 'gauge',
    samples: [{ labels, value: 1 }],
  };
}

type Names = ReadonlyMap<string, Labels>;

const NOBODY: Labels = { container: '', image: '', name: '', namespace: '', pod: '' };

/** What cgroups are called that belong to somebody, by path. */
function namesOf(kubelet: KubeletState): Names {
  const { areContainersNamed } = kubeletServerRules(kubelet.config.edition);
  const names = new Map<string, Labels>();
  for (const pod of values(kubelet.podManager.pods)) {
    const { name = '', namespace = '', uid = '' } = pod.metadata;
    const path = podCgroupPath(pod);
    const whose = { namespace, pod: name };
    names.set(path, { ...NOBODY, ...whose });
    if (!areContainersNamed) continue;
    const runtime = get(kubelet.podCache, uid);
    const full = (container: string, attempt: number): string =>
      `k8s_${container}_${name}_${namespace}_${uid}_${attempt}`;
    for (const { id, metadata } of runtime?.sandboxes ?? []) {
      const image = kubelet.config.podInfraContainerImage;
      const labels = { container: 'POD', image, name: full('POD', metadata.attempt), ...whose };
      names.set(`${path}/${id}`, labels);
    }
    for (const { id, metadata, imageRef } of runtime?.containers ?? []) {
      const image = imageRef.replace(/^docker:\/\//, '');
      const labels = {
        container: metadata.name,
        image,
        name: full(metadata.name, metadata.attempt),
      };
      names.set(`${path}/${id}`, { ...labels, ...whose });
    }
  }
  return names;
}

function labelsOf(names: Names, path: string): Labels {
  return { id: path, ...(names.get(path) ?? NOBODY) };
}

function viewOf(
  kubelet: KubeletState,
  info: ContainerInfo,
  machine: LinuxMachine,
  io: Io,
  isNamed: boolean,
): CgroupView | undefined {
  const figures = figuresOf(info);
  if (figures === undefined) return undefined;
  const kind = kindOf(info);
  const isOwn = kind === 'root' || kind === 'container';
  const seconds = (at: number): number => Math.floor(io.epochSeconds + at / 1_000_000);
  return {
    figures,
    kind,
    isNamed,
    ownProcesses: kind === 'root' ? machine.processes : isOwn ? figures.processes : 0,
    cpuShares: sharesOf(kubelet, info, kind),
    cpuMillis: info.limits.cpuMillis,
    memoryLimit: memoryLimitOf(kubelet, info, kind),
    machine,
    startedAt: seconds(kind === 'root' ? machine.bootAt : info.createdAt),
    seenAt: seconds(io.now),
  };
}

function kindOf({ name }: ContainerInfo): CgroupView['kind'] {
  if (name === '/') return 'root';
  if (name === PODS_CGROUP) return 'pods';
  if (/^\/kubepods\/(besteffort|burstable)$/.test(name)) return 'qos';
  return /\/pod[^/]+$/.test(name) ? 'pod' : 'container';
}

/** What the kubelet sets on the upper cgroups: all of the CPUs, and what the pods ask for. */
function sharesOf(
  { config, podManager }: KubeletState,
  { name, limits }: ContainerInfo,
  kind: CgroupView['kind'],
): number {
  if (kind === 'root') return 1_024;
  if (kind === 'pods') return sharesFor(config.cpuMillis);
  if (kind !== 'qos') return limits.cpuShares ?? 2;
  if (name.endsWith('/besteffort')) return 2;
  const inside = [...values(podManager.pods)].filter((pod) => podCgroupPath(pod).startsWith(name));
  return sharesFor(inside.reduce((sum, pod) => sum + cpuRequest(pod), 0));
}

function cpuRequest({ spec }: Pod): number {
  return podRequests(spec)['cpu'] ?? 0;
}

/** Models pkg/kubelet/cm/helpers_linux.go, MilliCPUToShares. */
function sharesFor(millis: number): number {
  return Math.max(2, Math.floor((millis * 1_024) / 1_000));
}

function memoryLimitOf(
  { config }: KubeletState,
  { limits }: ContainerInfo,
  kind: CgroupView['kind'],
): number {
  if (kind === 'root') return config.memoryBytes;
  if (kind !== 'pods') return limits.memoryBytes ?? 0;
  const { systemReserved, kubeReserved, memoryBytes } = config;
  const reserved = [systemReserved, kubeReserved].map((one) => wholeValue(one['memory'] ?? '0'));
  return memoryBytes - reserved.reduce((sum, one) => sum + one, 0);
}
