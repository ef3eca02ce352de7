// Runs one case: its scenario through the simulation, the facts back into steps. A recorded run is
// one of the many that its machine might have made, so several are tried before it counts as other.

import type { Fact } from '../src/kernel/trace.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { openTimeline } from '../src/session/run.ts';
import { ageByReport, withTaints } from './beginning.ts';
import { compare } from './compare.ts';
import type { Recording, Step } from './recording.ts';
import { type Chance, instant, knownTick, scenarioOf } from './scenario-of.ts';
import { stepsOf } from './steps-of.ts';

const KINDS: ReadonlySet<string> = new Set(['ObjectChanged', 'RuntimeEvent', 'ApiRequest']);

/** At this age relists fall between the ticks as they did in most recordings. */
const USUAL_AGE = 152;

/** How many runs are tried, each with draws of its own. */
const TRIES = 40;

/**
 * How much older the kubelet is in each run, in seconds: first by hundredths of a relist period, in
 * an order that soon is everywhere, then also by so much that what comes every 10 or 60 s falls
 * elsewhere.
 */
function extraAge(tried: number): number {
  const part = ((tried * 37) % 100) / 100;
  return tried < 10 ? part : (tried - 9) * 6 + part;
}

/**
 * The same for a kubelet whose ticks are known: only by whole periods of theirs can it be older,
 * and as a relist takes a moment longer than its second, relists fall elsewhere after each.
 */
function extraPeriods(tried: number): number {
  return ((tried * 17) % 20) * 10;
}

/** A run of a case: its steps, and what it takes to run it again. */
export interface CaseRun {
  readonly steps: readonly Step[];
  readonly scenario: Scenario;
  readonly chance: Chance;
}

/** The simulator's own steps for a case. */
export function runCase(recording: Recording, seed: number = 1): readonly Step[] {
  return likelyRun(recording, seed).steps;
}

/**
 * The first run that is like the recorded one, else the usual run. Where the relists fall and how
 * long the kubelet's random waits are is not recorded.
 */
export function likelyRun(recording: Recording, seed: number = 1): CaseRun {
  const known = withTaints(recording);
  const usual = runOnce(known, chanceOf(known, seed, 0));
  let run = usual;
  for (let tried = 1; compare(recording, run.steps).length > 0; tried++) {
    if (tried === TRIES) return usual;
    run = runOnce(known, chanceOf(known, seed, tried));
  }
  return run;
}

function chanceOf(recording: Recording, seed: number, tried: number): Chance {
  const chance: Chance = { seed: seed + tried, age: USUAL_AGE };
  const age = ageByReport(recording, chance) ?? USUAL_AGE;
  const isTickKnown = knownTick(recording.setup) !== undefined;
  return { ...chance, age: age + (isTickKnown ? extraPeriods(tried) : extraAge(tried)) };
}

function runOnce(recording: Recording, chance: Chance): CaseRun {
  const scenario = scenarioOf(recording, chance);
  const timeline = openTimeline(scenario);
  const facts: Fact[] = [];
  timeline.setSink({
    fact(fact) {
      if (KINDS.has(fact.type)) facts.push(fact);
    },
  });
  timeline.advance(instant(recording.until * 1.25 + 20, chance.age));
  const from = recording.compareFrom ?? -1;
  const steps = stepsOf(facts, recording, chance.age).filter((step) => step.t >= from);
  return { steps, scenario, chance };
}
