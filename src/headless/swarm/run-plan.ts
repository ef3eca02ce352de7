// Carries out a plan under the eyes of all checkers, and once more from its session file.

import type { TypedLine } from '../../cluster/protocol/commands.ts';
import { type Micros, micros } from '../../kernel/time.ts';
import type { LoggedCommand, Timeline } from '../../kernel/timeline.ts';
import { loadScenario } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { openTimeline } from '../../session/run.ts';
import { checkCalm } from './check-calm.ts';
import { checkObjects } from './check-objects.ts';
import { checkGrace, checkPauses } from './check-runtime.ts';
import type { Checker, Finding, Report } from './finding.ts';
import { type Plan, sessionOf } from './plan.ts';

/** How much of the checking is done. */
export interface RunOptions {
  /** Runs a second time from the log, with steps back, and compares digests. */
  readonly isRepeated: boolean;
  /** How many events a second may take. */
  readonly eventsPerSecond?: number;
}

const SECOND = 1_000_000;

/** So many events a second are no cluster of this size at work: four times what a storm takes. */
const EVENTS_PER_SECOND = 2_000;

/** What is wrong with a run; the first finding of each kind. */
export function runPlan(plan: Plan, options: RunOptions): readonly Finding[] {
  const findings: Finding[] = [];
  const report: Report = (rule, at, text, how = '') => {
    const isKnown = findings.some((found) => found.rule === rule && found.how === how);
    if (!isKnown) findings.push({ rule, how, at, text });
  };
  const scenario = scenarioOf(plan);
  const first = timelineOf(plan, scenario);
  const checkers: readonly Checker[] = [
    checkObjects(plan.edition, report),
    checkPauses(plan.nodes, report),
    checkGrace(plan.nodes, plan.quietAt, scenario.setup.epochSeconds, report),
    checkCalm(plan, report),
  ];
  first.setSink({
    fact(fact) {
      for (const checker of checkers) checker.fact?.(fact);
    },
  });
  const most = options.eventsPerSecond ?? EVENTS_PER_SECOND;
  /** What the second run has to come to, a while after the storm. */
  let expected = '';
  guarded(report, first, () => {
    for (let at = SECOND; at <= plan.endAt; at += SECOND) {
      if (first.advance(micros(at), most).stopped === 'budget') {
        const text = `more than ${most} events in a second`;
        return report('nothing spins', first.now as Micros, text);
      }
      for (const checker of checkers) checker.look?.(first.world, micros(at));
      if (options.isRepeated && at === comparedAt(plan)) expected = first.digest();
    }
  });
  if (options.isRepeated && findings.length === 0) repeat(plan, scenario, expected, report);
  return findings;
}

/** From the log alone, with a step back into the storm on the way. */
function repeat(plan: Plan, scenario: Scenario, expected: string, report: Report): void {
  const again = timelineOf(plan, scenario);
  guarded(report, again, () => {
    again.seek(plan.quietAt);
    again.seek(micros(Math.floor((plan.quietAt * 2) / 3)));
    again.advance(comparedAt(plan));
  });
  const digest = again.digest();
  if (digest !== expected) report('same digest', again.now, `${expected}, then ${digest}`);
}

/** When two runs are compared: after the storm, before nothing happens any more. */
function comparedAt({ quietAt }: Plan): Micros {
  return micros(quietAt + 10 * SECOND);
}

function guarded(report: Report, timeline: Timeline<TypedLine>, act: () => void): void {
  try {
    act();
  } catch (error) {
    const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
    report('no broken invariant', timeline.now as Micros, stack, message);
  }
}

function scenarioOf(plan: Plan): Scenario {
  const loaded = loadScenario([{ name: 'scenario.yaml', text: plan.scenario }]);
  if ('errors' in loaded) throw new Error(loaded.errors[0]?.message);
  return loaded.scenario;
}

function timelineOf(plan: Plan, scenario: Scenario): Timeline<TypedLine> {
  const log = sessionOf(plan).log.map(
    ({ at, text, files }, i): LoggedCommand<TypedLine> => ({
      id: i + 1,
      at,
      by: 'user',
      command: files === undefined ? { text } : { text, files },
    }),
  );
  return openTimeline(scenario, { log, isDigestKept: true });
}
