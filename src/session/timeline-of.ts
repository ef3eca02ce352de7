// A scenario as a timeline: the cluster assembled, its lines logged, each parsed when it is due.
// Knows nothing of code that may still be on its way; where all is there, `run.ts` is the door.

import { assemble } from '../cluster/assemble.ts';
import { enterCommand } from '../cluster/commands.ts';
import type { Command, TypedLine } from '../cluster/protocol/commands.ts';
import { createTimeline, type LoggedCommand, type Timeline } from '../kernel/timeline.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { withSecondCauses } from './second-causes.ts';
import { words } from './words.ts';

/** How a run differs from what the scenario says. */
export interface RunOptions {
  /** Freeze all state deeply: tests and development. */
  readonly isFrozen?: boolean;
  readonly eventsPerCheckpoint?: number;
  /** Folds events into the digest as they come, instead of when it is asked for. */
  readonly isDigestKept?: boolean;
  /** Lines typed besides the scenario's own. */
  readonly log?: readonly LoggedCommand<TypedLine>[];
}

/** The timeline of a scenario, at time zero. */
export function timelineOf(
  scenario: Pick<Scenario, 'setup' | 'steps'>,
  options: RunOptions = {},
): Timeline<TypedLine> {
  const { isFrozen, eventsPerCheckpoint, isDigestKept = false, log = [] } = options;
  const steps = scenario.steps.map(
    ({ at, line }, index): LoggedCommand<TypedLine> => ({
      id: index + 1,
      at,
      by: 'scenario',
      command: line,
    }),
  );
  // A line is entered again on every replay, but its meaning stays the same.
  const parses = new WeakMap<TypedLine, Command>();
  const timeline = createTimeline<TypedLine>({
    build: () => assemble(scenario.setup, isFrozen === undefined ? {} : { isFrozen }),
    interpret: (simulation, { id, command }) => {
      const parse = parses.get(command) ?? words.get().parseLine(command);
      parses.set(command, parse);
      enterCommand(simulation, id, command.text, parse);
    },
    log: [...steps, ...log],
    isDigestKept,
    ...(eventsPerCheckpoint === undefined ? {} : { eventsPerCheckpoint }),
  });
  const { setSink } = timeline;
  timeline.setSink = (sink) => setSink(sink === undefined ? undefined : withSecondCauses(sink));
  return timeline;
}
