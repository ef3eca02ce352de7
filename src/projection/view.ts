// What every view has in common: what it reads, what it remembers, and how a row is put. A view is
// pure in what it reads; its memo only spares the work of making rows anew whose inputs are the
// same.

import { isEqual } from '../base/equal.ts';
import type { TranscriptEntry } from '../cluster/protocol/transcript.ts';
import type { Envelope } from '../kernel/message.ts';
import { processNamed, type World } from '../kernel/world.ts';
import type { Row, RowChange, RowKey } from './rows.ts';

/** The text of a typed line's answer; the session hands in the shell's printers. */
export type Printer = (entry: TranscriptEntry) => {
  readonly stdout: string;
  readonly stderr: string;
};

/** What does not change while a session runs. */
export interface ViewSetting {
  readonly edition: 'document' | 'docker' | 'containerd';
  readonly epochSeconds: number;
  readonly nodes: readonly string[];
  readonly print: Printer;
}

/** What a view remembers from one time to the next. */
export interface Memo {
  readonly rows: Map<RowKey, Row>;
  /** What each part was made of. */
  readonly inputs: Map<string, readonly unknown[]>;
  /** Indexes and earlier maps, by part; each part knows its own. */
  readonly parts: Map<string, unknown>;
}

/** One update of a view under way. */
export interface Update {
  readonly world: World;
  readonly setting: ViewSetting;
  readonly memo: Memo;
  readonly changes: RowChange[];
  /** Whether a process may have changed since the last update. */
  isTouched(process: string): boolean;
}

/** Actors that handled something since the last update; absent: any of them may have. */
export type Touched = ReadonlySet<number> | undefined;

/** Nothing is known yet. */
export function newMemo(): Memo {
  return { rows: new Map(), inputs: new Map(), parts: new Map() };
}

/** An update of `memo` to the world as it stands. */
export function beginUpdate(
  world: World,
  setting: ViewSetting,
  memo: Memo,
  touched?: Touched,
): Update {
  // A memo that has seen nothing yet has everything to see.
  const isAll = touched === undefined || memo.inputs.size === 0;
  return {
    world,
    setting,
    memo,
    changes: [],
    isTouched(process) {
      if (isAll) return true;
      const actor = world.processes.findIndex((one) => one.name === process);
      return touched.has(actor);
    },
  };
}

/** A value made from its inputs; the same one as long as they are the same. */
export function kept<T>(
  { memo }: Update,
  name: string,
  inputs: readonly unknown[],
  make: () => T,
): T {
  const before = memo.inputs.get(name);
  const isSame =
    before !== undefined &&
    before.length === inputs.length &&
    inputs.every((input, i) => input === before[i]);
  if (isSame) return memo.parts.get(name) as T;
  const value = make();
  memo.inputs.set(name, inputs);
  memo.parts.set(name, value);
  return value;
}

/** Sets or (with undefined) removes a row; equal content keeps the old row and is no change. */
export function putRow(update: Update, key: RowKey, row: Row | undefined): void {
  const { rows } = update.memo;
  const before = rows.get(key);
  if (before === row || (row !== undefined && isEqual(before, row))) return;
  if (row === undefined) rows.delete(key);
  else rows.set(key, row);
  update.changes.push({
    key,
    ...(before === undefined ? {} : { before }),
    ...(row === undefined ? {} : { after: row }),
  });
}

/** Makes a part anew when one of its inputs is not the same object as last time. */
export function part(
  update: Update,
  name: string,
  inputs: readonly unknown[],
  make: () => void,
): void {
  const before = update.memo.inputs.get(name);
  if (before !== undefined && before.length === inputs.length) {
    if (inputs.every((input, i) => input === before[i])) return;
  }
  update.memo.inputs.set(name, inputs);
  make();
}

/** One row made from its inputs. */
export function partRow(
  update: Update,
  key: RowKey,
  inputs: readonly unknown[],
  make: () => Row | undefined,
): void {
  part(update, key, inputs, () => putRow(update, key, make()));
}

/** The armed timer of a process, if it is armed. */
export function timerOf(world: World, process: string, timer: string): Envelope | undefined {
  const actor = world.processes.findIndex((one) => one.name === process);
  return world.timers[actor]?.get(timer);
}

/** Whether a process runs. */
export function isUp(world: World, process: string): boolean {
  return processNamed(world, process)?.isUp === true;
}
