// A view that is watched as long as somebody shows it.

import { useEffect } from 'react';
import type { Rows } from '../player/buffer.ts';
import type { ViewRequest } from '../projection/rows.ts';
import type { WatchId } from '../session/protocol.ts';
import { usePlayerControl } from './context.tsx';
import { useRows } from './stores.ts';

/** All rows of a view; `view` has to stay the same object as long as it asks the same. */
export function useWatch(watch: WatchId, view: ViewRequest): Rows | undefined {
  const player = usePlayerControl();
  useEffect(() => {
    player.watch(watch, view);
    return () => player.unwatch(watch);
  }, [player, watch, view]);
  return useRows(watch);
}
