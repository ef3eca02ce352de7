// The view `logs`: what a container has written, as its node keeps it. Lines carry their times;
// some may lie ahead of the instant shown, where a program's output was worked out in one go.

import { get, values } from '../base/persistent-map.ts';
import type { LinuxState } from '../cluster/linux/state.ts';
import { stateOf, type World } from '../kernel/world.ts';
import { containerOf, type EngineContainer, engineOf, uidOfRecord } from './engine-containers.ts';
import type { LogRow, RowChange, ViewRequest } from './rows.ts';
import { beginUpdate, type Memo, partRow, type ViewSetting } from './view.ts';

/** The view `logs`: the newest instance of a container. */
export function updateLogs(
  world: World,
  setting: ViewSetting,
  args: Extract<ViewRequest, { view: 'logs' }>,
  memo: Memo,
): readonly RowChange[] {
  const update = beginUpdate(world, setting, memo);
  const instance = newestOf(world, args);
  const linux = stateOf<LinuxState>(world, `linux@${args.node}`);
  const container =
    instance === undefined || linux === undefined ? undefined : get(linux.containers, instance.id);
  partRow(update, 'log', [container?.logs.chunks], () => {
    if (container === undefined) return undefined;
    const lines = container.logs.chunks
      .flat()
      .map(({ at, stream, text }) => ({ at, stream, text }));
    return { row: 'log', lines } satisfies LogRow;
  });
  return update.changes;
}

function newestOf(
  world: World,
  args: Extract<ViewRequest, { view: 'logs' }>,
): EngineContainer | undefined {
  let newest: EngineContainer | undefined;
  for (const map of engineOf(world, args.node)?.maps ?? []) {
    for (const record of values(map)) {
      if (uidOfRecord(record) !== args.podUid) continue;
      const one = containerOf(record);
      if (one.name !== args.container) continue;
      if (newest === undefined || one.order > newest.order) newest = one;
    }
  }
  return newest;
}
