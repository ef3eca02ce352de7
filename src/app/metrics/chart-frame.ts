// The span, cursor and playhead that all charts of the drawer share.

import { useCallback, useMemo, useState } from 'react';
import type { Span } from '../charts/chart-model.ts';
import type { ChartFrame } from '../charts/LineChart.tsx';
import { usePlayerControl } from '../context.tsx';
import { usePlayerLate } from '../stores.ts';

/** What one switches for all charts at once, above them. */
export interface FrameSwitches {
  readonly isTable: boolean;
  /** Whether somebody chose the span. */
  readonly isChosen: boolean;
  readonly onAll: () => void;
  readonly onTable: (isTable: boolean) => void;
}

/** A frame that shows the last `length` microseconds, until a span is chosen. */
export function useChartFrame(length: number): {
  readonly frame: ChartFrame;
  readonly switches: FrameSwitches;
} {
  const player = usePlayerControl();
  const now = usePlayerLate((view) => view.at);
  const [chosen, setChosen] = useState<Span>();
  const [cursor, setCursor] = useState<number>();
  const [isTable, setTable] = useState(false);
  const onSeek = useCallback(
    (at: number) => {
      player.pause();
      player.seek(at);
    },
    [player],
  );
  const frame = useMemo(
    () => ({
      span: chosen ?? ([now - length, now] as const),
      now,
      cursor,
      isTable,
      onCursor: setCursor,
      onSpan: setChosen,
      onSeek,
    }),
    [chosen, now, length, cursor, isTable, onSeek],
  );
  const onAll = useCallback(() => setChosen(undefined), []);
  const isChosen = chosen !== undefined;
  return { frame, switches: { isTable, isChosen, onAll, onTable: setTable } };
}
