// All code of a session. Node's runners call this first; a worker loads it after its first picture.

import { fillCluster } from '../cluster/whole.ts';
import { openedViews, podRows } from '../projection/late.ts';
import { updateLogs } from '../projection/log-view.ts';
import { updateCloud } from '../projection/metrics/cloud-view.ts';
import { updateHealth } from '../projection/metrics/health-view.ts';
import { updatePipeline } from '../projection/metrics/pipeline-view.ts';
import { updateStore } from '../projection/metrics/store-view.ts';
import { updateUsage } from '../projection/metrics/usage-view.ts';
import { podRow } from '../projection/pod-row.ts';
import { updateRoom } from '../projection/rooms/rooms.ts';
import { loadScenario } from '../scenario/load.ts';
import { parseLine } from '../shell/parse.ts';
import { printedText } from '../shell/print/print.ts';
import { chainOf } from './cause-chain.ts';
import { openLog, readLog, withJournal } from './journal.ts';
import { queryCadvisor, queryMetrics } from './metrics-query.ts';
import { searchOn } from './search.ts';
import { words } from './words.ts';

/** Puts all late code in its places. */
export function fillSession(): void {
  fillCluster();
  podRows.fill({ podRow });
  openedViews.fill({
    logs: updateLogs,
    room: updateRoom,
    usage: updateUsage,
    health: updateHealth,
    pipeline: updatePipeline,
    cloud: updateCloud,
    store: updateStore,
  });
  words.fill({
    chainOf,
    loadScenario,
    parseLine,
    printedText,
    withJournal,
    openLog,
    readLog,
    queryMetrics,
    queryCadvisor,
    searchOn,
  });
}
