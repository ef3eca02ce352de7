// What pods use, from cAdvisor's samples and, once a minute, from a count of their volumes' files.
// Models pkg/kubelet/stats/cadvisor_stats_provider.go, ListPodStats, and server/stats/volume_stat_
// calculator.go.

import { get } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import { seconds } from '../../../kernel/time.ts';
import { LINUX_PORT } from '../../protocol/linux.ts';
import type { FilesRequest, FilesResult } from '../../protocol/linux-files.ts';
import {
  CADVISOR_PORT,
  type ContainerInfo,
  type StatsAnswer,
  type StatsRequest,
} from '../../protocol/stats.ts';
import { podCgroupPath } from '../cgroups.ts';
import type { KubeletState } from '../state.ts';
import { activePods } from '../sync-loop/active-pods.ts';
import { volumePath } from '../volumes/paths.ts';
import { asked, sleep } from './manager.ts';
import { type ContainerUsage, localVolumes, type PodUsage, type UsageOf } from './pod-usage.ts';
import type { EvictionState, VolumesUsage } from './state.ts';

/** How long a count of volumes' files holds. */
const VOLUMES_PERIOD = seconds(60);

/** Asks what pods use; their volumes first, when the last count is old. */
export function measurePods(kubelet: KubeletState, state: EvictionState, io: Io): EvictionState {
  const { volumes } = state;
  const isFresh = volumes !== undefined && io.now - volumes.at < VOLUMES_PERIOD;
  const ops = isFresh ? [] : countsOf(kubelet);
  const machine = io.find(kubelet.config.linux);
  if (ops.length === 0 || machine === undefined) return askStats(kubelet, state, io);
  const request: FilesRequest = { type: 'linux.files', ops: ops.map(({ path }) => count(path)) };
  return asked(state, io.send({ actor: machine, port: LINUX_PORT }, request), 'volumes');
}

function count(path: string): FilesRequest['ops'][number] {
  return { op: 'usage', path };
}

interface VolumeCount {
  readonly uid: string;
  readonly name: string;
  readonly path: string;
}

function countsOf(kubelet: KubeletState): readonly VolumeCount[] {
  return activePods(kubelet).flatMap((pod) => {
    const uid = pod.metadata.uid ?? '';
    return localVolumes(pod).flatMap((name) => {
      const volume = pod.spec.volumes?.find((one) => one.name === name);
      return volume === undefined ? [] : [{ uid, name, path: volumePath(uid, volume) }];
    });
  });
}

/** The volumes are counted; now cAdvisor's samples. */
export function volumesCounted(
  kubelet: KubeletState,
  state: EvictionState,
  { outcomes }: FilesResult,
  io: Io,
): EvictionState {
  const byPod: { [uid: string]: VolumesUsage['byPod'][string] } = {};
  for (const [index, { uid, name }] of countsOf(kubelet).entries()) {
    const outcome = outcomes[index];
    if (outcome?.isOk !== true || outcome.usage === undefined) continue;
    const { bytes, inodes } = outcome.usage;
    byPod[uid] = [...(byPod[uid] ?? []), { name, usedBytes: bytes, inodesUsed: inodes }];
  }
  return askStats(kubelet, { ...state, volumes: { at: io.now, byPod } }, io);
}

function askStats(kubelet: KubeletState, state: EvictionState, io: Io): EvictionState {
  const actor = io.find(kubelet.config.cadvisor);
  if (actor === undefined) return sleep(state, io);
  const request: StatsRequest = { type: 'stats.containers', count: 1 };
  return asked(state, io.send({ actor, port: CADVISOR_PORT }, request), 'pods');
}

/** Usage by pod, as of cAdvisor's newest samples. A pod that was not sampled yet uses nothing. */
export function podUsages(
  kubelet: KubeletState,
  state: EvictionState,
  answer: StatsAnswer,
): UsageOf {
  const byName = new Map(answer.containers.map((one) => [one.name, one]));
  const usages = new Map<string, PodUsage>();
  for (const pod of activePods(kubelet)) {
    const uid = pod.metadata.uid ?? '';
    const volume = state.volumes?.byPod[uid] ?? [];
    const path = podCgroupPath(pod);
    const own = answer.containers.filter(({ name }) => name.startsWith(`${path}/`));
    const usage = usageOf(kubelet, uid, byName.get(path), own, volume);
    const isKnown = (get(kubelet.podCache, uid)?.sandboxes.length ?? 0) > 0;
    if (byName.has(path) || isKnown) usages.set(uid, usage);
  }
  return ({ metadata }) => usages.get(metadata.uid ?? '');
}

function usageOf(
  kubelet: KubeletState,
  uid: string,
  pod: ContainerInfo | undefined,
  own: readonly ContainerInfo[],
  volume: VolumesUsage['byPod'][string],
): PodUsage {
  const containers = own.flatMap((one) => containerUsage(kubelet, uid, one));
  const layers = containers.reduce((sum, { rootfs }) => sum + (rootfs?.usedBytes ?? 0), 0);
  const inVolumes = volume.reduce((sum, { usedBytes }) => sum + (usedBytes ?? 0), 0);
  const last = pod?.samples.at(-1);
  return {
    ...(last === undefined
      ? {}
      : {
          memory: { workingSetBytes: last.workingSetBytes },
          process_stats: { process_count: last.processes },
        }),
    containers,
    volume,
    'ephemeral-storage': { usedBytes: layers + inVolumes },
  };
}

function containerUsage(
  kubelet: KubeletState,
  uid: string,
  { containerId, samples }: ContainerInfo,
): readonly ContainerUsage[] {
  const known = get(kubelet.podCache, uid)?.containers.find(({ id }) => id === containerId);
  const last = samples.at(-1);
  if (known === undefined || last === undefined) return [];
  return [
    {
      name: known.metadata.name,
      memory: { workingSetBytes: last.workingSetBytes },
      rootfs: { usedBytes: last.rootfsBytes },
    },
  ];
}
