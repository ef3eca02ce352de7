// Asks cAdvisor, the machine, the runtime and the disk one after the other for what a page is made
// of. Models pkg/kubelet/stats/provider.go; volumes are counted once a minute at most, as by
// pkg/kubelet/server/stats/volume_stat_calculator.go.

import { values } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { EventId, Message } from '../../../kernel/message.ts';
import { seconds } from '../../../kernel/time.ts';
import { kubeletServerRules } from '../../editions/kubelet-server.ts';
import { type CriResponse, criRequest } from '../../protocol/cri.ts';
import { LINUX_PORT, type LinuxMachine, type LinuxUsage } from '../../protocol/linux.ts';
import type { FilesRequest, FilesResult } from '../../protocol/linux-files.ts';
import { CADVISOR_PORT, type StatsAnswer, type StatsRequest } from '../../protocol/stats.ts';
import { podLogDirectory } from '../container-config/sandbox-config.ts';
import { callRuntime } from '../cri-client.ts';
import type { KubeletState } from '../state.ts';
import { pluginOf, volumePath } from '../volumes/paths.ts';
import type { FileSize, GatheredPage, Gathering, PartName, Parts, ServerState } from './state.ts';
import { sizeIn } from './state.ts';

const VOLUMES_PERIOD = seconds(60);

/** What a page needs, in the order of asking. */
export function gatheringFor(kubelet: KubeletState, page: GatheredPage): Gathering {
  const { isStatsFromRuntime } = kubeletServerRules(kubelet.config.edition);
  const usage: readonly PartName[] = isStatsFromRuntime ? ['usage'] : [];
  switch (page) {
    case 'summary':
      return { page, parts: {}, todo: ['stats', ...usage, 'machine', 'images', 'sizes'] };
    case 'cadvisor':
      return { page, parts: {}, todo: ['stats', 'machine'] };
    default:
      return { page, parts: {}, todo: ['stats', ...usage] };
  }
}

/** Asks for the first part that is missing; undefined when nobody is there to answer. */
export function askPart(
  kubelet: KubeletState,
  { todo, paths = [] }: Gathering,
  io: Io,
): EventId | undefined {
  const { cadvisor, linux } = kubelet.config;
  const [part] = todo;
  if (part === 'images') return callRuntime(kubelet.config, io, criRequest('ImageFsInfo', {}));
  const actor = io.find(part === 'stats' ? cadvisor : linux);
  if (actor === undefined) return undefined;
  switch (part) {
    case 'stats': {
      const request: StatsRequest = { type: 'stats.containers', count: 2 };
      return io.send({ actor, port: CADVISOR_PORT }, request);
    }
    case 'usage':
      return io.send({ actor, port: LINUX_PORT }, { type: 'linux.readUsage' });
    case 'sizes': {
      const ops = paths.map((path) => ({ op: 'usage', path }) as const);
      const request: FilesRequest = { type: 'linux.files', ops };
      return io.send({ actor, port: LINUX_PORT }, request);
    }
    default:
      return io.send({ actor, port: LINUX_PORT }, { type: 'linux.machine' });
  }
}

/** The gathering with its directories named, before they are asked for. */
export function withPaths(kubelet: KubeletState, gathering: Gathering, io: Io): Gathering {
  if (gathering.todo[0] !== 'sizes') return gathering;
  const { volumes } = kubelet.server;
  const isFresh = volumes !== undefined && io.now - volumes.at < VOLUMES_PERIOD;
  return {
    ...gathering,
    paths: [...logPaths(kubelet), ...(isFresh ? [] : volumePaths(kubelet))],
  };
}

/** The gathering with one more answer; undefined when it is none. */
export function withAnswer(gathering: Gathering, message: Message): Gathering | undefined {
  const [part, ...todo] = gathering.todo;
  const found = partOf(part, gathering, message);
  return found && { ...gathering, todo, parts: { ...gathering.parts, ...found } };
}

function partOf(
  part: PartName | undefined,
  { paths = [] }: Gathering,
  message: Message,
): Parts | undefined {
  switch (message.type) {
    case 'stats.answer':
      return part === 'stats' ? { stats: message as StatsAnswer } : undefined;
    case 'linux.usage':
      return part === 'usage' ? { usage: message as LinuxUsage } : undefined;
    case 'linux.machineInfo':
      return part === 'machine' ? { machine: message as LinuxMachine } : undefined;
    case 'cri.response': {
      const answer = message as CriResponse;
      if (answer.error !== undefined || answer.method !== 'ImageFsInfo') return undefined;
      const [images] = answer.result.imageFilesystems;
      return images === undefined ? undefined : { images };
    }
    case 'linux.filesDone':
      return { sizes: sizesOf(paths, message as FilesResult) };
    default:
      return undefined;
  }
}

function sizesOf(
  paths: readonly string[],
  { outcomes }: FilesResult,
): { readonly [path: string]: FileSize } {
  const sizes: { [path: string]: FileSize } = {};
  for (const [index, path] of paths.entries()) {
    const size = sizeIn(outcomes[index]);
    if (size !== undefined) sizes[path] = size;
  }
  return sizes;
}

/** The server's slice with the runtime's figures and the volumes as they were counted now. */
export function keepCounted(kubelet: KubeletState, { parts }: Gathering, io: Io): ServerState {
  const server = withUsage(kubelet.server, parts.usage);
  const paths = volumePaths(kubelet).filter((path) => parts.sizes?.[path] !== undefined);
  if (paths.length === 0) return server;
  const sizes = Object.fromEntries(paths.map((path) => [path, parts.sizes?.[path] as FileSize]));
  return { ...server, volumes: { at: io.now, sizes } };
}

function withUsage(server: ServerState, usage: LinuxUsage | undefined): ServerState {
  if (usage === undefined) return server;
  const owned = usage.cgroups.filter(({ containerId }) => containerId !== undefined);
  const nanos = Object.fromEntries(owned.map(({ path, cpuNanos }) => [path, cpuNanos]));
  return { ...server, told: { at: usage.at, nanos } };
}

function logPaths(kubelet: KubeletState): readonly string[] {
  const paths: string[] = [];
  for (const pod of values(kubelet.podManager.pods)) {
    for (const { name } of pod.spec.containers) paths.push(`${podLogDirectory(pod)}/${name}`);
  }
  return paths;
}

function volumePaths(kubelet: KubeletState): readonly string[] {
  const paths: string[] = [];
  for (const pod of values(kubelet.podManager.pods)) {
    for (const volume of pod.spec.volumes ?? []) {
      if (volume.hostPath !== undefined || pluginOf(volume) === undefined) continue;
      paths.push(volumePath(pod.metadata.uid ?? '', volume));
    }
  }
  return paths;
}
