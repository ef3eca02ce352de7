// The view `store`: which InfluxDB answers, and how often what it keeps has changed. Whoever drew
// its answers need not ask again while this row stays the same.

import type { InfluxHttp } from '../../cluster/monitoring/influxdb/influxdb.ts';
import type { WorkloadState } from '../../cluster/monitoring/workload.ts';
import type { World } from '../../kernel/world.ts';
import type { RowChange } from '../rows.ts';
import { beginUpdate, type Memo, partRow, type ViewSetting } from '../view.ts';
import type { StoreRow } from './rows.ts';

/** Brings the view up to date. */
export function updateStore(world: World, setting: ViewSetting, memo: Memo): readonly RowChange[] {
  const update = beginUpdate(world, setting, memo);
  const process = world.processes.find((one) => one.isUp && one.name.startsWith('influxdb@'));
  const state = process?.state as WorkloadState<null, InfluxHttp> | undefined;
  const changes = state?.http.changes;
  partRow(update, 'store', [state?.config.podUid, changes], (): StoreRow => {
    if (state === undefined || changes === undefined) return { row: 'store' };
    return { row: 'store', podUid: state.config.podUid, changes };
  });
  return update.changes;
}
