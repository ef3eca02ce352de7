// A sparkline of what cAdvisor sampled: every sample is a point, a gap stays a gap, nothing is
// smoothed.

import { max } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { curveLinear, curveStepAfter, line } from 'd3-shape';
import { memo, type ReactElement } from 'react';
import type { Series } from '../../projection/rows.ts';
import { type Point, withGaps } from '../charts/chart-model.ts';

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
  if (last === undefined || points.length < 2 || props.width < 20) return null;
  const shown = points.filter(([at]) => at >= last[0] - WINDOW);
  const most = Math.max(1, max(shown, ([, value]) => value) ?? 0);
  const x = scaleLinear([last[0] - WINDOW, last[0]], [2, props.width - 3]);
  const y = scaleLinear([0, most], [props.height - 2, 3]);
  const path = line<Point | undefined>()
    .defined((point) => point !== undefined)
    .x((point) => x(point?.[0] ?? 0))
    .y((point) => y(point?.[1] ?? 0))
    .curve(props.look === 'area' ? curveStepAfter : curveLinear)
    .digits(1);
  return (
    <svg width={props.width} height={props.height} className="sparkline" aria-hidden="true">
      <path d={path(withGaps(shown)) ?? ''} />
      {shown.map(([at, value]) => (
        <circle key={at} cx={x(at)} cy={y(value)} r={1.4} />
      ))}
    </svg>
  );
});
