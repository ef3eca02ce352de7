// Makes a plan that fails smaller: leaves out lines, first many at once, as long as the same rule
// is still broken in the same way. The lines that mend things stay.

import type { Finding } from './finding.ts';
import type { Plan } from './plan.ts';
import { runPlan } from './run-plan.ts';
import type { Line } from './scene.ts';

/** A smaller plan that breaks the rule in the same way, found with at most `most` runs. */
export function shrink(plan: Plan, { rule, how }: Finding, most: number): Plan {
  const isRepeated = rule === 'same digest';
  const fails = (smaller: Plan): boolean =>
    runPlan(smaller, { isRepeated }).some((found) => found.rule === rule && found.how === how);
  return shrinkBy(plan, fails, most);
}

/** The same for any question. */
export function shrinkBy(plan: Plan, fails: (plan: Plan) => boolean, most: number): Plan {
  let best = plan;
  let left = most;
  let size = Math.ceil(storm(best).length / 2);
  while (size >= 1 && left > 0) {
    let isSmaller = false;
    for (let from = 0; from < storm(best).length && left > 0; ) {
      const dropped = new Set(storm(best).slice(from, from + size));
      const smaller = { ...best, lines: best.lines.filter((line) => !dropped.has(line)) };
      left--;
      if (fails(smaller)) {
        best = smaller;
        isSmaller = true;
      } else from += size;
    }
    if (size === 1 && !isSmaller) break;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
  return best;
}

function storm({ lines }: Plan): readonly Line[] {
  return lines.filter(({ isCure }) => isCure !== true);
}
