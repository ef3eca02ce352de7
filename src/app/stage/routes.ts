// The tracks messages travel on, hand-placed between places: desired state comes in at the sources,
// status leaves by the margin at the left, calls to the runtime go through its socket.

import { type Box, dock, type Point, reversed, type Track, trackOf } from './geometry.ts';
import type { StageLayout } from './layout.ts';
import { boxOf, type PlaceId, type Places, socketOf } from './places.ts';

/** The track from one place to another; undefined when an end is not on the stage. */
export function routeBetween(places: Places, from: PlaceId, to: PlaceId): Track | undefined {
  const a = boxOf(places, from);
  const b = boxOf(places, to);
  if (a === undefined || b === undefined) return undefined;
  if (rank(from) <= rank(to)) return trackOf(corners(places, from, a, to, b));
  return reversed(trackOf(corners(places, to, b, from, a)));
}

const ORDER = ['user', 'scheduler', 'controllers', 'apiserver', 'etcd', 'registry', 'node'];
const INSIDE = ['server', 'source', 'cache', 'loop', 'workers', 'tile', 'engine', 'floor', 'pod'];

function rank(id: PlaceId): number {
  const group = groupOf(id);
  const outside = ORDER.indexOf(group);
  return outside >= 0 ? outside : ORDER.length + INSIDE.indexOf(group);
}

function groupOf(id: PlaceId): string {
  const at = id.indexOf('.');
  return at < 0 ? id : id.slice(0, at);
}

/** Corners from the lower-ranked place to the higher. */
function corners(places: Places, from: PlaceId, a: Box, to: PlaceId, b: Box): readonly Point[] {
  const { layout } = places;
  const [first, second] = [groupOf(from), groupOf(to)];
  if (first === 'apiserver' && second === 'source') return toSource(layout, b);
  if (first === 'apiserver' && second === 'server') return toServer(layout, b);
  if (first === 'apiserver' && INSIDE.includes(second)) return byMargin(layout, b, second);
  if (second === 'engine' || second === 'floor') {
    if (first === 'registry') return fromRegistry(layout);
    return toSocket(layout, a, first);
  }
  if (second === 'pod') return toPod(layout, a, b, first);
  if (INSIDE.includes(first)) return inside(a, b, first, second);
  if (first === 'controllers' && layout.kind === 'tall') return underScheduler(layout, a, b);
  return outside(layout, a, b);
}

function outside(layout: StageLayout, a: Box, b: Box): readonly Point[] {
  if (a.x + a.w <= b.x) {
    const y = clamp(a.y + a.h / 2, b.y + 12, b.y + b.h - 12);
    return [
      { x: a.x + a.w, y: a.y + a.h / 2 },
      { x: (a.x + a.w + b.x) / 2, y: a.y + a.h / 2 },
      {
        x: (a.x + a.w + b.x) / 2,
        y,
      },
      { x: b.x, y },
    ];
  }
  if (a.y + a.h <= b.y) {
    const x = clamp(a.x + a.w * 0.4, b.x + 14, b.x + b.w - 14);
    const start = clamp(x, a.x + 14, a.x + a.w - 14);
    const y = (a.y + a.h + b.y) / 2;
    return [
      { x: start, y: a.y + a.h },
      { x: start, y },
      { x, y },
      { x, y: b.y },
    ];
  }
  if (b.y + b.h <= a.y) return [...outside(layout, b, a)].reverse();
  return [dock(a, 'left'), dock(b, 'right')];
}

/** The controllers stand left of the scheduler: their line passes below it. */
function underScheduler(layout: StageLayout, a: Box, b: Box): readonly Point[] {
  const y = a.y + a.h + 7;
  const x = (layout.scheduler.x + layout.scheduler.w + b.x) / 2;
  const end = { x: b.x, y: b.y + b.h - 10 };
  return [dock(a, 'bottom'), { x: a.x + a.w / 2, y }, { x, y }, { x, y: end.y }, end];
}

/** Watch events come down from the API server to the source at the left. */
function toSource(layout: StageLayout, source: Box): readonly Point[] {
  const api = layout.apiserver;
  if (layout.kind === 'low') {
    const x = (api.x + api.w + layout.node.x) / 2;
    const y = api.y + api.h * 0.35;
    return [
      { x: api.x + api.w, y },
      { x, y },
      { x, y: source.y + source.h / 2 },
      dock(source, 'left'),
    ];
  }
  const start = { x: api.x + 58, y: api.y + api.h };
  const x = layout.kubelet.x + 9;
  const y = start.y + (layout.node.y - start.y) * 0.68;
  return [
    start,
    { x: start.x, y },
    { x, y },
    { x, y: dock(source, 'left').y },
    dock(source, 'left'),
  ];
}

/** What is asked of the kubelet itself comes in over its head. */
function toServer(layout: StageLayout, server: Box): readonly Point[] {
  const api = layout.apiserver;
  const end = dock(server, 'top');
  if (layout.kind === 'low') {
    const x = (api.x + api.w + layout.node.x) / 2 + 5;
    const start = { x: api.x + api.w, y: api.y + api.h * 0.7 };
    const lane = server.y - 3;
    return [start, { x, y: start.y }, { x, y: lane }, { x: end.x, y: lane }, end];
  }
  const start = { x: api.x + 30, y: api.y + api.h };
  const lane = start.y + (layout.node.y - start.y) * 0.32;
  return [start, { x: start.x, y: lane }, { x: end.x, y: lane }, end];
}

/** Everything the kubelet sends up takes the margin at its left: the lower track. */
function byMargin(layout: StageLayout, place: Box, group: string): readonly Point[] {
  const api = layout.apiserver;
  const margin = layout.kubelet.x - 7;
  const y = group === 'tile' ? place.y - 4 : place.y + place.h / 2;
  const entry =
    group === 'tile'
      ? [
          { x: margin, y },
          { x: place.x + 24, y },
          { x: place.x + 24, y: place.y },
        ]
      : [
          { x: margin, y: place.y + place.h + 5 },
          { x: place.x + place.w / 2, y: place.y + place.h + 5 },
          dock(place, 'bottom'),
        ];
  if (layout.kind === 'low') {
    const x = (api.x + api.w + layout.node.x) / 2 + 5;
    const start = { x: api.x + api.w, y: api.y + api.h * 0.7 };
    return [start, { x, y: start.y }, { x, y: entry[0]?.y ?? y }, ...entry];
  }
  const start = { x: api.x + 30, y: api.y + api.h };
  const top = start.y + (layout.node.y - start.y) * 0.32;
  return [start, { x: start.x, y: top }, { x: margin, y: top }, ...entry];
}

function toSocket(layout: StageLayout, a: Box, group: string): readonly Point[] {
  const socket = socketOf(layout);
  if (layout.kind === 'tall') {
    const x = (layout.kubelet.x + layout.kubelet.w + layout.engine.x) / 2;
    if (group === 'tile') {
      const lane = a.y - 3;
      return [
        dock(a, 'top', 0.7),
        { x: a.x + a.w * 0.7, y: lane },
        { x, y: lane },
        { x, y: socket.y },
        socket,
      ];
    }
    const start = group === 'workers' ? { x: a.x + a.w, y: a.y + 34 } : dock(a, 'right');
    return [start, { x, y: start.y }, { x, y: socket.y }, socket];
  }
  const y = (layout.kubelet.y + layout.kubelet.h + layout.engine.y) / 2;
  const start = dock(a, 'bottom');
  return [start, { x: start.x, y }, { x: socket.x, y }, socket];
}

function fromRegistry(layout: StageLayout): readonly Point[] {
  const box = layout.registry;
  if (layout.kind === 'tall') {
    const start = { x: box.x + box.w - 22, y: box.y + box.h };
    return [start, { x: start.x, y: layout.engine.y }];
  }
  const y = layout.kubelet.y + layout.kubelet.h + 7;
  if (layout.kind === 'low') {
    const start = dock(box, 'right');
    const x = (box.x + box.w + layout.node.x) / 2;
    return [
      start,
      { x, y: start.y },
      { x, y },
      { x: layout.engine.x + 40, y },
      { x: layout.engine.x + 40, y: layout.engine.y },
    ];
  }
  return [dock(box, 'bottom'), dock(layout.engine, 'top', 0.8)];
}

function toPod(layout: StageLayout, a: Box, pod: Box, group: string): readonly Point[] {
  const end = { x: pod.x + Math.min(18, pod.w / 2), y: pod.y };
  if (group === 'engine' || group === 'floor') {
    const socket = socketOf(layout);
    const y = pod.y - 5;
    return [
      socket,
      { x: layout.engine.x + 7, y: socket.y },
      { x: layout.engine.x + 7, y },
      { x: end.x, y },
      end,
    ];
  }
  const y = pod.y - 5;
  if (layout.kind === 'tall') {
    const x = (layout.kubelet.x + layout.kubelet.w + layout.engine.x) / 2;
    const lane = group === 'tile' ? a.y - 3 : a.y + a.h / 2;
    const start = group === 'tile' ? dock(a, 'top', 0.7) : dock(a, 'right');
    return [start, { x: start.x, y: lane }, { x, y: lane }, { x, y }, { x: end.x, y }, end];
  }
  const lane = (layout.kubelet.y + layout.kubelet.h + layout.engine.y) / 2;
  if (group === 'server') {
    const x = layout.kubelet.x + layout.kubelet.w - 5;
    const start = dock(a, 'right');
    return [start, { x, y: start.y }, { x, y: lane }, { x: end.x, y: lane }, end];
  }
  const start = dock(a, 'bottom');
  return [start, { x: start.x, y: lane }, { x: end.x, y: lane }, end];
}

/** From part to part inside the kubelet. */
function inside(a: Box, b: Box, first: string, second: string): readonly Point[] {
  if (second === 'tile') {
    const y = b.y - 4;
    const start = first === 'loop' ? dock(a, 'bottom') : dock(a, 'bottom', 0.3);
    return [start, { x: start.x, y }, { x: b.x + b.w / 2, y }, dock(b, 'top')];
  }
  if (a.x + a.w <= b.x) {
    const start = dock(a, 'right');
    const end = dock(b, 'left');
    const x = (start.x + end.x) / 2;
    return [start, { x, y: start.y }, { x, y: end.y }, end];
  }
  const start = dock(a, 'bottom');
  const end = dock(b, 'top', clamp((start.x - b.x) / b.w, 0.1, 0.9));
  return [
    start,
    { x: start.x, y: (start.y + end.y) / 2 },
    { x: end.x, y: (start.y + end.y) / 2 },
    end,
  ];
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(Math.max(low, high), value));
}
