// A scenario as a timeline, with all code at hand: the headless runner and the tests start here.

import type { TypedLine } from '../cluster/protocol/commands.ts';
import type { Timeline } from '../kernel/timeline.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type RunOptions, timelineOf } from './timeline-of.ts';
import { fillSession } from './whole.ts';

/** The timeline of a scenario, at time zero. */
export function openTimeline(
  scenario: Pick<Scenario, 'setup' | 'steps'>,
  options: RunOptions = {},
): Timeline<TypedLine> {
  fillSession();
  return timelineOf(scenario, options);
}
