// Runs one case: its scenario through the simulation, the facts back into steps.

import type { Fact } from '../src/kernel/trace.ts';
import { openTimeline } from '../src/session/run.ts';
import type { Recording, Step } from './recording.ts';
import { instant, scenarioOf } from './scenario-of.ts';
import { stepsOf } from './steps-of.ts';

const KINDS: ReadonlySet<string> = new Set(['ObjectChanged', 'RuntimeEvent', 'ApiRequest']);

/** The simulator's own steps for a case. */
export function runCase(recording: Recording, seed: number = 1): readonly Step[] {
  const timeline = openTimeline(scenarioOf(recording, seed));
  const facts: Fact[] = [];
  timeline.setSink({
    fact(fact) {
      if (KINDS.has(fact.type)) facts.push(fact);
    },
  });
  timeline.advance(instant(recording.until * 1.25 + 20));
  const from = recording.compareFrom ?? -1;
  return stepsOf(facts, recording).filter((step) => step.t >= from);
}
