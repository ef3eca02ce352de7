// The chain of causes of an event, told link by link: what is asked when somebody asks why.

import type { EventId } from '../kernel/message.ts';
import type { Micros } from '../kernel/time.ts';
import { type CauseIndex, COMMAND, TIMER } from './causes.ts';
import type { CauseStep } from './protocol.ts';

/** Longest search for the command behind an event. */
const SEARCH_LIMIT = 400_000;
/** Longest chain that is told. */
const LONGEST = 400;

/** The chain of causes of an event, newest first: to a command where there is one behind it. */
export function chainOf(index: CauseIndex, event: number): readonly CauseStep[] {
  if (event <= 0 || event >= index.size) return [];
  const path = pathToCommand(index, event) ?? firstCauses(index, event);
  return folded(index, path).slice(0, LONGEST);
}

/** The shortest way back to a command, over first and second causes. */
function pathToCommand(index: CauseIndex, event: number): readonly number[] | undefined {
  const from = new Map<number, number>([[event, 0]]);
  let front = [event];
  while (front.length > 0 && from.size < SEARCH_LIMIT) {
    const next: number[] = [];
    for (const id of front) {
      if (index.root[id] === COMMAND) return backTo(from, id);
      for (const cause of [...(index.because.get(id) ?? []), index.cause[id] as number]) {
        if (cause === 0 || from.has(cause)) continue;
        from.set(cause, id);
        next.push(cause);
      }
    }
    front = next;
  }
  return undefined;
}

/** The path from the event to `end`, newest first. */
function backTo(from: ReadonlyMap<number, number>, end: number): readonly number[] {
  const path: number[] = [];
  for (let id = end; id !== 0; id = from.get(id) ?? 0) path.push(id);
  return path.reverse();
}

function firstCauses(index: CauseIndex, event: number): readonly number[] {
  const path: number[] = [];
  for (let id = event; id !== 0 && path.length < SEARCH_LIMIT; id = index.cause[id] as number) {
    path.push(id);
  }
  return path;
}

/** Ticks of one timer in a row become one link. */
function folded(index: CauseIndex, path: readonly number[]): readonly CauseStep[] {
  const steps: CauseStep[] = [];
  for (const id of path) {
    const step = stepOf(index, id);
    const last = steps.at(-1);
    const isSame =
      last !== undefined &&
      index.root[id] === TIMER &&
      index.root[last.event] === TIMER &&
      last.text === step.text &&
      last.process === step.process;
    if (!isSame) steps.push(step);
    else steps[steps.length - 1] = { ...last, repeated: (last.repeated ?? 1) + 1 };
  }
  return steps;
}

function stepOf(index: CauseIndex, id: number): CauseStep {
  const place = index.places.values[index.place[id] as number];
  const about = index.abouts.values[index.about[id] as number];
  return {
    event: id as EventId,
    at: index.at[id] as Micros,
    process: place?.process ?? '',
    port: place?.port ?? '',
    text: index.texts.values[index.text[id] as number] ?? '',
    type: index.texts.values[index.type[id] as number] ?? '',
    ...(about === undefined ? {} : { about }),
  };
}
