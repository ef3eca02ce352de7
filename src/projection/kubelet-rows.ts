// The row of the focused node's kubelet: where pods come from, the local cache, the sync loop and
// the dials of its periodic loops. Times come from the timers that are armed.

import type { Pod } from '../api/pod.ts';
import { entries, type PersistentMap, values } from '../base/persistent-map.ts';
import type { CadvisorState } from '../cluster/cadvisor/state.ts';
import type { PodConfigState } from '../cluster/kubelet/pod-config.ts';
import type { FileState, ReflectorState, UrlState } from '../cluster/kubelet/sources/state.ts';
import type { KubeletState } from '../cluster/kubelet/state.ts';
import { processNamed, stateOf } from '../kernel/world.ts';
import { DIALS, type DialSource, dialOf } from './dials.ts';
import type { KubeletRow } from './rows.ts';
import { kept, partRow, timerOf, type Update } from './view.ts';

type SourceRow = KubeletRow['sources'][number];

/** Row `kubelet/<node>`. */
export function updateKubelet(update: Update, node: string): void {
  const { world } = update;
  const process = processNamed(world, `kubelet@${node}`);
  const state = process?.isUp === true ? (process.state as KubeletState) : undefined;
  const timers = DIALS.map((dial) => timerOf(world, dialProcess(dial, node), dial.timer));
  const cgroups = stateOf<CadvisorState>(world, `cadvisor@${node}`)?.cgroups.size ?? 0;
  const inputs = [
    process?.isUp,
    state?.sources,
    state?.podConfig,
    state?.syncLoop,
    state?.podWorkers.workers,
    state?.volumes.pods,
    state?.objects.cached,
    state?.images.wishes,
    state?.prober.workers,
    state?.statuses.queue,
    state?.node,
    cgroups,
    ...timers,
  ];
  partRow(update, `kubelet/${node}`, inputs, () => {
    if (process === undefined) return undefined;
    return {
      row: 'kubelet',
      node,
      isUp: process.isUp,
      sources: kept(update, 'sources', [state?.sources, state?.podConfig.bySource], () =>
        state === undefined ? [] : sourcesOf(state),
      ),
      cache: kept(update, 'cache', [state?.podConfig.bySource], () =>
        state === undefined ? [] : cacheOf(state.podConfig),
      ),
      loop: kept(update, 'loop', [state?.syncLoop.last, state?.podWorkers.workers], () =>
        loopOf(state),
      ),
      dials: DIALS.map((dial, i) => {
        const slice = state === undefined ? undefined : dial.slice(state);
        return kept(update, `dial/${dial.id}`, [slice, timers[i], state?.node, cgroups], () =>
          dialOf(dial, state, timers[i], cgroups),
        );
      }),
    };
  });
}

function dialProcess(dial: DialSource, node: string): string {
  return `${dial.process ?? 'kubelet'}@${node}`;
}

function sourcesOf(state: KubeletState): KubeletRow['sources'] {
  const { api, file, url, push } = state.sources;
  const { config } = state;
  return [
    apiSource(api),
    read('file', file, file?.pods.size ?? 0, config.staticPodPath ?? ''),
    read('url', url, url?.pods.length ?? 0, config.staticPodUrl ?? ''),
    {
      id: 'http',
      status: push === undefined ? 'off' : push.pods.length === 0 ? 'idle' : 'active',
      pods: push?.pods.length ?? 0,
      ...(push?.lastAt === undefined ? {} : { lastAt: push.lastAt }),
      detail: '',
    },
  ];
}

function apiSource(api: ReflectorState): SourceRow {
  const status =
    api.status === 'waiting' ? 'broken' : api.status === 'watching' ? 'active' : 'idle';
  return {
    id: 'api',
    status,
    pods: api.pods.size,
    ...(api.lastAt === undefined ? {} : { lastAt: api.lastAt }),
    ...(api.nextAt === undefined ? {} : { nextAt: api.nextAt }),
    detail: api.status,
  };
}

function read(
  id: 'file' | 'url',
  source: FileState | UrlState | undefined,
  pods: number,
  detail: string,
): SourceRow {
  if (source === undefined) return { id, status: 'off', pods, detail };
  return {
    id,
    status: source.error === undefined ? 'active' : 'broken',
    pods,
    ...(source.lastAt === undefined ? {} : { lastAt: source.lastAt }),
    ...(source.nextAt === undefined ? {} : { nextAt: source.nextAt }),
    detail: source.error ?? detail,
  };
}

function cacheOf({ bySource }: PodConfigState): KubeletRow['cache'] {
  const rows: KubeletRow['cache'][number][] = [];
  for (const [source, pods] of entries<PersistentMap<Pod>>(bySource)) {
    for (const { metadata } of values(pods)) {
      const { uid = '', namespace = 'default', name = '', resourceVersion = '' } = metadata;
      rows.push({ uid, namespace, name, resourceVersion, source });
    }
  }
  return rows;
}

function loopOf(state: KubeletState | undefined): KubeletRow['loop'] {
  if (state === undefined) return { queue: 0 };
  let queue = 0;
  for (const worker of values(state.podWorkers.workers)) if (worker.pending !== undefined) queue++;
  const { last } = state.syncLoop;
  return last === undefined ? { queue } : { last, queue };
}
