// The rooms of what stands below the kubelet: a node's container runtime, and the registry that
// images come from.

import { entries, values } from '../../base/persistent-map.ts';
import type { RegistryState } from '../../cluster/registry/registry.ts';
import type { Pull } from '../../cluster/runtime/pulls.ts';
import { containerOf, type EngineContainer } from '../engine-containers.ts';
import type { RoomBlock, RoomCell } from '../room.ts';
import { type Around, type Room, tableBlock } from './inside.ts';

/** Docker or containerd: its pulls, its containers as it has them itself, its images. */
export const engineRoom: Room<Around> = {
  reads: ({ engine }) => [
    engine?.isUp,
    ...(engine?.maps ?? []),
    engine?.images,
    engine?.pulls.pulls,
  ],
  blocks: ({ engine }) => {
    if (engine === undefined || !engine.isUp) return [];
    const containers = engine.maps.flatMap((map) => [...values(map)].map(containerOf));
    const images = [...values(engine.images.images)];
    return [
      tableBlock(
        'pulls',
        ['image', 'size', 'layers', 'waiters'],
        [...entries(engine.pulls.pulls)].map(([name, pull]) => [name, ...restOf(pull)]),
      ),
      tableBlock(
        'engineContainers',
        ['container', 'state', 'since'],
        containers.sort((a, b) => rank(a) - rank(b) || b.order - a.order).map(containerLine),
      ),
      tableBlock(
        'images',
        ['image', 'size'],
        images.map(({ id, names, layers }) => [
          names[0] ?? id.slice(0, 19),
          { bytes: layers.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0) },
        ]),
      ),
    ];
  },
};

/** What is still to come of a pull. */
function restOf({ manifest, missing, waiters }: Pull): readonly RoomCell[] {
  const bytes = missing.reduce((sum, layer) => sum + layer.sizeBytes, 0);
  const isKnown = manifest !== undefined;
  return [isKnown ? { bytes } : '–', isKnown ? String(missing.length) : '–', `${waiters.length}`];
}

/** What has ended stands below, and pause below what it is there for. */
function rank({ state, isSandbox }: EngineContainer): number {
  return (state === 'exited' ? 2 : 0) + (isSandbox ? 1 : 0);
}

function containerLine(one: EngineContainer): readonly RoomCell[] {
  const { podName, name, attempt, state, exitCode, createdAt, startedAt, finishedAt } = one;
  const at = state === 'exited' ? finishedAt : state === 'running' ? startedAt : createdAt;
  return [
    `${podName}/${name} #${attempt}`,
    state === 'exited' ? `${state} (${exitCode})` : state,
    { at: at ?? createdAt },
  ];
}

/** The registry: how fast its line is, and the names it answers otherwise. */
export const registryRoom: Room<Around> = {
  reads: ({ of }) => [of<RegistryState>('registry')?.config],
  blocks: ({ of }) => {
    const config = of<RegistryState>('registry')?.config;
    if (config === undefined) return [];
    const { isDown = false, bytesPerSecond, latency, rules } = config;
    const line: RoomBlock = {
      block: 'steps',
      name: 'line',
      steps: ['answers', 'silent'],
      active: isDown ? 1 : 0,
    };
    return [
      line,
      tableBlock(
        'speed',
        ['firstByte', 'perSecond'],
        [[`${Math.round(latency / 1000)} ms`, { bytes: bytesPerSecond }]],
      ),
      tableBlock(
        'rules',
        ['image', 'answer', 'detail'],
        rules.map(({ image, answer, detail }) => [image, answer, detail ?? '–']),
      ),
    ];
  },
};
