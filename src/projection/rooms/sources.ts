// The rooms of the four pod sources and of the local cache they flow into.

import type { Pod } from '../../api/pod.ts';
import { entries, type PersistentMap, values } from '../../base/persistent-map.ts';
import { seconds } from '../../kernel/time.ts';
import type { RoomBlock, RoomWord } from '../room.ts';
import { errorTable, podName, type Room, tableBlock, timerBlock } from './inside.ts';

const REFLECTOR: readonly RoomWord[] = ['idle', 'listing', 'watching', 'waiting'];

/** The reflector of the API server's pods. */
export const apiRoom: Room = {
  reads: ({ kubelet, timer }) => [kubelet.sources.api, timer('reflector')],
  blocks: ({ kubelet, timer }) => {
    const { status, pods } = kubelet.sources.api;
    const again = timer('reflector');
    return [
      {
        block: 'steps',
        name: 'reflector',
        steps: REFLECTOR,
        active: REFLECTOR.indexOf(status),
      },
      ...(again === undefined
        ? []
        : [{ ...timerBlock('retry', again, seconds(1)), state: 'backoff' as const }]),
      podTable([...values(pods)]),
    ];
  },
};

/** The manifest directory. */
export const fileRoom: Room = {
  reads: ({ kubelet, timer }) => [kubelet.sources.file, timer('source.file')],
  blocks: ({ kubelet, timer }) => {
    const { sources, config } = kubelet;
    if (sources.file === undefined) return [];
    return [
      timerBlock('check', timer('source.file'), config.fileCheckFrequency, config.staticPodPath),
      tableBlock(
        'files',
        ['file', 'pod', 'error'],
        [...entries(sources.file.files)].map(([path, { pod, error = '' }]) => [
          path.slice(path.lastIndexOf('/') + 1),
          pod === undefined ? '–' : podName(pod),
          error,
        ]),
      ),
    ];
  },
};

/** The manifest URL. */
export const urlRoom: Room = {
  reads: ({ kubelet, timer }) => [kubelet.sources.url, timer('source.http')],
  blocks: ({ kubelet, timer }) => {
    const { sources, config } = kubelet;
    if (sources.url === undefined) return [];
    const { error, pods } = sources.url;
    return [
      timerBlock('check', timer('source.http'), config.httpCheckFrequency, config.staticPodUrl),
      ...errorTable(error),
      podTable(pods),
    ];
  },
};

/** What was sent to the kubelet's own server. */
export const httpRoom: Room = {
  reads: ({ kubelet }) => [kubelet.sources.push],
  blocks: ({ kubelet }) =>
    kubelet.sources.push === undefined ? [] : [podTable(kubelet.sources.push.pods)],
};

/** The local cache: the pods of all sources. */
export const cacheRoom: Room = {
  reads: ({ kubelet }) => [kubelet.podConfig.bySource],
  blocks: ({ kubelet }) => [
    tableBlock(
      'pods',
      ['pod', 'source', 'version'],
      [...entries<PersistentMap<Pod>>(kubelet.podConfig.bySource)].flatMap(([source, pods]) =>
        [...values(pods)].map((pod) => [podName(pod), source, pod.metadata.resourceVersion ?? '–']),
      ),
    ),
  ],
};

function podTable(pods: readonly Pod[]): RoomBlock {
  return tableBlock(
    'pods',
    ['pod', 'version'],
    pods.map((pod) => [podName(pod), pod.metadata.resourceVersion ?? '–']),
  );
}
