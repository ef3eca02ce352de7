// The environment that a shell hands to its children.

import type { Proc } from './model.ts';
import { shellOf } from './shell-state.ts';

/** The environment a child gets. */
export function exportedEnv(
  proc: Proc,
  assigned: readonly (readonly [string, string])[] = [],
): readonly (readonly [string, string])[] {
  const env = new Map<string, string>();
  for (const [name, variable] of Object.entries(shellOf(proc).vars)) {
    if (variable.isExported) env.set(name, variable.value);
  }
  for (const [name, value] of assigned) env.set(name, value);
  return [...env];
}
