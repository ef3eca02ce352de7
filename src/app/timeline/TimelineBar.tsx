// Lanes per component, a mark per beat, the followed flow joined, commands as flags, folds, one
// playhead. Scrubbed by pointer and by keys.

import {
  type KeyboardEvent,
  memo,
  type PointerEvent,
  type ReactElement,
  useEffect,
  useRef,
  useState,
} from 'react';
import { usePlayerControl } from '../context.tsx';
import { formatAt } from '../format.ts';
import { useText } from '../i18n.ts';
import { playerStore, usePlayerLate } from '../stores.ts';
import { LANES, laneOf, type MarkBook, markBookOf } from './mark-book.ts';
import { instantAt, placeAt } from './time-scale.ts';
import {
  type Drawing,
  followedFlow,
  type MarkLook,
  marksIn,
  pathsOf,
  scaleFor,
  ticksOf,
  windowFor,
} from './timeline-model.ts';

const NAME_W = 84;
/** Room that the words of a tick take. */
const TICK_W = 64;
/** The playhead begins below the words of the ticks, so that it never hides one. */
const HEAD_Y = 16;
/** From the lowest to the uppermost. */
const LOOKS: readonly MarkLook[] = ['other', 'own', 'future other', 'future own'];

/** The timeline. */
export function TimelineBar(): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const room = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ w: 0, h: 0 });
  const [zoom, setZoom] = useState(0);
  const book = useRef<MarkBook | undefined>(undefined);
  const view = usePlayerLate((state) => state);
  useEffect(() => {
    if (room.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect;
      if (box !== undefined) setSize({ w: Math.floor(box.width), h: Math.floor(box.height) });
    });
    observer.observe(room.current);
    return () => observer.disconnect();
  }, []);
  const isFlat = size.w < 640 || size.h < 64;
  const left = isFlat ? 4 : NAME_W;
  const span = windowFor(view, zoom);
  book.current = markBookOf(book.current, view);
  const scale = scaleFor(view, book.current, span);
  const wide = Math.max(1, size.w - left - 8);
  const x = (at: number): number => left + placeAt(scale, at) * wide;
  const toTime = (clientX: number): number => {
    const box = room.current?.getBoundingClientRect();
    return Math.max(0, instantAt(scale, (clientX - (box?.x ?? 0) - left) / wide));
  };
  const scrub = (event: PointerEvent): void => {
    if (event.type === 'pointermove' && event.buttons === 0) return;
    if (event.type === 'pointerdown') {
      event.currentTarget.setPointerCapture(event.pointerId);
      player.pause();
    }
    const { seen, at } = playerStore.getState();
    player.seek(Math.min(toTime(event.clientX), Math.max(seen, at)));
  };
  return (
    <div
      className="lanes"
      ref={room}
      role="slider"
      tabIndex={0}
      aria-label={t('timeline.label')}
      aria-valuemin={0}
      aria-valuemax={Math.round(view.seen / 1e3)}
      aria-valuenow={Math.round(view.at / 1e3)}
      aria-valuetext={formatAt(view.at)}
      onPointerDown={scrub}
      onPointerMove={scrub}
      onWheel={(event) => {
        if (event.ctrlKey || event.altKey) setZoom(clampZoom(zoom - Math.sign(event.deltaY)));
      }}
      onKeyDown={(event) => keys(event)}
    >
      {size.w > 0 && (
        <svg width={size.w} height={size.h} aria-hidden="true">
          <Lanes
            drawing={{ book: book.current, view, span, scale, wide }}
            x={x}
            size={size}
            isFlat={isFlat}
            left={left}
          />
          <g className="playhead" transform={`translate(${x(view.at).toFixed(1)} 0)`}>
            <line y1={HEAD_Y} y2={size.h - 2} />
            <circle cy={HEAD_Y} r={4.5} />
          </g>
        </svg>
      )}
    </div>
  );

  function keys(event: KeyboardEvent): void {
    const { seen, at } = playerStore.getState();
    const step = event.shiftKey ? 1e6 : 100e3;
    if (event.key === 'ArrowRight') player.seek(Math.min(seen, at + step));
    else if (event.key === 'ArrowLeft') player.seek(at - step);
    else if (event.key === 'Home') player.seek(0);
    else if (event.key === 'End') player.seek(seen);
    else if (event.key === '+' || event.key === '=') setZoom(clampZoom(zoom + 1));
    else if (event.key === '-') setZoom(clampZoom(zoom - 1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function clampZoom(zoom: number): number {
  return Math.max(0, Math.min(8, zoom));
}

function Lanes(props: {
  readonly drawing: Drawing;
  readonly x: (at: number) => number;
  readonly size: { readonly w: number; readonly h: number };
  readonly isFlat: boolean;
  readonly left: number;
}): ReactElement {
  const { x, size, left } = props;
  const { view, span, scale, wide } = props.drawing;
  const top = 14;
  const pitch = (size.h - top - (props.isFlat ? 2 : 4)) / (props.isFlat ? 1 : LANES.length);
  const y = (lane: number): number => (props.isFlat ? size.h / 2 + 5 : top + (lane + 0.5) * pitch);
  const paths = pathsOf(marksIn(props.drawing), left, y);
  const flow = followedFlow(view, span);
  const path = flow.map((beat, i) => {
    const lane = laneOf(beat);
    return `${i === 0 ? 'M' : 'L'}${x(beat.at).toFixed(1)} ${y(lane).toFixed(1)}`;
  });
  const flags = view.commands.map((command) => x(command.at));
  const isFree = (at: number): boolean =>
    x(at) + TICK_W < size.w && flags.every((flag) => flag < x(at) + 2 || flag > x(at) + TICK_W);
  return (
    <>
      {ticksOf(scale, wide)
        .filter(isFree)
        .map((at) => (
          <g key={at} className="tick" transform={`translate(${x(at).toFixed(1)} 0)`}>
            <line y1={10} y2={size.h - 4} strokeDasharray="1 4" />
            <text x={10} y={10}>
              {tickText(at)}
            </text>
          </g>
        ))}
      {!props.isFlat && <LaneNames left={left} right={size.w} top={y(0)} pitch={pitch} />}
      {path.length > 1 && <path className="join" d={path.join('')} />}
      {LOOKS.map((look) => (
        <path key={look} className={`mark ${look}`} d={paths.get(look) ?? ''} />
      ))}
      {view.commands.map((command) => {
        if (command.at < span.from || command.at > span.to) return null;
        return (
          <g
            key={command.id}
            className="flag"
            transform={`translate(${x(command.at).toFixed(1)} 0)`}
          >
            <title>{command.text}</title>
            <path d={`M0 ${size.h - 2}V3L9 6.5L1.5 10V${size.h - 2}Z`} />
          </g>
        );
      })}
      {scale.folds.map((fold) => (
        <g key={fold.from}>
          <path className="fold-mark" d={zigzag(x(fold.from), x(fold.to), size.h - 3)} />
        </g>
      ))}
    </>
  );
}

const LaneNames = memo(function LaneNames(props: {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly pitch: number;
}): ReactElement {
  const t = useText();
  return (
    <>
      {LANES.map((lane, i) => {
        const y = props.top + i * props.pitch;
        return (
          <g key={lane}>
            <text className="lane-name" x={0} y={y + 4}>
              {t(`lane.${lane}`)}
            </text>
            <line className="lane-line" x1={props.left} x2={props.right} y1={y} y2={y} />
          </g>
        );
      })}
    </>
  );
});

function tickText(at: number): string {
  const text = formatAt(at);
  return text.replace(/\.?0+ s$/, ' s');
}

function zigzag(from: number, to: number, y: number): string {
  let d = `M${from.toFixed(1)} ${y}`;
  for (let at = from, up = true; at < to; at += 6, up = !up)
    d += `L${at.toFixed(1)} ${up ? y - 4 : y}`;
  return d;
}
