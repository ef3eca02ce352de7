// A line chart: d3 computes, React draws. Samples are points, gaps stay gaps. A cursor reads values
// (pointer or arrow keys), dragging chooses a span, a press or Enter moves the playhead there.

import { scaleLinear } from 'd3-scale';
import { area, curveLinear, curveStepAfter, line } from 'd3-shape';
import {
  type KeyboardEvent,
  memo,
  type PointerEvent,
  type ReactElement,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Button } from '../design/controls.tsx';
import { formatAt } from '../format.ts';
import { useText } from '../i18n.ts';
import { ChartLegend } from './ChartLegend.tsx';
import { ChartTable } from './ChartTable.tsx';
import {
  type ChartLine,
  formatMark,
  formatTick,
  formatValue,
  instantsOf,
  type Point,
  pointsIn,
  type Span,
  sampleAt,
  timeTicks,
  type Unit,
  valueTicks,
  withGaps,
} from './chart-model.ts';

/** What all charts of a page have in common: one span, one cursor, one playhead. */
export interface ChartFrame {
  readonly span: Span;
  /** The playhead. */
  readonly now: number;
  readonly cursor: number | undefined;
  readonly isTable: boolean;
  readonly onCursor: (at: number | undefined) => void;
  readonly onSpan: (span: Span) => void;
  readonly onSeek: (at: number) => void;
}

/** A chart with its title and legend. */
export interface ChartProps {
  readonly title: string;
  readonly unit: Unit;
  readonly lines: readonly ChartLine[];
  readonly frame: ChartFrame;
  /** Told where there is nothing to draw. */
  readonly empty: string;
  /** What is measured, where, and why one looks at it; told in the place of the plot. */
  readonly about?: string;
  /** A value that the axis reaches at least, e.g. a capacity. */
  readonly limit?: { readonly name: string; readonly value: number };
}

/** Letters of the longest mark of an axis, and its room in letters. */
const MARK_LETTERS = 8.5;
/** A letter's width to its height. */
const LETTER = 0.6;
/** Pixels a pointer may move and still be a press. */
const SLACK = 4;

/** The chart. */
export const LineChart: React.MemoExoticComponent<(props: ChartProps) => ReactElement> = memo(
  function LineChart(props) {
    const t = useText();
    const id = useId();
    const [isTold, setTold] = useState(false);
    const { title, unit, lines, about } = props;
    const isEmpty = lines.every(({ points }) => points.length === 0);
    return (
      <figure className="chart" aria-labelledby={id}>
        <figcaption>
          <span id={id}>{title}</span>
          <span className="chart-unit">{t(`metrics.unit.${unit}`)}</span>
          {about !== undefined && (
            <Button
              look="quiet"
              label={t('metrics.chart.about', { title })}
              isPressed={isTold}
              onPress={() => setTold(!isTold)}
            >
              ?
            </Button>
          )}
        </figcaption>
        {isTold && <p className="chart-about">{about}</p>}
        {!isTold && isEmpty && <p className="quiet chart-empty">{props.empty}</p>}
        {!isTold && !isEmpty && <Drawn {...props} />}
      </figure>
    );
  },
);

function Drawn(props: ChartProps): ReactElement {
  const { title, unit, lines, frame } = props;
  return (
    <>
      <ChartLegend unit={unit} lines={lines} frame={frame} />
      {frame.isTable ? (
        <ChartTable title={title} {...{ unit, lines, frame }} />
      ) : (
        <Plot {...props} />
      )}
    </>
  );
}

function Plot(props: ChartProps): ReactElement {
  const t = useText();
  const { title, unit, lines, frame, limit } = props;
  const room = useRef<HTMLDivElement>(null);
  const { width, height, type } = useSize(room);
  const marks = useMemo(() => {
    const capped = limit === undefined ? lines : [...lines, limitLine(limit, frame.span)];
    return valueTicks(unit, capped, frame.span, height < 130 ? 2 : 4);
  }, [unit, lines, limit, frame.span, height]);
  const left = type * LETTER * MARK_LETTERS;
  const [right, top, bottom] = [width - type * 1.6, type * 0.6, height - type * 1.6];
  const x = scaleLinear(frame.span, [left, Math.max(right, left + 1)]);
  const y = scaleLinear([0, marks.at(-1) ?? 1], [bottom, top]);
  const hand = useHand(frame, lines, (px) => x.invert(px));
  const read = frame.cursor ?? frame.now;
  return (
    <div
      className="plot"
      ref={room}
      role="slider"
      tabIndex={0}
      aria-label={t('metrics.chart.cursor', { title })}
      aria-valuemin={Math.round(frame.span[0] / 1e6)}
      aria-valuemax={Math.round(frame.span[1] / 1e6)}
      aria-valuenow={Math.round(read / 1e6)}
      aria-valuetext={spoken(lines, unit, read)}
      {...hand.listeners}
    >
      {width > 0 && height > 0 && (
        <svg width={width} height={height} aria-hidden="true">
          {marks.map((mark) => (
            <g key={mark} className="chart-mark" transform={`translate(0 ${y(mark)})`}>
              <line x1={left} x2={right} />
              <text x={left - type * LETTER} dy="0.32em">
                {formatMark(unit, mark)}
              </text>
            </g>
          ))}
          {timeTicks(frame.span, Math.max(2, Math.floor(width / (type * 8)))).map((at) => (
            <text key={at} className="chart-time" x={x(at)} y={height - type * 0.4}>
              {formatTick(at)}
            </text>
          ))}
          {limit !== undefined && <Limit {...limit} {...{ left, right, type }} y={y} />}
          <Lines lines={lines} span={frame.span} x={x} y={y} left={left} />
          <line className="chart-now" x1={x(frame.now)} x2={x(frame.now)} y1={top} y2={bottom} />
          {frame.cursor !== undefined && (
            <g className="chart-cursor">
              <line x1={x(frame.cursor)} x2={x(frame.cursor)} y1={top} y2={bottom} />
              {lines.map(({ id, points, look }) => {
                const found = sampleAt(points, frame.cursor ?? 0);
                if (found === undefined || found[0] < frame.span[0]) return null;
                return <circle key={id} data-look={look} cx={x(found[0])} cy={y(found[1])} r={4} />;
              })}
            </g>
          )}
          {hand.drag !== undefined && (
            <rect
              className="chart-brush"
              x={Math.min(x(hand.drag[0]), x(hand.drag[1]))}
              y={top}
              width={Math.abs(x(hand.drag[1]) - x(hand.drag[0]))}
              height={bottom - top}
            />
          )}
        </svg>
      )}
    </div>
  );
}

/** What may not be passed, with its name above it, or below where there is no room. */
function Limit(props: {
  readonly name: string;
  readonly value: number;
  readonly left: number;
  readonly right: number;
  readonly type: number;
  readonly y: Scale;
}): ReactElement {
  const { name, left, right, type } = props;
  const y = props.y(props.value);
  return (
    <g className="chart-limit">
      <line x1={left} x2={right} y1={y} y2={y} />
      <text x={left + type * 0.5} y={y > type * 1.6 ? y - type * 0.35 : y + type}>
        {name}
      </text>
    </g>
  );
}

function limitLine({ name, value }: NonNullable<ChartProps['limit']>, [from]: Span): ChartLine {
  return { id: 'limit', name, points: [[from, value]], look: 1 };
}

type Scale = (value: number) => number;

/** Lines and their samples; more than a few samples per line are drawn without their points. */
const Lines = memo(function Lines(props: {
  readonly lines: readonly ChartLine[];
  readonly span: Span;
  readonly x: Scale;
  readonly y: Scale;
  readonly left: number;
}): ReactElement {
  const { span, x, y, left } = props;
  const clip = useId();
  return (
    <>
      <clipPath id={clip}>
        <rect x={left - 3} y={0} width={Math.max(0, x(span[1]) - left + 6)} height={y(0) + 1} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        {props.lines.map((one) => {
          const shown = pointsIn(one.points, span);
          const curve = one.isStep === true ? curveStepAfter : curveLinear;
          const pen = line<Point | undefined>()
            .defined((point) => point !== undefined)
            .x((point) => x(point?.[0] ?? 0))
            .y((point) => y(point?.[1] ?? 0))
            .curve(curve)
            .digits(1);
          const filled = area<Point | undefined>()
            .defined((point) => point !== undefined)
            .x((point) => x(point?.[0] ?? 0))
            .y0(y(0))
            .y1((point) => y(point?.[1] ?? 0))
            .curve(curve)
            .digits(1);
          const drawn = withGaps(shown);
          return (
            <g key={one.id} className="chart-line" data-look={one.look}>
              {one.isArea === true && <path className="chart-area" d={filled(drawn) ?? ''} />}
              <path d={pen(drawn) ?? ''} />
              {shown.length <= 60 &&
                shown.map(([at, value]) => <circle key={at} cx={x(at)} cy={y(value)} r={2} />)}
            </g>
          );
        })}
      </g>
    </>
  );
});

function spoken(lines: readonly ChartLine[], unit: Unit, at: number): string {
  const values = lines.slice(0, 8).flatMap(({ name, points }) => {
    const found = sampleAt(points, at);
    return found === undefined ? [] : [`${name} ${formatValue(unit, found[1])}`];
  });
  return [formatAt(at), ...values].join(', ');
}

/** Pointer and keys on a plot. */
function useHand(
  frame: ChartFrame,
  lines: readonly ChartLine[],
  instantAt: (px: number) => number,
): {
  readonly drag: Span | undefined;
  readonly listeners: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerLeave: () => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
} {
  const begun = useRef<{ readonly px: number; readonly at: number } | undefined>(undefined);
  const [drag, setDrag] = useState<Span>();
  const within = (at: number): number => Math.max(frame.span[0], Math.min(frame.span[1], at));
  const place = (
    event: PointerEvent<HTMLElement>,
  ): { readonly px: number; readonly at: number } => {
    const px = event.clientX - event.currentTarget.getBoundingClientRect().left;
    return { px, at: within(instantAt(px)) };
  };
  return {
    drag,
    listeners: {
      onPointerDown: (event) => {
        begun.current = place(event);
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove: (event) => {
        const { px, at } = place(event);
        frame.onCursor(at);
        const from = begun.current;
        if (from !== undefined && Math.abs(px - from.px) > SLACK) setDrag([from.at, at]);
      },
      onPointerUp: (event) => {
        const { at } = place(event);
        if (drag === undefined) frame.onSeek(Math.min(at, frame.now));
        else frame.onSpan([Math.min(...drag), Math.max(...drag)]);
        begun.current = undefined;
        setDrag(undefined);
      },
      onPointerLeave: () => {
        if (begun.current === undefined) frame.onCursor(undefined);
      },
      onKeyDown: (event) => {
        if (pressed(event, frame, lines)) {
          event.preventDefault();
          event.stopPropagation();
        }
      },
    },
  };
}

/** Arrows walk along the samples; Enter goes there; Escape puts the cursor away. */
function pressed(event: KeyboardEvent, frame: ChartFrame, lines: readonly ChartLine[]): boolean {
  const instants = instantsOf(lines, frame.span);
  const at = frame.cursor ?? frame.now;
  switch (event.key) {
    case 'ArrowLeft':
      frame.onCursor(instants.findLast((one) => one < at) ?? instants[0]);
      return true;
    case 'ArrowRight':
      frame.onCursor(instants.find((one) => one > at) ?? instants.at(-1));
      return true;
    case 'Home':
      frame.onCursor(instants[0]);
      return true;
    case 'End':
      frame.onCursor(instants.at(-1));
      return true;
    case 'Enter':
      frame.onSeek(at);
      return true;
    case 'Escape':
      if (frame.cursor === undefined) return false;
      frame.onCursor(undefined);
      return true;
    default:
      return false;
  }
}

/** The size of a room, and of the type in it. */
function useSize(room: React.RefObject<HTMLDivElement | null>): {
  readonly width: number;
  readonly height: number;
  readonly type: number;
} {
  const [size, setSize] = useState({ width: 0, height: 0, type: 13 });
  useEffect(() => {
    const element = room.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect;
      if (box === undefined) return;
      const type = Number.parseFloat(getComputedStyle(element).fontSize);
      setSize({ width: Math.floor(box.width), height: Math.floor(box.height), type });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [room]);
  return size;
}
