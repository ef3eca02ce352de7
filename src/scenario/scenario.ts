// A scenario with its meaning worked out: the cluster, what is typed when, what is expected.

import type { TypedLine } from '../cluster/protocol/commands.ts';
import type { ClusterSetup } from '../cluster/protocol/setup.ts';
import type { Micros } from '../kernel/time.ts';
import type { Expectation } from './expectation.ts';

/** One line that is typed at an instant. */
export interface ScenarioStep {
  readonly at: Micros;
  readonly line: TypedLine;
}

/** Everything a run needs. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly setup: ClusterSetup;
  readonly steps: readonly ScenarioStep[];
  readonly expectations: readonly Expectation[];
  /** How far it is worth running, when the file says so. */
  readonly until?: Micros;
}
