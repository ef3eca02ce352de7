// The rooms of the four pod sources and of the local cache they flow into.

import type { Pod } from '../../api/pod.ts';
import { entries, get, type PersistentMap, values, withPrefix } from '../../base/persistent-map.ts';
import type { LinuxState } from '../../cluster/linux/state.ts';
import { seconds } from '../../kernel/time.ts';
import type { RoomBlock, RoomWord, SourceDocument } from '../room.ts';
import { errorTable, type Inside, podName, type Room, tableBlock, timerBlock } from './inside.ts';

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
  reads: (inside) => [
    inside.kubelet.sources.file,
    inside.timer('source.file'),
    linuxOf(inside)?.files,
  ],
  blocks: (inside) => {
    const { kubelet, timer } = inside;
    const { sources, config } = kubelet;
    if (sources.file === undefined) return [];
    const place = config.staticPodPath ?? '';
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
      {
        block: 'documents',
        name: 'folder',
        put: 'write',
        place,
        documents: filesIn(inside, place),
      },
    ];
  },
};

function linuxOf({ node, of }: Inside): LinuxState | undefined {
  return of<LinuxState>(`linux@${node}`);
}

/** The files of a folder, or the one that the path itself is. */
function filesIn(inside: Inside, place: string): readonly SourceDocument[] {
  const files = linuxOf(inside)?.files;
  if (files === undefined || place === '') return [];
  const itself = get(files, place);
  if (itself?.isDir === false) return [{ name: place, text: itself.text }];
  return [...withPrefix(files, `${place.replace(/[/]$/, '')}/`)].flatMap(([name, file]) =>
    file.isDir ? [] : [{ name, text: file.text }],
  );
}

/** The manifest URL. */
export const urlRoom: Room = {
  reads: (inside) => [
    inside.kubelet.sources.url,
    inside.timer('source.http'),
    linuxOf(inside)?.served,
  ],
  blocks: (inside) => {
    const { kubelet, timer } = inside;
    const { sources, config } = kubelet;
    if (sources.url === undefined) return [];
    const { error, pods } = sources.url;
    const place = config.staticPodUrl ?? '';
    const served = linuxOf(inside)?.served;
    const text = served === undefined ? '' : (get(served, place)?.content ?? '');
    return [
      timerBlock('check', timer('source.http'), config.httpCheckFrequency, config.staticPodUrl),
      ...errorTable(error),
      podTable(pods),
      {
        block: 'documents',
        name: 'address',
        put: 'serve',
        place,
        documents: [{ name: place, text }],
      },
    ];
  },
};

/** What was sent to the kubelet's own server. */
export const httpRoom: Room = {
  reads: ({ kubelet }) => [kubelet.sources.push],
  blocks: ({ kubelet, node }) => {
    const { push } = kubelet.sources;
    if (push === undefined) return [];
    const place = `http://${node}:10250/container`;
    return [
      podTable(push.pods),
      { block: 'documents', name: 'requestBody', put: 'post', place, documents: [] },
    ];
  },
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
