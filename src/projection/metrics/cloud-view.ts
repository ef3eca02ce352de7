// The view `cloud`: what Google Cloud Monitoring was given, by metric type, and the series of the
// type that one looks at.

import { entries } from '../../base/persistent-map.ts';
import type { CloudState, StoredSeries } from '../../cluster/monitoring/cloud/state.ts';
import { stateOf, type World } from '../../kernel/world.ts';
import type { RowChange, ViewRequest } from '../rows.ts';
import { beginUpdate, type Memo, part, partRow, putRow, type ViewSetting } from '../view.ts';
import type { CloudMetricRow, CloudRow, StoreRows } from './rows.ts';

/** Brings the view up to date. */
export function updateCloud(
  world: World,
  setting: ViewSetting,
  view: Extract<ViewRequest, { readonly view: 'cloud' }>,
  memo: Memo,
): readonly RowChange[] {
  const update = beginUpdate(world, setting, memo);
  const state = stateOf<CloudState>(world, 'cloud-monitoring');
  partRow(update, 'cloud', [state], () => (state === undefined ? undefined : cloudRow(state)));
  part(update, 'series', [state?.series, view.metric], () => {
    const rows = state === undefined ? new Map<string, StoreRows>() : rowsOf(state, view.metric);
    for (const key of memo.rows.keys()) {
      if (key !== 'cloud' && !rows.has(key)) putRow(update, key, undefined);
    }
    for (const [key, row] of rows) putRow(update, key, row);
  });
  return update.changes;
}

function cloudRow({ series, ...counted }: CloudState): CloudRow {
  return { row: 'cloud', series: series.size, ...counted };
}

/** The series lie by type: those of one follow each other. */
function rowsOf({ series }: CloudState, metric: string | undefined): Map<string, StoreRows> {
  const rows = new Map<string, StoreRows>();
  for (const [key, one] of entries(series)) {
    const { type, metricKind, valueType } = one;
    const place = `metric/${type}`;
    const before = rows.get(place) as CloudMetricRow | undefined;
    const at = newest(one);
    rows.set(place, {
      row: 'cloud-metric',
      type,
      metricKind,
      valueType,
      count: (before?.count ?? 0) + 1,
      at: before === undefined || before.at < at ? at : before.at,
    });
    if (type !== metric) continue;
    const { labels, project, points } = one;
    rows.set(`series/${key}`, { row: 'cloud-series', type, labels, project, points });
  }
  return rows;
}

function newest({ points }: StoredSeries): CloudMetricRow['at'] {
  return (points.at(-1)?.at ?? 0) as CloudMetricRow['at'];
}
