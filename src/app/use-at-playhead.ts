// Asks the session what stands at the playhead: again whenever that has moved, or only when the
// answer could be another one; one question at a time, a few times a second at most.

import { useEffect, useRef, useState } from 'react';
import type { Micros } from '../kernel/time.ts';
import { usePlayerLate } from './stores.ts';

/**
 * The newest answer; `ask` has to stay the same function as long as the question does. Where
 * `keyOf` says the same as before, nothing is asked; it says undefined while it cannot know.
 */
export function useAtPlayhead<T>(
  ask: (at: Micros) => Promise<T | undefined>,
  periodMs: number,
  keyOf: (at: Micros) => string | number | undefined = (moment) => moment,
): T | undefined {
  const at = usePlayerLate((view) => view.at);
  const latest = useRef(at);
  latest.current = at;
  const key = useRef(keyOf);
  key.current = keyOf;
  const [answer, setAnswer] = useState<T>();
  useEffect(() => {
    let asked: string | number | undefined;
    let isBusy = false;
    let isOver = false;
    const look = async (): Promise<void> => {
      const wanted = key.current(latest.current);
      if (isBusy || wanted === undefined || asked === wanted) return;
      isBusy = true;
      asked = wanted;
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
