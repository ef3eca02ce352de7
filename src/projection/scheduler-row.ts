// The row of the scheduler: its queues, and the pods it has placed but not yet seen placed.

import { values } from '../base/persistent-map.ts';
import type { QueueName, SchedulerState } from '../cluster/scheduler/state.ts';
import { processNamed } from '../kernel/world.ts';
import type { SchedulerRow } from './rows.ts';
import { partRow, type Update } from './view.ts';

/** Row `scheduler`; none in a cluster without one. */
export function updateScheduler(update: Update): void {
  const process = processNamed(update.world, 'scheduler');
  const state = process?.isUp === true ? (process.state as SchedulerState) : undefined;
  partRow(update, 'scheduler', [process?.isUp, state?.queue, state?.bindings], () =>
    process === undefined ? undefined : schedulerRow(state),
  );
}

function schedulerRow(state: SchedulerState | undefined): SchedulerRow {
  const counts: { [queue in QueueName]: number } = { active: 0, backoff: 0, unschedulable: 0 };
  if (state === undefined) return { row: 'scheduler', isUp: false, ...counts };
  for (const { queue } of values(state.queue)) counts[queue]++;
  const [binding] = [...values(state.bindings)].slice(-1);
  return {
    row: 'scheduler',
    isUp: true,
    ...counts,
    ...(binding === undefined ? {} : { placing: { pod: binding.key, node: binding.node } }),
  };
}
