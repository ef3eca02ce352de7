// The kubelet's inside: four sources, the local cache, syncLoop, a worker per pod with its seven
// steps, and the managers with their timers.

import { type ReactElement, useMemo, useRef } from 'react';
import type { PlayerView } from '../../player/view.ts';
import type { Dial, KubeletRow, WorkerRow } from '../../projection/rows.ts';
import { currentBeat } from '../beats.ts';
import { useFrame } from '../context.tsx';
import { formatLength } from '../format.ts';
import { type Text, useText } from '../i18n.ts';
import { selectComponent } from '../selection.ts';
import { STAGE, usePlayer, useRowPart, useRows, useUi } from '../stores.ts';
import { DialRing, draw, quarter, sweep } from './Dial.tsx';
import type { Box } from './geometry.ts';
import { HEAD_TIMERS, SOURCES, type StageLayout, TILES, type TileId } from './layout.ts';
import { boxStyle, Station } from './Station.tsx';
import { WorkerLines } from './Workers.tsx';

/** The frame of the kubelet with everything in it. */
export function Kubelet(props: {
  readonly layout: StageLayout;
  readonly node: string;
}): ReactElement {
  const { layout } = props;
  const t = useText();
  const { node } = props;
  const isDown = usePart(node, (row) => row.isUp) === false;
  return (
    <section className="region" aria-label={t('stage.kubeletLabel', { node })}>
      <div className="frame" style={boxStyle(layout.kubelet)} data-down={isDown || undefined}>
        <button
          type="button"
          className="frame-head"
          data-place="kubelet"
          tabIndex={-1}
          onClick={() => selectComponent('kubelet')}
        >
          <b>kubelet</b>
          <code>{isDown ? t('stage.stopped') : ':10250'}</code>
        </button>
      </div>
      {layout.kind !== 'low' && (
        <h3
          className="stage-label"
          style={{ left: layout.sources[0]?.x, top: (layout.sources[0]?.y ?? 0) - 18 }}
        >
          {t('stage.sources')}
        </h3>
      )}
      {HEAD_TIMERS.map((id, i) => (
        <HeadTimer key={id} id={id} box={layout.headTimers[i]} node={node} />
      ))}
      {SOURCES.map((id, i) => (
        <Source key={id} id={id} layout={layout} index={i} node={node} />
      ))}
      <Cache layout={layout} node={node} />
      <Loop layout={layout} node={node} />
      <WorkersArea layout={layout} />
      {layout.kind !== 'low' && (
        <h3
          className="stage-label"
          style={{ left: layout.tiles[0]?.x, top: (layout.tiles[0]?.y ?? 0) - 18 }}
        >
          {t('stage.managers')}
        </h3>
      )}
      {TILES.map((id, i) => (
        <Tile key={id} id={id} layout={layout} index={i} node={node} />
      ))}
    </section>
  );
}

/** A part of the kubelet's row: no part draws again because another one changed. */
function usePart<T>(node: string, select: (row: KubeletRow) => T): T | undefined {
  return useRowPart(STAGE, `kubelet/${node}`, 'kubelet', select);
}

function useDial(node: string, id: Dial['id']): Dial | undefined {
  return usePart(node, (row) => row.dials.find((dial) => dial.id === id));
}

/** A timer beside the kubelet's name: what it does for the node, not for a pod. */
function HeadTimer(props: {
  readonly id: (typeof HEAD_TIMERS)[number];
  readonly box: Box | undefined;
  readonly node: string;
}): ReactElement | null {
  const t = useText();
  const dial = useDial(props.node, props.id);
  if (props.box === undefined) return null;
  const every = dial === undefined ? '' : formatLength(dial.period);
  return (
    <Station
      id={`tile.${props.id}`}
      box={props.box}
      className="head-timer"
      isDown={dial?.isHealthy === false}
      label={`${t(`dial.${props.id}.name`)}. ${t('stage.every', { period: every })}`}
    >
      <DialRing
        size={13}
        width={2.4}
        lastAt={dial?.lastAt}
        nextAt={dial?.nextAt}
        period={dial?.period}
        isOff={dial?.nextAt === undefined}
      />
      {t(`dial.${props.id}.short`)}
    </Station>
  );
}

function Source(props: {
  readonly id: (typeof SOURCES)[number];
  readonly layout: StageLayout;
  readonly index: number;
  readonly node: string;
}): ReactElement | null {
  const t = useText();
  const box = props.layout.sources[props.index];
  const source = usePart(props.node, (row) => row.sources.find((one) => one.id === props.id));
  const isFresh = usePlayer(
    (view) => source?.lastAt !== undefined && view.at - source.lastAt < 600_000,
  );
  if (box === undefined) return null;
  const status = source?.status ?? 'off';
  const name = t(`source.${props.id}.name`);
  const detail = status === 'off' ? t('source.off') : source?.detail || t('source.idle');
  return (
    <Station
      id={`source.${props.id}`}
      box={box}
      className="source"
      isDown={status === 'broken'}
      label={`${name}: ${detail}`}
    >
      <span className="source-body" data-status={status} data-active={isFresh || undefined}>
        <span className="source-name">{name}</span>
        <span className="source-detail" hidden={box.h < 32}>
          <code className="clip">{detail}</code>
          {source?.nextAt !== undefined && status !== 'off' && box.h >= 32 && (
            <DialRing size={13} width={2.4} lastAt={source.lastAt} nextAt={source.nextAt} />
          )}
        </span>
      </span>
    </Station>
  );
}

function Cache(props: { readonly layout: StageLayout; readonly node: string }): ReactElement {
  const t = useText();
  const follow = usePlayer((view) => view.follow);
  const cache = usePart(props.node, (row) => row.cache) ?? [];
  const { cache: box } = props.layout;
  const room = Math.max(1, Math.floor((box.h - 50) / 17));
  const shown = [...cache].sort((a, b) => Number(b.uid === follow) - Number(a.uid === follow));
  return (
    <Station
      id="cache"
      box={box}
      className="cache"
      label={t('stage.cacheLabel', { count: cache.length })}
    >
      <span className="part-title">{t('stage.cache')}</span>
      <span className="cache-rows">
        {shown.slice(0, room).map((one) => (
          <span key={one.uid} className="cache-row" data-active={one.uid === follow || undefined}>
            <code className="clip">{one.name}</code>
            {one.resourceVersion !== '' && <code className="muted">{one.resourceVersion}</code>}
          </span>
        ))}
      </span>
      <span className="part-foot">{t('stage.pods', { count: cache.length })}</span>
    </Station>
  );
}

function Loop(props: { readonly layout: StageLayout; readonly node: string }): ReactElement {
  const t = useText();
  const { x, y, r } = props.layout.loop;
  const sync = useDial(props.node, 'sync');
  const housekeeping = useDial(props.node, 'housekeeping');
  const { last, queue } = usePart(props.node, (row) => row.loop) ?? { queue: 0 };
  const isFresh = usePlayer((view) => last !== undefined && view.at - last.at < 500_000);
  const size = 2 * r;
  return (
    <Station
      id="loop"
      box={{ x: x - r, y: y - r, w: size, h: size }}
      className="loop"
      label={t('stage.loopLabel', { what: last?.what ?? '', pod: last?.pod ?? '' })}
    >
      <LoopRing size={size} sync={sync} housekeeping={housekeeping} />
      <span
        className="loop-text"
        data-active={isFresh || undefined}
        data-small={size < SMALL || undefined}
      >
        <b>syncLoop</b>
        <code className="loop-what clip">{shortOf(last?.what ?? '–')}</code>
        <code className="muted clip">{last?.pod ?? ''}</code>
      </span>
      {queue > 0 && <span className="badge loop-badge">{queue}</span>}
    </Station>
  );
}

/** A ring of fewer pixels has no room for `RECONCILE` at full size. */
const SMALL = 104;

/** What fits inside the ring: of `PLEG ContainerStarted` the first word. */
function shortOf(what: string): string {
  return what.length > 12 ? (what.split(' ')[0] ?? what) : what;
}

/** The sync tick (1 s) as the thick hand, housekeeping (2 s) as the thin one inside. */
function LoopRing(props: {
  readonly size: number;
  readonly sync: Dial | undefined;
  readonly housekeeping: Dial | undefined;
}): ReactElement {
  const outer = useRef<SVGPathElement>(null);
  const inner = useRef<SVGCircleElement>(null);
  const middle = props.size / 2;
  const r = middle - 5;
  const small = r - 7;
  useFrame(({ at }) => {
    const one = sweep(at, props.sync?.lastAt, props.sync?.nextAt, props.sync?.period);
    draw(outer.current, 'transform', `rotate(${Math.round(one * 720) / 2} ${middle} ${middle})`);
    const two = sweep(at, props.housekeeping?.lastAt, props.housekeeping?.nextAt, 2e6);
    const angle = two * 2 * Math.PI - Math.PI / 2;
    draw(inner.current, 'cx', String(quarter(middle + Math.cos(angle) * small)));
    draw(inner.current, 'cy', String(quarter(middle + Math.sin(angle) * small)));
  });
  const arc = `M${middle} ${middle - r}A${r} ${r} 0 0 0 ${middle - r * 0.72} ${middle - r * 0.694}`;
  return (
    <svg width={props.size} height={props.size} aria-hidden="true" className="loop-ring">
      <circle cx={middle} cy={middle} r={r} className="dial-track" strokeWidth={8} />
      <path ref={outer} d={arc} className="loop-hand" strokeWidth={8} />
      <circle ref={inner} r={2.6} className="loop-dot" cx={middle} cy={middle - small} />
    </svg>
  );
}

/**
 * The step that is being told, as `step uid`: the first ones take no time, the story shows each.
 */
function toldStep(view: PlayerView): string | undefined {
  const beat = currentBeat(view);
  if (beat?.uid === undefined || beat.at !== view.at) return undefined;
  const step = /^SyncStep\.(\d)$/.exec(beat.topic)?.[1];
  return step === undefined ? undefined : `${step} ${beat.uid}`;
}

function WorkersArea({ layout }: { readonly layout: StageLayout }): ReactElement {
  const rows = useRows(STAGE);
  const follow = usePlayer((view) => view.follow);
  const selected = useUi((ui) => (ui.selection?.kind === 'pod' ? ui.selection.uid : undefined));
  const workers = useMemo(() => {
    const all: WorkerRow[] = [];
    for (const row of rows?.values() ?? []) if (row.row === 'worker') all.push(row);
    const weight = (one: WorkerRow): number =>
      (one.uid === follow ? 8 : 0) + (one.uid === selected ? 4 : 0) + (one.isWorking ? 2 : 0);
    return all.sort((a, b) => weight(b) - weight(a));
  }, [rows, follow, selected]);
  const told = usePlayer(toldStep);
  const shown = useMemo(() => {
    if (told === undefined) return workers;
    const [uid, step] = [told.slice(2), Number(told[0])];
    return workers.map((one) =>
      one.uid === uid && one.state === 'SyncPod'
        ? { ...one, step, stepStatus: 'active' as const, isWorking: true }
        : one,
    );
  }, [workers, told]);
  return <WorkerLines layout={layout} workers={shown} follow={follow} />;
}

function Tile(props: {
  readonly id: TileId;
  readonly layout: StageLayout;
  readonly index: number;
  readonly node: string;
}): ReactElement | null {
  const t = useText();
  const box = props.layout.tiles[props.index];
  const dial = useDial(props.node, props.id);
  if (box === undefined) return null;
  const name = t(`dial.${props.id}.name`);
  const value = dial === undefined ? '–' : dialText(t, props.id, dial);
  const every = dial === undefined ? '' : formatLength(dial.period);
  return (
    <Station
      id={`tile.${props.id}`}
      box={box}
      className="tile"
      isDown={dial?.isHealthy === false}
      label={`${name}: ${value}. ${t('stage.every', { period: every })}`}
    >
      <span className="tile-text">
        <span className="tile-name">{name}</span>
        <span className="tile-value clip">
          {props.layout.kind === 'low' ? (dial?.count ?? '–') : value}
        </span>
      </span>
      <DialRing
        size={props.layout.kind === 'low' ? 15 : 18}
        width={3}
        lastAt={dial?.lastAt}
        nextAt={dial?.nextAt}
        period={dial?.period}
        isOff={dial === undefined}
      />
    </Station>
  );
}

function dialText(t: Text, id: TileId, dial: Dial): string {
  const { count } = dial;
  if (id === 'images') return count > 0 ? t('dial.images.value', { count }) : t('source.idle');
  if (id === 'eviction') return t(count > 0 ? 'dial.eviction.pressure' : 'dial.eviction.value');
  return t(`dial.${id}.value`, { count });
}
