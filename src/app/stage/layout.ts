// Where everything on the stage stands, hand-placed for three kinds of room: `tall` (control plane
// above, node below), `low` (control plane in a column at the left) and `phone` (one station at a
// time). A pure function of the size, so a test can say that nothing overlaps.

import type { Box } from './geometry.ts';

/** Ids of the dials that have a tile of their own. */
export const TILES = [
  'volumes',
  'secrets',
  'images',
  'probes',
  'pleg',
  'status',
  'cadvisor',
  'eviction',
] as const;

/** Ids of the timers in the head of the kubelet: what it does for its node as a whole. */
export const HEAD_TIMERS = ['node-status', 'lease', 'gc'] as const;

/** One of the tiles. */
export type TileId = (typeof TILES)[number];

/** The four ways a pod reaches the kubelet. */
export const SOURCES = ['api', 'file', 'url', 'http'] as const;

/** Boxes of the stage, in its own pixels. */
export interface StageLayout {
  readonly kind: 'tall' | 'low' | 'phone';
  readonly width: number;
  readonly height: number;
  readonly user: Box;
  readonly apiserver: Box;
  readonly etcd: Box;
  readonly scheduler: Box;
  readonly controllers: Box;
  readonly registry: Box;
  readonly node: Box;
  readonly nodeHead: Box;
  readonly kubelet: Box;
  readonly sources: readonly Box[];
  readonly cache: Box;
  readonly loop: { readonly x: number; readonly y: number; readonly r: number };
  readonly workers: Box;
  readonly workerRows: number;
  readonly workerRowHeight: number;
  readonly tiles: readonly Box[];
  readonly headTimers: readonly Box[];
  readonly engine: Box;
  readonly pods: Box;
}

/** The head of a frame. */
export const HEAD = 31;
/** Room of the kubelet's name in its head. */
const NAME_W = 86;

/** The layout for a stage of this size. */
export function stageLayout(width: number, height: number): StageLayout {
  if (width < 640) return phoneLayout(width);
  if (height >= 600 && width >= 820) return tallLayout(width, height);
  return lowLayout(Math.max(width, 640), Math.max(height, 470));
}

function tallLayout(width: number, height: number): StageLayout {
  const pad = 20;
  const inner = width - 2 * pad;
  const gap = Math.round(inner * 0.046);
  const top = 34;
  const high = Math.round(Math.min(168, Math.max(120, height * 0.19)));
  const wUser = Math.round((inner - 2 * gap) * 0.23);
  const wApi = Math.round((inner - 2 * gap) * 0.355);
  const wEtcd = inner - 2 * gap - wUser - wApi;
  const xApi = pad + wUser + gap;
  const xEtcd = xApi + wApi + gap;
  const small = 26;
  const half = Math.floor((wUser - 8) / 2);
  const low = top + high - small;
  const node: Box = { x: pad, y: top + high + 24, w: inner, h: height - (top + high + 24) - 12 };
  const k = tallKubelet(node);
  return {
    kind: 'tall',
    width,
    height,
    user: { x: pad, y: top, w: wUser, h: high - small - 8 },
    scheduler: { x: pad + half + 8, y: low, w: wUser - half - 8, h: small },
    controllers: { x: pad, y: low, w: half, h: small },
    apiserver: { x: xApi, y: top, w: wApi, h: high },
    etcd: { x: xEtcd, y: top, w: wEtcd, h: high - small - 8 },
    registry: { x: xEtcd + wEtcd - 190, y: low, w: 190, h: small },
    node,
    nodeHead: { x: node.x + 36, y: node.y, w: node.w - 36 - 36, h: 36 },
    ...k,
  };
}

type NodeParts = Pick<
  StageLayout,
  | 'kubelet'
  | 'sources'
  | 'cache'
  | 'loop'
  | 'workers'
  | 'workerRows'
  | 'workerRowHeight'
  | 'tiles'
  | 'headTimers'
  | 'engine'
  | 'pods'
>;

function headTimers(kubelet: Box, w: number): readonly Box[] {
  return HEAD_TIMERS.map((_, i) => ({
    x: kubelet.x + NAME_W + i * (w + 6),
    y: kubelet.y + 6,
    w,
    h: 22,
  }));
}

function tallKubelet(node: Box): NodeParts {
  const x = node.x + 14;
  const y = node.y + 36;
  const h = node.h - 36 - 14;
  const gap = 30;
  const w = Math.round((node.w - 28 - gap) * 0.545);
  const kubelet: Box = { x, y, w, h };
  const left = x + 22;
  const wide = w - 22 - 16;
  const spare = Math.max(0, h - 392);
  const sourceH = 35 + Math.min(6, Math.floor(spare / 24));
  const sourceW = Math.round(wide * 0.3);
  const top = y + HEAD + 22;
  const sources = SOURCES.map((_, i) => ({
    x: left,
    y: top + i * (sourceH + 5),
    w: sourceW,
    h: sourceH,
  }));
  const blockH = 4 * sourceH + 15;
  const cacheW = Math.round(wide * 0.27);
  const cache: Box = { x: left + sourceW + 26, y: top + 6, w: cacheW, h: blockH - 12 };
  const r = Math.round(Math.min(58, blockH / 2 - 18, (wide - sourceW - cacheW - 50) / 2 - 12));
  const loopX = Math.round((cache.x + cache.w + x + w) / 2 + 4);
  const tileH = 37;
  const tilesH = 2 * tileH + 6;
  const tilesY = y + h - 12 - tilesH;
  const tileW = Math.floor((wide - 3 * 6) / 4);
  const tiles = TILES.map((_, i) => ({
    x: left + (i % 4) * (tileW + 6),
    y: tilesY + Math.floor(i / 4) * (tileH + 6),
    w: tileW,
    h: tileH,
  }));
  const workersY = top + blockH + 3;
  const workers: Box = { x: left, y: workersY, w: wide, h: tilesY - 20 - workersY };
  const workerRowHeight = 22;
  const engine: Box = { x: x + w + gap, y, w: node.x + node.w - 14 - (x + w + gap), h };
  return {
    kubelet,
    sources,
    cache,
    loop: { x: loopX, y: Math.round(top + blockH / 2), r },
    workers,
    workerRowHeight,
    workerRows: Math.max(1, Math.floor((workers.h - 20) / workerRowHeight)),
    tiles,
    headTimers: headTimers(kubelet, 70),
    engine,
    pods: { x: engine.x + 14, y: engine.y + HEAD + 6, w: engine.w - 28, h: engine.h - HEAD - 20 },
  };
}

function lowLayout(width: number, height: number): StageLayout {
  const pad = 12;
  const col = Math.round(Math.min(300, Math.max(236, width * 0.262)));
  const link = 22;
  const free = height - 2 * pad - 2 * 28 - 4 * 10;
  const userH = Math.round(free * 0.235);
  const apiH = Math.round(free * 0.41);
  const etcdH = free - userH - apiH;
  let y = pad;
  const place = (h: number): Box => {
    const box = { x: pad, y, w: col, h };
    y += h + 10;
    return box;
  };
  const user = place(userH);
  const apiserver = place(apiH);
  const etcd = place(etcdH);
  const pills = place(28);
  const half = (col - 8) / 2;
  const registry = place(28);
  const nodeX = pad + col + link;
  const node: Box = { x: nodeX, y: pad, w: width - nodeX - pad, h: height - 2 * pad };
  return {
    kind: 'low',
    width,
    height,
    user,
    apiserver,
    etcd,
    scheduler: { ...pills, w: half },
    controllers: { ...pills, x: pills.x + half + 8, w: half },
    registry,
    node,
    nodeHead: { x: node.x + 14, y: node.y, w: node.w - 28, h: 32 },
    ...lowKubelet(node),
  };
}

function lowKubelet(node: Box): NodeParts {
  const x = node.x + 10;
  const y = node.y + 32;
  const w = node.w - 20;
  const left = x + 18;
  const wide = w - 18 - 12;
  // On a narrow screen that is high, the tiles stand in two rows.
  const isNarrow = wide < 500 && node.h >= 560;
  const columns = isNarrow ? 4 : 8;
  const tileH = 38;
  const tilesH = (8 / columns) * (tileH + 6) - 6;
  const h = Math.round(Math.min(214 + tilesH, (node.h - 52) * 0.54));
  const top = y + 32;
  const blockH = h - 32 - tilesH - 18;
  const sourceH = Math.floor((blockH - 9) / 4);
  const sourceW = isNarrow ? 128 : Math.round(wide * 0.235);
  const sources = SOURCES.map((_, i) => ({
    x: left,
    y: top + i * (sourceH + 3),
    w: sourceW,
    h: sourceH,
  }));
  const cache: Box = { x: left + sourceW + 18, y: top, w: Math.round(wide * 0.19), h: blockH };
  const r = Math.round(Math.min(46, blockH / 2 - 10));
  const loopX = cache.x + cache.w + 24 + r;
  const workersX = loopX + r + 24;
  const workers: Box = { x: workersX, y: top, w: left + wide - workersX, h: blockH };
  const workerRowHeight = 36;
  const tileW = (wide - (columns - 1) * 6) / columns;
  const tilesY = y + h - tilesH - 10;
  const engine: Box = { x, y: y + h + 14, w, h: node.y + node.h - 10 - (y + h + 14) };
  const kubelet: Box = { x, y, w, h };
  return {
    kubelet,
    sources,
    cache,
    loop: { x: loopX, y: Math.round(top + blockH / 2), r },
    workers,
    workerRowHeight,
    workerRows: Math.max(1, Math.floor(workers.h / workerRowHeight)),
    tiles: TILES.map((_, i) => ({
      x: left + (i % columns) * (tileW + 6),
      y: tilesY + Math.floor(i / columns) * (tileH + 6),
      w: tileW,
      h: tileH,
    })),
    headTimers: headTimers(kubelet, 70),
    engine,
    pods: { x: engine.x + 12, y: engine.y + 30, w: engine.w - 24, h: engine.h - 40 },
  };
}

/** One column, each station as wide as the screen; the page scrolls between them. */
function phoneLayout(width: number): StageLayout {
  const pad = 12;
  const w = width - 2 * pad;
  let y = pad;
  const place = (h: number): Box => {
    const box = { x: pad, y, w, h };
    y += h + 18;
    return box;
  };
  const user = place(92);
  const apiserver = place(132);
  const etcd = place(114);
  const half = (w - 16) / 3;
  const pills = place(30);
  const start = y;
  const left = pad + 26;
  const wide = w - 38;
  const kTop = start + 40;
  const top = kTop + HEAD + 16;
  const sourceW = Math.round(wide * 0.48);
  const sources = SOURCES.map((_, i) => ({ x: left, y: top + i * 46, w: sourceW, h: 40 }));
  const cache: Box = { x: left + sourceW + 20, y: top, w: wide - sourceW - 20, h: 178 };
  const loopY = top + 178 + 24 + 52;
  const workersY = loopY + 52 + 18;
  const workers: Box = { x: left, y: workersY, w: wide, h: 112 };
  const tileW = (wide - 6) / 2;
  const tilesY = workersY + 112 + 24;
  const tiles = TILES.map((_, i) => ({
    x: left + (i % 2) * (tileW + 6),
    y: tilesY + Math.floor(i / 2) * 44,
    w: tileW,
    h: 38,
  }));
  const kubelet: Box = { x: pad + 10, y: kTop, w: w - 20, h: tilesY + 4 * 44 + 6 - kTop };
  const engine: Box = { x: pad + 10, y: kubelet.y + kubelet.h + 26, w: w - 20, h: 420 };
  const node: Box = { x: pad, y: start, w, h: engine.y + engine.h + 10 - start };
  return {
    kind: 'phone',
    width,
    height: node.y + node.h + pad,
    user,
    apiserver,
    etcd,
    scheduler: { ...pills, w: half },
    controllers: { ...pills, x: pad + half + 8, w: half },
    registry: { ...pills, x: pad + 2 * (half + 8), w: half },
    node,
    nodeHead: { x: node.x + 12, y: node.y, w: node.w - 24, h: 40 },
    kubelet,
    sources,
    cache,
    loop: { x: pad + w / 2, y: loopY, r: 46 },
    workers,
    workerRowHeight: 36,
    workerRows: 3,
    tiles,
    headTimers: headTimers(kubelet, 62),
    engine,
    pods: { x: engine.x + 10, y: engine.y + HEAD + 4, w: engine.w - 20, h: engine.h - HEAD - 16 },
  };
}
