// The same as a chart, as a table: one line for each instant at which somebody has a sample. Each
// value is there to the last digit as well.

import type { ReactElement } from 'react';
import { ScrollRegion } from '../design/ScrollRegion.tsx';
import { formatAt } from '../format.ts';
import { useText } from '../i18n.ts';
import { type ChartLine, formatValue, instantsOf, type Unit } from './chart-model.ts';
import type { ChartFrame } from './LineChart.tsx';

/** The table; newest first. */
export function ChartTable(props: {
  readonly title: string;
  readonly unit: Unit;
  readonly lines: readonly ChartLine[];
  readonly frame: ChartFrame;
}): ReactElement {
  const t = useText();
  const { title, unit, lines, frame } = props;
  const instants = [...instantsOf(lines, frame.span)].reverse();
  const values = lines.map(({ points }) => new Map(points));
  return (
    <ScrollRegion className="chart-table" label={title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('metrics.chart.time')}</th>
            {lines.map(({ id, name }) => (
              <th key={id} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {instants.map((at) => (
            <tr key={at}>
              <th scope="row">{formatAt(at)}</th>
              {lines.map(({ id }, i) => {
                const value = values[i]?.get(at);
                return (
                  <td key={id}>
                    {value !== undefined && <data value={value}>{formatValue(unit, value)}</data>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
