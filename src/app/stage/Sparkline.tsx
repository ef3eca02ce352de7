// A sparkline of what cAdvisor sampled: every sample is a point, a gap stays a gap, nothing is
// smoothed.

import { memo, type ReactElement } from 'react';
import type { Series } from '../../projection/rows.ts';

const WINDOW = 120e6;

/** Samples of the last two minutes before the newest one. */
export const Sparkline: React.MemoExoticComponent<
  (props: {
    readonly series: Series;
    readonly width: number;
    readonly height: number;
    readonly look?: 'line' | 'area';
  }) => ReactElement | null
> = memo(function Sparkline(props) {
  const { points } = props.series;
  const last = points.at(-1);
  if (last === undefined || points.length < 3 || props.width < 20) return null;
  const shown = points.filter(([at]) => at >= last[0] - WINDOW);
  const most = Math.max(1, ...shown.map(([, value]) => value));
  const gap = typicalGap(shown.map(([at]) => at)) * 1.9;
  const x = (at: number): number => 2 + ((at - (last[0] - WINDOW)) / WINDOW) * (props.width - 5);
  const y = (value: number): number => props.height - 2 - (value / most) * (props.height - 5);
  let d = '';
  shown.forEach(([at, value], i) => {
    const before = shown[i - 1];
    const isJoined = before !== undefined && at - before[0] <= gap;
    if (isJoined && props.look === 'area') d += `H${x(at).toFixed(1)}V${y(value).toFixed(1)}`;
    else d += `${isJoined ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  return (
    <svg width={props.width} height={props.height} className="sparkline" aria-hidden="true">
      <path d={d} />
      {shown.map(([at, value]) => (
        <circle key={at} cx={x(at)} cy={y(value)} r={1.4} />
      ))}
    </svg>
  );
});

function typicalGap(times: readonly number[]): number {
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? at));
  gaps.sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? WINDOW;
}
