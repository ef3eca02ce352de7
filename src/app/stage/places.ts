// Which drawn place stands for which port of which process. Unknown ports fall to the process
// itself.

import type { Flight, Station } from '../../session/protocol.ts';
import { type Box, dock } from './geometry.ts';
import { HEAD, HEAD_TIMERS, SOURCES, type StageLayout, TILES } from './layout.ts';
import type { PodPlace } from './pods-layout.ts';

/**
 * A place on the stage, by name: `apiserver`, `tile.pleg`, `source.api`, `pod.<uid>`,
 * `node.<name>`.
 */
export type PlaceId = string;

/** Boxes of everything a flight may start from or go to. */
export interface Places {
  readonly layout: StageLayout;
  readonly focus: string;
  readonly pods: ReadonlyMap<string, PodPlace>;
  /** Chips of the other nodes in the head of the frame. */
  readonly nodes: ReadonlyMap<string, Box>;
}

/** Room of `:10250`. */
const SERVER_W = 52;

const CONTROL: { readonly [process: string]: PlaceId } = {
  user: 'user',
  kubectl: 'user',
  apiserver: 'apiserver',
  etcd: 'etcd',
  scheduler: 'scheduler',
  'controller-manager': 'controllers',
  registry: 'registry',
};

const KUBELET: readonly (readonly [RegExp, PlaceId])[] = [
  [/pleg|relist/, 'tile.pleg'],
  [/^node-status$/, 'tile.node-status'],
  [/^gc$/, 'tile.gc'],
  [/status|event/, 'tile.status'],
  [/prob/, 'tile.probes'],
  [/volume|mount/, 'tile.volumes'],
  [/secret|configmap|object-?cache/, 'tile.secrets'],
  [/image|pull/, 'tile.images'],
  [/evict/, 'tile.eviction'],
  [/cadvisor|stats|metric/, 'tile.cadvisor'],
  [/worker|sync-?pod|runtime/, 'workers'],
  [/file|manifest-dir/, 'source.file'],
  [/url|manifest/, 'source.url'],
  [/server/, 'server'],
  [/api|reflector|source|watch|informer/, 'source.api'],
  [/config|cache/, 'cache'],
];

/** Manifests that somebody hands to the kubelet's own server: one of its sources of pods. */
const POSTED = /^(PUT|POST) \/containers?\b/;

/** The place of a station; a pod's own card where the message is about it inside the machine. */
export function placeOf(
  station: Station,
  focus: string,
  { about, label }: Pick<Flight, 'about' | 'label'>,
): PlaceId {
  const [kind = '', node] = station.process.split('@');
  const fixed = CONTROL[kind];
  if (fixed !== undefined) return fixed;
  if (node !== undefined && node !== focus) return `node.${node}`;
  if (station.pod !== undefined) return `pod.${station.pod}`;
  if (kind === 'kubelet') {
    const place = KUBELET.find(([pattern]) => pattern.test(station.port))?.[1] ?? 'loop';
    if (place === 'server' && POSTED.test(label)) return 'source.http';
    // One port speaks for the node in two ways, each with a timer of its own.
    return place === 'tile.node-status' && about?.kind === 'lease' ? 'tile.lease' : place;
  }
  if (kind === 'cadvisor') return 'tile.cadvisor';
  if (kind === 'docker' || kind === 'containerd') return 'engine';
  return about?.uid === undefined ? 'floor' : `pod.${about.uid}`;
}

/** The box of a place; undefined when it is not on the stage. */
export function boxOf(places: Places, id: PlaceId): Box | undefined {
  const { layout } = places;
  const [group, name = ''] = splitPlace(id);
  switch (group) {
    case 'tile':
      return (
        layout.tiles[TILES.indexOf(name as never)] ??
        layout.headTimers[HEAD_TIMERS.indexOf(name as never)]
      );
    case 'source':
      return layout.sources[SOURCES.indexOf(name as never)];
    case 'pod':
      return places.pods.get(name)?.box ?? layout.engine;
    case 'node':
      return places.nodes.get(name);
    case 'loop':
      return loopBox(layout);
    case 'server':
      return serverBox(layout);
    case 'floor':
      return { x: layout.engine.x, y: layout.pods.y + layout.pods.h, w: layout.engine.w, h: 8 };
    case 'user':
    case 'apiserver':
    case 'etcd':
    case 'scheduler':
    case 'controllers':
    case 'registry':
    case 'cache':
    case 'workers':
    case 'engine':
      return layout[group];
    default:
      return undefined;
  }
}

/** Where the port of the kubelet's server is written, in the corner of its frame. */
function serverBox({ kubelet: { x, y, w } }: StageLayout): Box {
  return { x: x + w - SERVER_W - 12, y, w: SERVER_W, h: HEAD };
}

/** The dial of the loop as a box. */
export function loopBox(layout: StageLayout): Box {
  const { x, y, r } = layout.loop;
  return { x: x - r, y: y - r, w: 2 * r, h: 2 * r };
}

/** Where the engine's socket is: where calls of the kubelet arrive. */
export function socketOf(layout: StageLayout): { readonly x: number; readonly y: number } {
  if (layout.kind === 'tall') return dock(layout.engine, 'left', 0.16);
  return dock(layout.engine, 'top', 0.5);
}

function splitPlace(id: PlaceId): readonly [string, string | undefined] {
  const at = id.indexOf('.');
  return at < 0 ? [id, undefined] : [id.slice(0, at), id.slice(at + 1)];
}
