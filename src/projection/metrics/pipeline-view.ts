// The view `pipeline`: what metrics-server has of each node and container, from which two scrapes,
// and how its last round went.

import { entries, keys } from '../../base/persistent-map.ts';
import type { MetricsServerLoop, Point } from '../../cluster/monitoring/metrics-server/state.ts';
import type { WorkloadState } from '../../cluster/monitoring/workload.ts';
import type { World } from '../../kernel/world.ts';
import type { RowChange } from '../rows.ts';
import {
  beginUpdate,
  type Memo,
  partRow,
  putRow,
  timerOf,
  type Update,
  type ViewSetting,
} from '../view.ts';
import type { CollectorRow, ScrapedRow } from './rows.ts';

type Loop = MetricsServerLoop;

/** Brings the view up to date. */
export function updatePipeline(
  world: World,
  setting: ViewSetting,
  memo: Memo,
): readonly RowChange[] {
  const update = beginUpdate(world, setting, memo);
  const process = world.processes.find((one) => one.isUp && one.name.startsWith('metrics-server@'));
  const loop = (process?.state as WorkloadState<Loop> | undefined)?.loop;
  updateCollector(update, process?.name, loop);
  updateScraped(update, loop);
  return update.changes;
}

function updateCollector(
  update: Update,
  process: string | undefined,
  loop: Loop | undefined,
): void {
  const timer = process === undefined ? undefined : timerOf(update.world, process, 'tick');
  const inputs = [process, loop?.tickedAt, loop?.scrape, loop?.isTickOk, timer];
  partRow(update, 'collector', inputs, () =>
    process === undefined || loop === undefined
      ? undefined
      : ({
          row: 'collector',
          process,
          resolution: loop.options.resolution,
          ...(loop.tickedAt === null ? {} : { tickedAt: loop.tickedAt }),
          ...(timer === undefined ? {} : { nextAt: timer.deliverAt }),
          waiting: loop.scrape === null ? [] : [...keys(loop.scrape.waiting)],
          isOk: loop.isTickOk,
        } satisfies CollectorRow),
  );
}

function updateScraped(update: Update, loop: Loop | undefined): void {
  const { memo } = update;
  if (memo.parts.get('storage') === loop?.storage && memo.parts.has('storage')) return;
  memo.parts.set('storage', loop?.storage);
  const rows = new Map<string, ScrapedRow>();
  if (loop !== undefined) {
    const { last, previous } = loop.storage;
    const nodes = new Map(entries(previous.nodes));
    for (const [name, point] of entries(last.nodes)) {
      rows.set(`scraped/${name}`, scraped(name, point, nodes.get(name)));
    }
    const pods = new Map(entries(previous.pods));
    for (const [pod, points] of entries(last.pods)) {
      for (const { name, point } of points) {
        const before = pods.get(pod)?.find((one) => one.name === name)?.point;
        rows.set(`scraped/${pod}/${name}`, { ...scraped(name, point, before), pod });
      }
    }
  }
  for (const key of memo.rows.keys()) {
    if (key.startsWith('scraped/') && !rows.has(key)) putRow(update, key, undefined);
  }
  for (const [key, row] of rows) putRow(update, key, row);
}

/** v0.4 passes on the kubelet's own rate; later ones compare two points. */
function scraped(name: string, point: Point, before: Point | undefined): ScrapedRow {
  const { at, cpuNanos, nanoCores, memoryBytes } = point;
  return {
    row: 'scraped',
    name,
    at,
    memoryBytes,
    ...(nanoCores > 0 ? { cpuMillis: nanoCores / 1e6 } : {}),
    ...(before === undefined || before.at >= at || nanoCores > 0
      ? {}
      : { since: before.at, cpuMillis: (cpuNanos - before.cpuNanos) / (at - before.at) }),
  };
}
