// Things drawn from the playhead on every frame: dials of periodic loops, rings that count down, a
// fuse. Each is a function of two instants and the playhead; none has an animation of its own.

import { type ReactElement, useRef } from 'react';
import type { Micros } from '../../kernel/time.ts';
import { useFrame } from '../context.tsx';
import { formatLength } from '../format.ts';

/** Sets what has changed: what is set anew is painted anew. */
export function draw(element: Element | null, name: string, value: string): void {
  if (element !== null && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** To a quarter of a pixel: finer steps would be painted without being seen. */
export function quarter(length: number): number {
  return Math.round(length * 4) / 4;
}

/** A ring that fills from `lastAt` to `nextAt`. */
export function DialRing(props: {
  readonly size: number;
  readonly width: number;
  readonly lastAt?: Micros | undefined;
  readonly nextAt?: Micros | undefined;
  readonly period?: number | undefined;
  readonly isOff?: boolean;
}): ReactElement {
  const ring = useRef<SVGCircleElement>(null);
  const radius = (props.size - props.width) / 2;
  const around = 2 * Math.PI * radius;
  const { lastAt, nextAt, period } = props;
  useFrame(({ at }) => {
    const share = sweep(at, lastAt, nextAt, period);
    draw(ring.current, 'stroke-dasharray', `${quarter(share * around)} ${around}`);
  });
  const middle = props.size / 2;
  return (
    <svg width={props.size} height={props.size} className="dial" aria-hidden="true">
      <circle cx={middle} cy={middle} r={radius} className="dial-track" strokeWidth={props.width} />
      {!props.isOff && (
        <circle
          ref={ring}
          cx={middle}
          cy={middle}
          r={radius}
          className="dial-hand"
          strokeWidth={props.width}
          strokeDasharray={`0 ${around}`}
          transform={`rotate(-90 ${middle} ${middle})`}
        />
      )}
    </svg>
  );
}

/** How much of its period a loop has gone through; 1 where nobody knows when it comes round. */
export function sweep(
  at: number,
  lastAt: number | undefined,
  nextAt: number | undefined,
  period: number | undefined,
): number {
  if (nextAt === undefined) return lastAt === undefined ? 0 : 1;
  const start = lastAt ?? nextAt - (period ?? 1e6);
  if (nextAt <= start) return 1;
  return Math.min(1, Math.max(0, (at - start) / (nextAt - start)));
}

/** Time left until an instant, as text that changes with the playhead. */
export function Countdown(props: {
  readonly until: Micros;
  readonly suffix?: string;
}): ReactElement {
  const text = useRef<HTMLSpanElement>(null);
  useFrame(({ at }) => {
    const node = text.current;
    if (node === null) return;
    const next = `${formatLength(Math.max(0, props.until - at))}${props.suffix ?? ''}`;
    if (node.textContent !== next) node.textContent = next;
  });
  return <span ref={text} className="mono" />;
}

/** The ring of a back-off: notches where the steps are, closing until the next try. */
export function BackoffRing(props: {
  readonly until: Micros;
  readonly delay: number;
  readonly size: number;
}): ReactElement {
  const ring = useRef<SVGCircleElement>(null);
  const radius = props.size / 2 - 3;
  const around = 2 * Math.PI * radius;
  useFrame(({ at }) => {
    const left = Math.min(1, Math.max(0, (props.until - at) / props.delay));
    draw(ring.current, 'stroke-dasharray', `${quarter(left * around)} ${around}`);
  });
  const middle = props.size / 2;
  const steps = [10, 20, 40, 80, 160, 300];
  const reached = steps.filter((step) => step * 1e6 <= props.delay + 1).length;
  return (
    <svg width={props.size} height={props.size} className="backoff-ring" aria-hidden="true">
      <circle cx={middle} cy={middle} r={radius} className="dial-track" strokeWidth={2.5} />
      <circle
        ref={ring}
        cx={middle}
        cy={middle}
        r={radius}
        className="backoff-hand"
        strokeWidth={2.5}
        transform={`rotate(-90 ${middle} ${middle})`}
      />
      {steps.map((step, i) => {
        const angle = (i / steps.length) * 2 * Math.PI - Math.PI / 2;
        const [x, y] = [Math.cos(angle), Math.sin(angle)];
        return (
          <circle
            key={step}
            cx={middle + x * (radius - 5)}
            cy={middle + y * (radius - 5)}
            r={1.1}
            className={i < reached ? 'notch notch-on' : 'notch'}
          />
        );
      })}
    </svg>
  );
}

/** A fuse that burns from the moment of the signal to the kill. */
export function Fuse(props: {
  readonly since: Micros;
  readonly deadline: Micros;
  readonly label: string;
}): ReactElement {
  const burnt = useRef<HTMLSpanElement>(null);
  useFrame(({ at }) => {
    const left = (props.deadline - at) / Math.max(1, props.deadline - props.since);
    const share = Math.min(1, Math.max(0, left));
    if (burnt.current !== null) burnt.current.style.transform = `scaleX(${share.toFixed(3)})`;
  });
  return (
    <span className="fuse">
      <span className="fuse-line">
        <span className="fuse-left" ref={burnt} />
      </span>
      <span className="fuse-text">
        {props.label} <Countdown until={props.deadline} />
      </span>
    </span>
  );
}
