// A box of the stage that can be selected: by press, Enter or Space; arrows move between stations.

import type { CSSProperties, KeyboardEvent, ReactElement, ReactNode } from 'react';
import { Picture } from '../design/controls.tsx';
import { selectComponent } from '../selection.ts';
import { useUi } from '../stores.ts';
import type { Box } from './geometry.ts';

/** Position and size as a style. */
export function boxStyle(box: Box): CSSProperties {
  return { left: box.x, top: box.y, width: box.w, height: box.h };
}

/** A component of the machine, as a box with a name. */
export function Station(props: {
  readonly id: string;
  readonly box: Box;
  readonly label: string;
  readonly className?: string;
  readonly isFirst?: boolean;
  readonly isDown?: boolean;
  readonly children: ReactNode;
}): ReactElement {
  const isSelected = useUi(
    (ui) => ui.selection?.kind === 'component' && ui.selection.id === props.id,
  );
  return (
    <button
      type="button"
      className={`station ${props.className ?? ''}`}
      style={boxStyle(props.box)}
      data-place={props.id}
      data-selected={isSelected || undefined}
      data-down={props.isDown || undefined}
      tabIndex={props.isFirst ? 0 : -1}
      aria-pressed={isSelected}
      onClick={() => selectComponent(props.id)}
    >
      <Picture name={props.label}>{props.children}</Picture>
    </button>
  );
}

const ARROWS: { readonly [key: string]: readonly [number, number] } = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Moves the focus to the nearest station in the direction of an arrow. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const direction = ARROWS[event.key];
  const here = (event.target as HTMLElement).closest<HTMLElement>('[data-place]');
  if (direction === undefined || here === null) return;
  const from = here.getBoundingClientRect();
  let best: { readonly element: HTMLElement; readonly score: number } | undefined;
  for (const element of event.currentTarget.querySelectorAll<HTMLElement>('[data-place]')) {
    if (element === here) continue;
    const score = wayTo(from, element.getBoundingClientRect(), direction);
    if (score !== undefined && (best === undefined || score < best.score)) {
      best = { element, score };
    }
  }
  if (best === undefined) return;
  event.preventDefault();
  best.element.focus();
}

/** Keeps exactly one station in the order of Tab: the one that had the focus last. */
export function rememberFocus(root: HTMLElement, target: EventTarget): void {
  const station = (target as HTMLElement).closest<HTMLElement>('[data-place]');
  if (station === null) return;
  for (const other of root.querySelectorAll<HTMLElement>('[data-place][tabindex="0"]')) {
    other.tabIndex = -1;
  }
  station.tabIndex = 0;
}

/** How far it is from one box to another that lies ahead; what is beside the way counts more. */
function wayTo(from: DOMRect, to: DOMRect, [x, y]: readonly [number, number]): number | undefined {
  const right = to.left - from.right;
  const left = from.left - to.right;
  const down = to.top - from.bottom;
  const up = from.top - to.bottom;
  const ahead = x > 0 ? right : x < 0 ? left : y > 0 ? down : up;
  if (ahead < -8) return undefined;
  const aside = x === 0 ? Math.max(0, right, left) : Math.max(0, down, up);
  const start = x === 0 ? Math.abs(to.left - from.left) : Math.abs(to.top - from.top);
  return ahead + 3 * aside + start / 20;
}
