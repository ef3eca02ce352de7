// When sampling loops are due, by the second: a few look-ups a second, not a look at them all.

import {
  emptyMap,
  entries,
  get,
  type PersistentMap,
  remove,
  set,
} from '../../base/persistent-map.ts';
import type { Micros } from '../../kernel/time.ts';

/** A loop, and when it was to be due as this was noted; it may have been put off since. */
interface Due {
  readonly path: string;
  readonly at: Micros;
}

/** Notes by the second in which they fall. */
export type DueTimes = PersistentMap<readonly Due[]>;

/** Nothing is due. */
export const NONE_DUE: DueTimes = emptyMap();

const SECOND = 1_000_000;

/** With one more loop. */
export function withDue(due: DueTimes, path: string, at: Micros): DueTimes {
  const second = String(Math.max(0, Math.floor(at / SECOND))).padStart(10, '0');
  return set(due, second, [...(get(due, second) ?? []), { path, at }]);
}

/**
 * Takes what is due up to `until`, by path, and tells when the next is. Notes that do not hold any
 * more, as `isDueAt` says, are dropped on the way.
 */
export function takeDue(
  due: DueTimes,
  until: Micros,
  isDueAt: (path: string, at: Micros) => boolean,
): { readonly paths: readonly string[]; readonly left: DueTimes; readonly next?: Micros } {
  const paths = new Set<string>();
  let left = due;
  for (const [second, notes] of entries(due)) {
    const later: Due[] = [];
    let next: Micros | undefined;
    for (const note of notes) {
      const { path, at } = note;
      if (!isDueAt(path, at)) continue;
      if (at <= until) {
        paths.add(path);
        continue;
      }
      later.push(note);
      if (next === undefined || at < next) next = at;
    }
    if (next !== undefined) {
      left = later.length === notes.length ? left : set(left, second, later);
      return { paths: [...paths].sort(), left, next };
    }
    left = remove(left, second);
  }
  return { paths: [...paths].sort(), left };
}
