// A pod as what it is: a pause slab that owns the network, containers standing on it as rooms,
// volumes in the cellar. Draws again only when its row or its place changed.

import { memo, type ReactElement } from 'react';
import type { PodRow } from '../../projection/rows.ts';
import { Breakable } from '../design/Breakable.tsx';
import { Picture } from '../design/controls.tsx';
import { StateGlyph } from '../design/glyphs.tsx';
import { formatAge } from '../format.ts';
import { useText } from '../i18n.ts';
import { selectPod } from '../selection.ts';
import { usePlayer } from '../stores.ts';
import { Cellar } from './Cellar.tsx';
import { ContainerRoom } from './ContainerRoom.tsx';
import { Fuse } from './Dial.tsx';
import type { PodSize } from './pods-layout.ts';

interface CardProps {
  readonly pod: PodRow;
  readonly size: PodSize;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly isHero: boolean;
}

/** One pod on the floor of the runtime. */
export const PodCard: React.MemoExoticComponent<(props: CardProps) => ReactElement> = memo(
  function PodCard(props: CardProps) {
    const { pod, size } = props;
    const style = { left: props.x, top: props.y, width: props.w, height: props.h };
    if (size === 'cell') return <Cell {...props} style={style} />;
    if (size === 'small') return <Small {...props} style={style} />;
    const isLarge = size === 'large';
    // There the status of a single container is said in its room, where there is room for it.
    const isTight = props.h < 116;
    return (
      <div
        className={`pod pod-${size} ${isTight ? 'pod-tight' : ''} ${props.h < 92 ? 'pod-low' : ''}`}
        style={style}
        data-state={pod.display}
        data-hero={props.isHero || undefined}
        data-gone={!pod.isInApi || undefined}
      >
        <div className="pod-top">
          <Head pod={pod} hasStatus={!isTight || pod.containers.length !== 1} />
          {pod.deletion !== undefined && isLarge && <DeletionFuse pod={pod} />}
        </div>
        <Rooms pod={pod} isLarge={isLarge} width={props.w - 16} height={props.h} />
        <Slab pod={pod} isLarge={isLarge} />
        {isLarge && pod.volumes.length > 0 && props.h > 190 && (
          <Cellar volumes={pod.volumes} containers={pod.containers} />
        )}
      </div>
    );
  },
  looksSame,
);

/** A cell shows little of its pod: most of what happens to the pod changes nothing in it. */
function looksSame(a: CardProps, b: CardProps): boolean {
  const keys = ['size', 'x', 'y', 'w', 'h', 'isHero'] as const;
  if (keys.some((key) => a[key] !== b[key])) return false;
  if (a.pod === b.pod) return true;
  const shown = ['uid', 'name', 'statusText', 'display'] as const;
  return a.size === 'cell' && shown.every((key) => a.pod[key] === b.pod[key]);
}

function Head(props: { readonly pod: PodRow; readonly hasStatus: boolean }): ReactElement {
  const { pod } = props;
  const t = useText();
  const state = t(`state.${pod.display}`);
  return (
    <button
      type="button"
      className="pod-head"
      data-place={`pod.${pod.uid}`}
      tabIndex={-1}
      onClick={() => selectPod(pod.uid)}
    >
      <Picture
        name={t('stage.podLabel', {
          name: pod.name,
          status: pod.statusText,
          state,
          ready: pod.ready,
          restarts: pod.restarts,
        })}
      >
        <StateGlyph state={pod.display} />
        <b className="clip">{pod.name}</b>
        {props.hasStatus && <span className="pod-status clip">{pod.statusText}</span>}
      </Picture>
    </button>
  );
}

function DeletionFuse({ pod }: { readonly pod: PodRow }): ReactElement | null {
  const t = useText();
  const { deletion } = pod;
  if (deletion === undefined) return null;
  const since = deletion.at;
  const label = t('stage.grace');
  return <Fuse since={since} deadline={deletion.deadline} label={label} />;
}

function Rooms(props: {
  readonly pod: PodRow;
  readonly isLarge: boolean;
  readonly width: number;
  readonly height: number;
}): ReactElement {
  const { pod } = props;
  const count = Math.max(1, pod.containers.length);
  const width = (props.width - (count - 1) * 6) / count;
  const isCramped = width < 76 || props.height < 116;
  const isLow = props.isLarge && width >= 320 && props.height < 190;
  let init = 0;
  return (
    <div className="rooms">
      {pod.containers.map((container) => {
        if (container.role === 'init') init += 1;
        return (
          <ContainerRoom
            key={container.name}
            uid={pod.uid}
            container={container}
            order={container.role === 'init' ? init : 0}
            width={width}
            detail={isCramped ? 0 : props.isLarge ? 2 : 1}
            note={props.height < 116 && count === 1 ? pod.statusText : ''}
            isLow={isLow}
          />
        );
      })}
    </div>
  );
}

function Slab(props: { readonly pod: PodRow; readonly isLarge: boolean }): ReactElement {
  const t = useText();
  const { sandbox } = props.pod;
  const ip = sandbox.state === 'none' ? undefined : (sandbox.ip ?? props.pod.ip);
  const age = usePlayer((view) =>
    sandbox.startedAt === undefined || sandbox.state !== 'ready'
      ? ''
      : formatAge(Math.floor((view.at - sandbox.startedAt) / 1e6) * 1e6),
  );
  const hasEnded = /Succeeded|Failed/.test(props.pod.phase);
  const isOver = props.pod.deletion !== undefined || hasEnded;
  const isStopped =
    (sandbox.state === 'notready' && isOver) || (sandbox.state === 'none' && hasEnded);
  const look = isStopped ? 'stopped' : sandbox.state;
  const isShown = props.isLarge || sandbox.state !== 'ready';
  return (
    <div className="slab" data-sandbox={look}>
      <span className="slab-name">pause</span>
      {sandbox.attempt > 0 && <code className="chip">#{sandbox.attempt}</code>}
      <span className="slab-note clip">{isShown && t(`sandbox.${look}`)}</span>
      {props.isLarge && age !== '' && <span className="slab-age">{age}</span>}
      {ip !== undefined && <code className="ip-plate">{ip}</code>}
    </div>
  );
}

type Styled = CardProps & { readonly style: React.CSSProperties };

function Small({ pod, style, isHero, h }: Styled): ReactElement {
  const t = useText();
  const isTall = h >= 52;
  return (
    <button
      type="button"
      className={`pod pod-small ${h < 40 ? 'pod-flat' : ''}`}
      {...pressable(pod, isHero)}
      style={style}
    >
      <Picture name={`${pod.name}: ${pod.statusText}, ${t(`state.${pod.display}`)}`}>
        <StateGlyph state={pod.display} />
        <span className="small-text">
          <b className="clip">{pod.name}</b>
          <span className={`pod-status ${isTall ? 'clamp-2' : 'clip'}`}>
            <Breakable name={pod.statusText} />
          </span>
        </span>
      </Picture>
    </button>
  );
}

function Cell({ pod, style, isHero }: Styled): ReactElement {
  return (
    <button
      type="button"
      className="pod pod-cell"
      {...pressable(pod, isHero)}
      style={style}
      title={`${pod.name} · ${pod.statusText}`}
      aria-label={`${pod.name}: ${pod.statusText}`}
    >
      <StateGlyph state={pod.display} size={Math.min(16, Number(style.width) - 8)} />
    </button>
  );
}

/** What makes a whole pod one button. */
function pressable(pod: PodRow, isHero: boolean): React.ComponentProps<'button'> & DataAttributes {
  return {
    'data-state': pod.display,
    'data-hero': isHero || undefined,
    'data-place': `pod.${pod.uid}`,
    tabIndex: -1,
    onClick: () => selectPod(pod.uid),
  };
}

interface DataAttributes {
  readonly [name: `data-${string}`]: string | boolean | undefined;
}
