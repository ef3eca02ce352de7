import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Micros } from '../../kernel/time.ts';
import { type DueTimes, NONE_DUE, takeDue, withDue } from './due.ts';

test('takes what a look at all loops would take, and names the same next one', () => {
  const path = fc.constantFrom('/a', '/b', '/c', '/d', '/e');
  const plan = fc.tuple(path, fc.integer({ min: 0, max: 9_000_000 }));
  fc.assert(
    fc.property(fc.array(plan), fc.integer({ min: 0, max: 9_000_000 }), (plans, until) => {
      const last = new Map<string, number>();
      let due: DueTimes = NONE_DUE;
      for (const [of, at] of plans) {
        last.set(of, at);
        due = withDue(due, [{ path: of, at: at as Micros }]);
      }
      const isDueAt = (of: string, at: Micros): boolean => last.get(of) === at;
      const taken = takeDue(due, until as Micros, isDueAt);
      const rest = [...last.values()].filter((at) => at > until);
      expect(taken.paths).toEqual(
        [...last].flatMap(([of, at]) => (at <= until ? [of] : [])).sort(),
      );
      expect(taken.next).toBe(rest.length === 0 ? undefined : Math.min(...rest));
      // What is left is all that is still to come.
      const all = takeDue(taken.left, 9_000_000 as Micros, isDueAt);
      expect(all.paths).toHaveLength(rest.length);
    }),
  );
});
