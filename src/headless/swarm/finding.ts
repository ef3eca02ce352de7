// What a checker of the swarm says, and what a checker is.

import type { Micros } from '../../kernel/time.ts';
import type { Fact } from '../../kernel/trace.ts';
import type { World } from '../../kernel/world.ts';

/** The rules a run has to keep. */
export type Rule =
  | 'revisions rise'
  | 'bound stays bound'
  | 'terminal stays terminal'
  | 'a deletion stands'
  | 'restart counts never fall'
  | 'ready means running'
  | 'one pause a pod'
  | 'nothing outlives its grace'
  | 'status converges'
  | 'nothing spins'
  | 'same digest'
  | 'no broken invariant';

/** A rule that was not kept. */
export interface Finding {
  readonly rule: Rule;
  /** How it was broken, without names: the same in a smaller plan. */
  readonly how: string;
  readonly at: Micros;
  readonly text: string;
}

/** Looks at a run from outside. */
export interface Checker {
  /** Something was told. */
  fact?(fact: Fact): void;
  /** A second went by. */
  look?(world: World, now: Micros): void;
}

/** Takes what a checker finds. */
export type Report = (rule: Rule, at: Micros, text: string, how?: string) => void;
