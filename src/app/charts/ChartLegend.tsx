// What the lines of a chart are, what each says at the cursor (or last), and how old that is.

import type { ReactElement } from 'react';
import { formatAge } from '../format.ts';
import { type ChartLine, formatValue, sampleAt, type Unit } from './chart-model.ts';
import type { ChartFrame } from './LineChart.tsx';

/** The legend, above the plot. */
export function ChartLegend(props: {
  readonly unit: Unit;
  readonly lines: readonly ChartLine[];
  readonly frame: ChartFrame;
}): ReactElement {
  const { unit, lines, frame } = props;
  return (
    <ul className="chart-legend">
      {lines.map(({ id, name, points, look }) => {
        const found = sampleAt(points, frame.cursor ?? frame.now);
        return (
          <li key={id}>
            <svg width={20} height={8} aria-hidden="true" className="chart-line" data-look={look}>
              <path d="M1 4H19" />
            </svg>
            <span className="chart-name">{name}</span>
            {found === undefined ? (
              <span className="muted">–</span>
            ) : (
              <>
                <b>{formatValue(unit, found[1])}</b>
                <span className="muted">{formatAge(frame.now - found[0])}</span>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}
