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
export interface Due {
  readonly path: string;
  readonly at: Micros;
}

/** Notes by the second in which they fall. */
export type DueTimes = PersistentMap<readonly Due[]>;

/** Nothing is due. */
export const NONE_DUE: DueTimes = emptyMap();

const SECOND = 1_000_000;

/** With more loops: each second's notes are copied once. */
export function withDue(due: DueTimes, notes: readonly Due[]): DueTimes {
  const bySecond = new Map<number, Due[]>();
  for (const note of notes) {
    const second = Math.max(0, Math.floor(note.at / SECOND));
    const there = bySecond.get(second);
    if (there === undefined) bySecond.set(second, [note]);
    else there.push(note);
  }
  let next = due;
  for (const [second, added] of bySecond) {
    const key = String(second).padStart(10, '0');
    next = set(next, key, [...(get(next, key) ?? []), ...added]);
  }
  return next;
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
