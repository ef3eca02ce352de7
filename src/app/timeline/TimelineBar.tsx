// Lanes per component, a mark per beat, the followed flow joined, commands as flags, folds, one
// playhead. Scrubbed by pointer and by keys.

import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  useEffect,
  useRef,
  useState,
} from 'react';
import { usePlayerControl } from '../context.tsx';
import { formatAt } from '../format.ts';
import { useText } from '../i18n.ts';
import { usePlayer } from '../stores.ts';
import { instantAt, placeAt, type TimeScale } from './time-scale.ts';
import {
  followedFlow,
  LANES,
  laneOf,
  marksIn,
  scaleFor,
  ticksOf,
  type Window,
  windowFor,
} from './timeline-model.ts';

const NAME_W = 84;
/** Room that the words of a tick take. */
const TICK_W = 64;
/** The playhead begins below the words of the ticks, so that it never hides one. */
const HEAD_Y = 16;

/** The timeline. */
export function TimelineBar(): ReactElement {
  const t = useText();
  const player = usePlayerControl();
  const room = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ w: 0, h: 0 });
  const [zoom, setZoom] = useState(0);
  const view = usePlayer((state) => state);
  useEffect(() => {
    if (room.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect;
      if (box !== undefined) setSize({ w: Math.floor(box.width), h: Math.floor(box.height) });
    });
    observer.observe(room.current);
    return () => observer.disconnect();
  }, []);
  const isPhone = size.w < 640;
  const left = isPhone ? 4 : NAME_W;
  const span = windowFor(view, zoom);
  const scale = scaleFor(view, span);
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
    player.seek(Math.min(toTime(event.clientX), Math.max(view.seen, view.at)));
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
            span={span}
            scale={scale}
            wide={wide}
            x={x}
            size={size}
            isPhone={isPhone}
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
    const step = event.shiftKey ? 1e6 : 100e3;
    if (event.key === 'ArrowRight') player.seek(Math.min(view.seen, view.at + step));
    else if (event.key === 'ArrowLeft') player.seek(view.at - step);
    else if (event.key === 'Home') player.seek(0);
    else if (event.key === 'End') player.seek(view.seen);
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
  readonly span: Window;
  readonly scale: TimeScale;
  readonly wide: number;
  readonly x: (at: number) => number;
  readonly size: { readonly w: number; readonly h: number };
  readonly isPhone: boolean;
  readonly left: number;
}): ReactElement {
  const t = useText();
  const { x, size, span, left } = props;
  const view = usePlayer((state) => state);
  const top = 14;
  const pitch = (size.h - top - (props.isPhone ? 2 : 4)) / (props.isPhone ? 1 : LANES.length);
  const y = (lane: number): number => (props.isPhone ? size.h / 2 + 5 : top + (lane + 0.5) * pitch);
  const marks = marksIn(view, span, x);
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
      {ticksOf(props.scale, props.wide)
        .filter(isFree)
        .map((at) => (
          <g key={at} className="tick" transform={`translate(${x(at).toFixed(1)} 0)`}>
            <line y1={10} y2={size.h - 4} strokeDasharray="1 4" />
            <text x={10} y={10}>
              {tickText(at)}
            </text>
          </g>
        ))}
      {!props.isPhone &&
        LANES.map((lane, i) => (
          <g key={lane}>
            <text className="lane-name" x={0} y={y(i) + 4}>
              {t(`lane.${lane}`)}
            </text>
            <line className="lane-line" x1={left} x2={size.w} y1={y(i)} y2={y(i)} />
          </g>
        ))}
      {path.length > 1 && <path className="join" d={path.join('')} />}
      {marks.map((mark) => (
        <rect
          key={`${mark.lane} ${mark.x}`}
          className="mark"
          data-own={mark.isOwn}
          data-future={mark.isFuture}
          x={mark.x - mark.width / 2}
          y={y(mark.lane) - 4.5}
          width={mark.width}
          height={9}
          rx={3}
        />
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
      {props.scale.folds.map((fold) => (
        <g key={fold.from}>
          <path className="fold-mark" d={zigzag(x(fold.from), x(fold.to), size.h - 3)} />
        </g>
      ))}
    </>
  );
}

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
