// Asks the session what stands at the playhead: again whenever that has moved, one question at a
// time, a few times a second at most.

import { useEffect, useRef, useState } from 'react';
import type { Micros } from '../kernel/time.ts';
import { usePlayerLate } from './stores.ts';

/** The newest answer; `ask` has to stay the same function as long as the question does. */
export function useAtPlayhead<T>(
  ask: (at: Micros) => Promise<T | undefined>,
  periodMs: number,
): T | undefined {
  const at = usePlayerLate((view) => view.at);
  const latest = useRef(at);
  latest.current = at;
  const [answer, setAnswer] = useState<T>();
  useEffect(() => {
    let asked: number | undefined;
    let isBusy = false;
    let isOver = false;
    const look = async (): Promise<void> => {
      if (isBusy || asked === latest.current) return;
      isBusy = true;
      asked = latest.current;
      const found = await ask(latest.current);
      isBusy = false;
      if (!isOver && found !== undefined) setAnswer(found);
    };
    void look();
    const timer = setInterval(() => void look(), periodMs);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [ask, periodMs]);
  return answer;
}
