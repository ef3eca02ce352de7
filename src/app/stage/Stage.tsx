// The stage: measures its room, chooses the layout, and puts control plane, node, kubelet, runtime
// and the messages between them into it.

import { type ReactElement, useEffect, useMemo, useRef, useState } from 'react';
import { MenuAt } from '../design/controls.tsx';
import { useText } from '../i18n.ts';
import { useProposals } from '../proposals.ts';
import { selectPlace } from '../selection.ts';
import { usePlayer, useUi } from '../stores.ts';
import { Channels } from './Channels.tsx';
import { ControlPlane } from './ControlPlane.tsx';
import { Engine, usePods } from './Engine.tsx';
import { FlightLayer } from './FlightLayer.tsx';
import { Kubelet } from './Kubelet.tsx';
import { stageLayout } from './layout.ts';
import { chipBoxes, NodeHead } from './NodeHead.tsx';
import type { Places } from './places.ts';
import { boxStyle, moveFocus, rememberFocus } from './Station.tsx';

/** The whole stage. */
export function Stage(): ReactElement {
  const t = useText();
  const room = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<{ readonly w: number; readonly h: number } | undefined>();
  const isPresenter = useUi((ui) => ui.isPresenter);
  const scale = isPresenter && size !== undefined ? presenterScale(size.w, size.h) : 1;
  useEffect(() => {
    const element = room.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect;
      if (box !== undefined) setSize({ w: Math.floor(box.width), h: Math.floor(box.height) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <main className="stage" ref={room} aria-label={t('stage.label')}>
      {size !== undefined && size.w > 0 && (
        <StageAt width={size.w / scale} height={size.h / scale} scale={scale} />
      )}
    </main>
  );
}

/** For a class: as large as the lowest layout still has room. */
function presenterScale(width: number, height: number): number {
  return Math.max(1, Math.min(1.4, width / 980, height / 508));
}

function StageAt(props: {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}): ReactElement {
  const layout = useMemo(
    () => stageLayout(Math.floor(props.width), Math.floor(props.height)),
    [props.width, props.height],
  );
  const node = useUi((ui) => ui.node);
  const nodes = usePlayer((view) => view.nodes);
  const { pods, placed } = usePods(layout);
  const places: Places = useMemo(() => {
    const chips = new Map(chipBoxes(layout.nodeHead, nodes));
    chips.delete(node);
    return {
      layout,
      focus: node,
      pods: new Map(placed.places.map((place) => [place.uid, place])),
      nodes: nodes.length > 1 ? chips : new Map(),
    };
  }, [layout, node, nodes, placed]);
  const isReduced = useReducedMotion();
  // Not drawn again because a pod changed: what is inside reads its own rows.
  const still = useMemo(
    () => (
      <>
        <ControlPlane layout={layout} />
        <NodeHead box={layout.nodeHead} node={node} isPhone={layout.kind === 'phone'} />
        <Kubelet layout={layout} node={node} />
      </>
    ),
    [layout, node],
  );
  const [anchor, setAnchor] = useState<HTMLElement>();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the stations inside
    <div
      className={`stage-board stage-${layout.kind}`}
      style={{ width: layout.width, height: layout.height, zoom: props.scale }}
      onKeyDown={moveFocus}
      onFocus={(event) => rememberFocus(event.currentTarget, event.target)}
      onContextMenu={(event) => {
        const place = (event.target as HTMLElement).closest<HTMLElement>('[data-place]');
        if (place === null) return;
        event.preventDefault();
        selectPlace(place.dataset['place'] ?? '');
        setAnchor(place);
      }}
    >
      <div className="node-frame" style={boxStyle(layout.node)} />
      <Channels places={places} />
      {still}
      <Engine layout={layout} node={node} pods={pods} placed={placed} hero={undefined} />
      <FlightLayer places={places} isReduced={isReduced} />
      {anchor !== undefined && <Actions anchor={anchor} onClose={() => setAnchor(undefined)} />}
    </div>
  );
}

/** What one could do to what was pressed: by the other mouse button, or Shift and F10. */
function Actions(props: {
  readonly anchor: HTMLElement;
  readonly onClose: () => void;
}): ReactElement {
  const t = useText();
  const { entries, choose } = useProposals();
  return (
    <MenuAt
      anchor={props.anchor}
      label={t('top.break')}
      entries={entries}
      onAction={choose}
      onClose={props.onClose}
    />
  );
}

function useReducedMotion(): boolean {
  const [isReduced, setReduced] = useState(false);
  useEffect(() => {
    const query = window.matchMedia('(prefers-reduced-motion: reduce)');
    const read = (): void => setReduced(query.matches);
    read();
    query.addEventListener('change', read);
    return () => query.removeEventListener('change', read);
  }, []);
  return isReduced;
}
