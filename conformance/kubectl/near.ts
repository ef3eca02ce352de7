// Where in a simulated case a recorded moment may lie: as far from it as the case allows the steps
// around it, each relative to the step it hangs on.

import type { Recording, Step } from '../recording.ts';

/** Any step may come that much sooner or later. */
const LEAST_SECONDS = 1;
/** No step counts for more: beyond it the case has changed. */
const MOST_SECONDS = 24;
/** What a step changed can be read after it. */
const AFTER_SECONDS = 0.03;

/** The second `at` itself, and those after which something else is to be read, nearest first. */
export function nearMoments(
  recording: Recording,
  simulated: readonly Step[],
  at: number,
): readonly number[] {
  const reach = reachAt(recording.steps, at);
  const changes = simulated.filter(({ kind }) => kind === 'watch' || kind === 'event');
  const distance = (one: number): number => Math.abs(one - at);
  const moments = changes.map(({ t }) => t + AFTER_SECONDS);
  const near = moments.filter((one) => distance(one) <= reach);
  return [at, ...near.toSorted((a, b) => distance(a) - distance(b))];
}

/** The most that a step around this second may be off. */
function reachAt(steps: readonly Step[], at: number): number {
  return steps.reduce((most, step) => {
    const slack = Math.min(MOST_SECONDS, slackOf(steps, step));
    const isAround = step.optional !== true && Math.abs(step.t - at) <= slack;
    return isAround ? Math.max(most, slack) : most;
  }, LEAST_SECONDS);
}

/** The tolerance of a step and of those that its time is counted from. */
function slackOf(steps: readonly Step[], step: Step, depth: number = 0): number {
  const { tol, min = 0, max = 0, since } = step;
  const own = tol ?? max - min;
  const anchor = since === undefined ? undefined : steps[since];
  const isRoot = anchor === undefined || depth > steps.length;
  return isRoot ? own : own + slackOf(steps, anchor, depth + 1);
}
