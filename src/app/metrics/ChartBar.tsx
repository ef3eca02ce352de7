// What stands above charts: whose they are, how fresh, and whether they are drawn or tabled.

import type { ReactElement } from 'react';
import type { ChartFrame } from '../charts/LineChart.tsx';
import { Button } from '../design/controls.tsx';
import { useText } from '../i18n.ts';

/** The bar. */
export function ChartBar(props: {
  readonly title: string;
  readonly detail: string;
  readonly frame: ChartFrame;
  readonly isChosen: boolean;
  readonly onAll: () => void;
  readonly onTable: (isTable: boolean) => void;
}): ReactElement {
  const t = useText();
  const { isTable } = props.frame;
  return (
    <div className="chart-bar">
      <h2>{props.title}</h2>
      <span className="muted">{props.detail}</span>
      <span className="spacer" />
      {props.isChosen && (
        <Button look="quiet" onPress={props.onAll}>
          {t('metrics.chart.all')}
        </Button>
      )}
      <Button look="quiet" isPressed={isTable} onPress={() => props.onTable(!isTable)}>
        {t('metrics.chart.table')}
      </Button>
    </div>
  );
}
