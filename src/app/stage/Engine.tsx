// The container runtime: its images, what it is pulling, and the pods that stand on its floor.

import { type ReactElement, useMemo } from 'react';
import type { EngineRow, PodRow } from '../../projection/rows.ts';
import { Picture } from '../design/controls.tsx';
import { formatBytes, shortImage } from '../format.ts';
import { useText } from '../i18n.ts';
import { selectComponent } from '../selection.ts';
import { STAGE, usePlayer, useRow, useRows, useUi } from '../stores.ts';
import type { Box } from './geometry.ts';
import type { StageLayout } from './layout.ts';
import { PodCard } from './PodCard.tsx';
import { emptyFloor, type PodsLayout, podsLayout, shelfBelow } from './pods-layout.ts';
import { boxStyle } from './Station.tsx';

/** The pods of the focused node in the order they are drawn, with their places. */
export function usePods(layout: StageLayout): {
  readonly pods: ReadonlyMap<string, PodRow>;
  readonly placed: PodsLayout;
} {
  const rows = useRows(STAGE);
  const follow = usePlayer((view) => view.follow);
  const selected = useUi((ui) => (ui.selection?.kind === 'pod' ? ui.selection.uid : undefined));
  const pods = useMemo(() => {
    const found: PodRow[] = [];
    for (const row of rows?.values() ?? [])
      if (row.row === 'pod' && row.node !== undefined) found.push(row);
    found.sort((a, b) => a.createdAt - b.createdAt || (a.uid < b.uid ? -1 : 1));
    return new Map(found.map((pod) => [pod.uid, pod]));
  }, [rows]);
  const order = [...pods.keys()].join(' ');
  const hero = [selected, follow].find((uid) => uid !== undefined && pods.has(uid));
  const placed = useMemo(
    () => podsLayout(layout.pods, order === '' ? [] : order.split(' '), hero),
    [layout, order, hero],
  );
  return { pods, placed };
}

/** The frame of the engine with the pods in it. */
export function Engine(props: {
  readonly layout: StageLayout;
  readonly node: string;
  readonly pods: ReadonlyMap<string, PodRow>;
  readonly placed: PodsLayout;
  readonly hero: string | undefined;
}): ReactElement {
  const { layout, placed } = props;
  const t = useText();
  const row = useRow(STAGE, `engine/${props.node}`, 'engine');
  const name = row?.engine === 'containerd' ? 'containerd' : 'Docker Engine';
  const shelf = useMemo(() => shelfBelow(layout.pods, placed), [layout, placed]);
  return (
    <section className="region" aria-label={t('stage.engineLabel', { name, node: props.node })}>
      <div
        className="frame"
        style={boxStyle(layout.engine)}
        data-down={row?.isUp === false || undefined}
      >
        <button
          type="button"
          className="frame-head"
          data-place="engine"
          tabIndex={-1}
          onClick={() => selectComponent('engine')}
        >
          <Picture name={t('stage.engineImages', { name, images: imagesText(row) })}>
            <b>{name}</b>
            {row?.isUp === false ? (
              <code>{t('stage.stopped')}</code>
            ) : (
              <Images row={row} isShort={shelf !== undefined} />
            )}
          </Picture>
        </button>
      </div>
      {placed.places.length === 0 && (
        <p className="empty-floor" style={boxStyle(emptyFloor(layout.pods))}>
          <span>{t('stage.noPods')}</span>
        </p>
      )}
      {placed.places.map((place) => {
        const pod = props.pods.get(place.uid);
        if (pod === undefined) return null;
        const { x, y, w, h } = place.box;
        return (
          <PodCard
            key={place.uid}
            pod={pod}
            size={place.size}
            x={x}
            y={y}
            w={w}
            h={h}
            isHero={place.uid === props.hero}
          />
        );
      })}
      {shelf !== undefined && row !== undefined && <Shelf box={shelf} row={row} />}
      {placed.hidden > 0 && (
        <p
          className="more-pods"
          style={{ left: layout.pods.x, top: layout.pods.y + layout.pods.h - 18 }}
        >
          {t('stage.morePods', { count: placed.hidden })}
        </p>
      )}
    </section>
  );
}

function imagesText(row: EngineRow | undefined): string {
  return (row?.images ?? []).map((image) => shortImage(image.name)).join(', ');
}

/** What the node has on its disk, where the pods leave room to show it. */
function Shelf(props: { readonly box: Box; readonly row: EngineRow }): ReactElement {
  const t = useText();
  const { images } = props.row;
  const lines = Math.floor((props.box.h - 24) / 20);
  const shown = images.slice(0, images.length > lines ? lines - 1 : lines);
  return (
    <section className="shelf" style={boxStyle(props.box)} aria-label={t('stage.shelf')}>
      <h3 className="stage-label-inline">{t('stage.shelf')}</h3>
      {shown.map((image) => (
        <span key={image.name} className="shelf-row">
          <code className="clip">{shortImage(image.name)}</code>
          <code className="muted">{formatBytes(image.bytes)}</code>
        </span>
      ))}
      {images.length > shown.length && (
        <span className="muted">
          {t('stage.moreImages', { count: images.length - shown.length })}
        </span>
      )}
    </section>
  );
}

function Images(props: {
  readonly row: EngineRow | undefined;
  readonly isShort: boolean;
}): ReactElement {
  const t = useText();
  const { row } = props;
  const pull = row?.pulls[0];
  if (pull !== undefined) {
    const share = pull.totalBytes > 0 ? pull.doneBytes / pull.totalBytes : 0;
    return (
      <span className="pull" data-state="creating">
        <code className="clip">{t('stage.pulling', { image: shortImage(pull.image) })}</code>
        <span className="bar">
          <span className="bar-fill" style={{ transform: `scaleX(${share})` }} />
        </span>
        <code>{formatBytes(pull.doneBytes)}</code>
      </span>
    );
  }
  const images = row?.images ?? [];
  if (props.isShort) return <code>{t('stage.imageCount', { count: images.length })}</code>;
  const shown = images.slice(0, 3).map((image) => shortImage(image.name));
  return (
    <code className="clip images">
      {t('stage.images', { count: images.length })}
      {shown.length > 0 && ` ${shown.join(' ')}`}
      {images.length > 3 && ` +${images.length - 3}`}
    </code>
  );
}
