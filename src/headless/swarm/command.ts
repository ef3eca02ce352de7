// The swarm's command line: which seeds, how big, and what is printed.

import type { Finding } from './finding.ts';
import { makePlan, type Plan, type Size, sessionOf } from './plan.ts';
import { runPlan } from './run-plan.ts';
import { shrink } from './shrink.ts';

/** What was asked for. */
export interface SwarmOptions {
  readonly from: number;
  readonly seeds: number;
  readonly size: Size;
}

/** How the swarm is called. */
export const USAGE: string = 'usage: npm run swarm -- [--seeds N] [--from N] [--seed N] [--small]';

/** A run by hand. */
export const LARGE: Size = { nodes: 4, stormSeconds: 90, calmSeconds: 130, actions: 32 };
/** A run in the tests. */
export const SMALL: Size = { nodes: 2, stormSeconds: 30, calmSeconds: 100, actions: 14 };

/** Runs that shrinking may take. */
const SHRINK_RUNS = 80;

/** Reads the words behind the name; a text is what is wrong. */
export function parseSwarm(words: readonly string[]): SwarmOptions | string {
  const given = new Map<string, number>();
  let size = LARGE;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '--small') {
      size = SMALL;
      continue;
    }
    const [name = '', inline] = word.split('=');
    if (!['--seeds', '--from', '--seed'].includes(name)) return `unknown flag: ${name}`;
    const text = inline ?? words[++i] ?? '';
    if (!/^\d{1,9}$/.test(text)) return `${name} is a whole number, not ${text}`;
    given.set(name, Number(text));
  }
  const seed = given.get('--seed');
  if (seed !== undefined) return { from: seed, seeds: 1, size };
  return { from: given.get('--from') ?? 1, seeds: given.get('--seeds') ?? 20, size };
}

/** Runs all seeds; the exit code. What it is at goes to `progress`, so that a hang has a name. */
export function runSwarm(
  { from, seeds, size }: SwarmOptions,
  print: (line: string) => void,
  progress: (line: string) => void,
): number {
  let failed = 0;
  for (let seed = from; seed < from + seeds; seed++) {
    progress(`seed ${seed} (${seed - from + 1} of ${seeds}, ${failed} failed)`);
    const plan = makePlan(seed, size);
    const findings = runPlan(plan, { isRepeated: true });
    if (findings.length === 0) continue;
    failed++;
    tell(plan, findings, print);
  }
  print(`${seeds - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function tell(plan: Plan, findings: readonly Finding[], print: (line: string) => void): void {
  print(`seed ${plan.seed} (${plan.edition}, ${plan.nodes.length} nodes):`);
  for (const { rule, at, text } of findings) print(`  ${rule}: at ${at / 1e6}s: ${text}`);
  const [first] = findings;
  if (first === undefined) return;
  const small = shrink(plan, first, SHRINK_RUNS);
  const shown = runPlan(small, { isRepeated: first.rule === 'same digest' });
  print('  a session that shows it:');
  print(JSON.stringify(sessionOf(small)));
  for (const { rule, at, text } of shown) print(`  ${rule}: at ${at / 1e6}s: ${text}`);
}
