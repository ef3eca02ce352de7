// The rooms of what fills the disk: the image manager with its pulls, and the collection of images
// and of dead containers.

import { entries, get, values } from '../../base/persistent-map.ts';
import type { ImageWish } from '../../cluster/kubelet/images/state.ts';
import { later, minutes, seconds } from '../../kernel/time.ts';
import type { RoomBlock, TimerBlock } from '../room.ts';
import { diskBlock } from './eviction.ts';
import { type Inside, podName, type Room, tableBlock, timerBlock } from './inside.ts';

/** Image manager and image collection. */
export const imagesRoom: Room = {
  reads: ({ kubelet, timer }) => [
    kubelet.images,
    kubelet.imageGc,
    kubelet.eviction.last,
    kubelet.node.images,
    timer('image-gc'),
  ],
  blocks: (inside) => {
    const { images } = inside.kubelet;
    const waiting = images.queue.map((number) => wishText(get(images.wishes, number)));
    const pulling = [...values(images.wishes)].filter(({ step }) => step === 'pulling');
    return [
      { block: 'queue', name: 'pullQueue', items: waiting, busy: pulling.map(wishText) },
      ...machine(inside),
      ...backoffs(inside),
      timerBlock('imageGc', inside.timer('image-gc'), minutes(5)),
      ...diskBlock(inside),
      tableBlock('images', ['image', 'size', 'firstSeen', 'lastUsed'], imageLines(inside)),
    ];
  },
};

function wishText(wish: ImageWish | undefined): string {
  return wish === undefined ? '' : `${wish.image} · ${podName(wish.wish.pod)}`;
}

/** The image that was wished for last, else one that waits, else one that is here. */
function machine(inside: Inside): readonly RoomBlock[] {
  const wish = [...values(inside.kubelet.images.wishes)].at(-1);
  const [waiting] = backoffs(inside);
  const [present] = inside.kubelet.node.images;
  const at = (label: string, state: string): readonly RoomBlock[] => [
    { block: 'machine', name: 'pulling', label, machine: 'image-pull', state },
  ];
  if (wish !== undefined) return at(wish.image, wish.step === 'pulling' ? 'Pulling' : 'Absent');
  if (waiting !== undefined) return at(waiting.label ?? '', 'BackOff');
  return present === undefined ? [] : at(present.repoTags[0] ?? present.id, 'Present');
}

/** Back-offs that still hold something up: of an image that is not here. */
function backoffs({ kubelet }: Inside): readonly TimerBlock[] {
  const tags = kubelet.node.images.flatMap(({ repoTags }) => repoTags);
  return [...entries(kubelet.images.backoffs)].flatMap(([key, { delay, updatedAt }]) => {
    const label = key.slice(key.indexOf('_') + 1);
    if (tags.some((tag) => tag === label || tag.endsWith(`/${label}`))) return [];
    return [
      {
        block: 'timer',
        name: 'backoff',
        label,
        period: delay,
        lastAt: updatedAt,
        nextAt: later(updatedAt, delay),
        state: 'backoff',
      },
    ];
  });
}

function imageLines({ kubelet }: Inside): ReturnType<typeof tableBlock>['lines'] {
  const names = new Map(kubelet.node.images.map(({ id, repoTags }) => [id, repoTags[0]]));
  return [...entries(kubelet.imageGc.records)].map(([id, record]) => [
    names.get(id) ?? id.slice(0, 19),
    { bytes: record.sizeBytes },
    { at: record.firstDetected },
    record.lastUsed === undefined ? '–' : { at: record.lastUsed },
  ]);
}

/** Container collection. */
export const gcRoom: Room = {
  reads: ({ kubelet, timer }) => [
    kubelet.gc,
    kubelet.podCache,
    kubelet.containerLogs,
    timer('gc'),
    timer('container-logs'),
  ],
  blocks: (inside) => {
    const { kubelet, timer } = inside;
    const dead = [...values(kubelet.podCache)].flatMap((pod) =>
      pod.containers
        .filter(({ state }) => state === 'CONTAINER_EXITED')
        .map((one) => ({ pod: pod.name, one })),
    );
    return [
      timerBlock('look', timer('gc'), seconds(60)),
      {
        block: 'queue',
        name: 'removing',
        items: [],
        busy: [...entries(kubelet.gc.removing)].map(([id]) => id.slice(0, 12)),
      },
      tableBlock(
        'dead',
        ['pod', 'container', 'exitCode', 'finished'],
        dead.map(({ pod, one }) => [
          pod,
          `${one.metadata.name} #${one.metadata.attempt}`,
          String(one.exitCode),
          one.finishedAt === undefined ? '–' : { at: one.finishedAt },
        ]),
      ),
      ...logBlocks(inside),
    ];
  },
};

/** Rotation of logs; no timer is armed where Docker does it itself. */
function logBlocks({ kubelet, timer }: Inside): readonly RoomBlock[] {
  const armed = timer('container-logs');
  if (armed === undefined) return [];
  const { queue, busy } = kubelet.containerLogs;
  const shown = ({ containerId }: { readonly containerId: string }): string =>
    containerId.slice(0, 12);
  return [
    timerBlock('logSizes', armed, seconds(10)),
    {
      block: 'queue',
      name: 'rotating',
      items: queue.map(shown),
      busy: busy === undefined ? [] : [shown(busy)],
    },
  ];
}
