// The nine state glyphs and the few icons of the page, drawn as SVG. Shape carries the state;
// colour only repeats it. Decorative always: the word stands beside them.

import type { ReactElement } from 'react';
import type { DisplayState } from '../../projection/rows.ts';

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.8 } as const;
const round = { strokeLinecap: 'round', strokeLinejoin: 'round' } as const;

const shapes: { readonly [K in DisplayState]: ReactElement } = {
  pending: <circle cx="8" cy="8" r="5.6" {...line} strokeDasharray="3 2" />,
  creating: (
    <>
      <circle cx="8" cy="8" r="5.8" {...line} />
      <path d="M8 8V2.2A5.8 5.8 0 0 1 13.8 8Z" fill="currentColor" />
    </>
  ),
  running: <path d="M4.2 2.6 13.4 8l-9.2 5.4Z" {...line} {...round} />,
  ready: (
    <>
      <rect x="1.6" y="1.6" width="12.8" height="12.8" rx="3.2" fill="currentColor" />
      <path d="m4.6 8.3 2.4 2.4 4.4-5" {...line} {...round} stroke="var(--panel)" />
    </>
  ),
  backoff: (
    <>
      <path d="M8 1.8 15 14H1Z" {...line} {...round} />
      <path d="M8 6.4v3.4l2 1.4" {...line} {...round} strokeWidth={1.5} />
    </>
  ),
  failed: (
    <>
      <path d="M5 1.5h6L14.5 5v6L11 14.5H5L1.5 11V5Z" {...line} {...round} strokeWidth={2} />
      <path d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2" {...line} {...round} strokeWidth={2} />
    </>
  ),
  terminating: (
    <>
      <rect x="2" y="2" width="12" height="12" rx="1.5" {...line} />
      <path d="M2.6 8h10.8v5.4H2.6Z" fill="currentColor" />
    </>
  ),
  completed: <path d="m1.4 8.4 3.2 3.4 5-7.2M7.6 10.4l1.3 1.4 5.4-7.2" {...line} {...round} />,
  unknown: (
    <>
      <path d="M4.9 5.6a3.1 3.1 0 1 1 4.6 2.7c-1 .6-1.5 1-1.5 2.2" {...line} {...round} />
      <circle cx="8" cy="13.4" r="1.2" fill="currentColor" />
    </>
  ),
};

/** The glyph of a state, in the state's colour when a parent sets `data-state`. */
export function StateGlyph(props: {
  readonly state: DisplayState;
  readonly size?: number;
}): ReactElement {
  const size = props.size ?? 14;
  return (
    <svg
      className="glyph"
      data-state={props.state}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
    >
      {shapes[props.state]}
    </svg>
  );
}

const icons = {
  start: <path d="M3.5 3v10M12.8 3.6 6 8l6.8 4.4Z" {...line} {...round} />,
  back: <path d="M10.8 3.4 4.6 8l6.2 4.6Z" fill="currentColor" {...round} />,
  forward: <path d="M5.2 3.4 11.4 8l-6.2 4.6Z" fill="currentColor" {...round} />,
  play: <path d="M4 2.6 13.2 8 4 13.4Z" fill="currentColor" />,
  pause: <path d="M4 3h3v10H4ZM9 3h3v10H9Z" fill="currentColor" />,
  plus: <path d="M8 3v10M3 8h10" {...line} {...round} />,
  terminal: <path d="m3 4.4 4 3.6-4 3.6M8.4 12H13" {...line} {...round} />,
  wrench: (
    <path
      d="M13.6 4.2 11 6.6 9.2 4.9l2.5-2.5A3.9 3.9 0 0 0 6.7 7L2.2 11.6a1.5 1.5 0 0 0 2.1 2.1L8.9 9.2a3.9 3.9 0 0 0 4.7-5Z"
      {...line}
      {...round}
      strokeWidth={1.5}
    />
  ),
  chart: <path d="M2.4 2.4v11.2h11.2M4.8 10.4 7.4 7l2.4 2 3.4-4.6" {...line} {...round} />,
  sun: (
    <path
      d="M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1.2v1.4m0 10.8v1.4M1.2 8h1.4m10.8 0h1.4M3.2 3.2l1 1m7.6 7.6 1 1m0-9.6-1 1m-7.6 7.6-1 1"
      {...line}
      {...round}
      strokeWidth={1.5}
    />
  ),
  moon: <path d="M13.6 9.7A5.9 5.9 0 0 1 6.3 2.4a5.9 5.9 0 1 0 7.3 7.3Z" {...line} {...round} />,
  contrast: (
    <>
      <circle cx="8" cy="8" r="5.8" {...line} />
      <path d="M8 2.2a5.8 5.8 0 0 1 0 11.6Z" fill="currentColor" />
    </>
  ),
  screen: <path d="M2 3h12v8H2Zm6 8v2.6M5 13.6h6" {...line} {...round} strokeWidth={1.5} />,
  close: <path d="m4 4 8 8m0-8-8 8" {...line} {...round} />,
  more: <path d="M8 3.4v.1M8 8v.1m0 4.5v.1" {...line} {...round} strokeWidth={2.6} />,
  up: <path d="m4.4 9.6 3.6-3.4 3.6 3.4" {...line} {...round} />,
  down: <path d="m4.4 6.4 3.6 3.4 3.6-3.4" {...line} {...round} />,
  pin: <path d="M8 2.2v8.6M8 14v-.2M4.6 10.8h6.8" {...line} {...round} />,
  flag: <path d="M4 14V2.6h7.4L9.6 5.4l1.8 2.8H4" {...line} {...round} strokeWidth={1.5} />,
  help: shapes.unknown,
} as const;

/** Names of the icons. */
export type IconName = keyof typeof icons;

/** A small icon; give its button a name. */
export function Icon(props: { readonly name: IconName; readonly size?: number }): ReactElement {
  const size = props.size ?? 16;
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" className="icon">
      {icons[props.name]}
    </svg>
  );
}
