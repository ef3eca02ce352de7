// What stands above charts: whose they are, how fresh, and whether they are drawn or tabled.

import type { ReactElement, ReactNode } from 'react';
import { Button } from '../design/controls.tsx';
import { useText } from '../i18n.ts';
import type { FrameSwitches } from './chart-frame.ts';

/** The bar. */
export function ChartBar(props: {
  /** What is chosen. */
  readonly children: ReactNode;
  readonly detail: string;
  readonly switches: FrameSwitches;
}): ReactElement {
  const t = useText();
  const { isTable, isChosen, onAll, onTable } = props.switches;
  return (
    <div className="chart-bar">
      {props.children}
      <span className="muted">{props.detail}</span>
      <span className="spacer" />
      {isChosen && (
        <Button look="quiet" onPress={onAll}>
          {t('metrics.chart.all')}
        </Button>
      )}
      <Button look="quiet" isPressed={isTable} onPress={() => onTable(!isTable)}>
        {t('metrics.chart.table')}
      </Button>
    </div>
  );
}
