// What the shell's builtins are called with.

import type { Run } from './machine.ts';
import type { Frame, Proc } from './model.ts';
import { finish } from './shell-state.ts';

/** What a builtin gets; it must leave the shell's frames at `next` or above it. */
export interface BuiltinCall {
  readonly run: Run;
  readonly proc: Proc;
  readonly name: string;
  readonly args: readonly string[];
  readonly next: Frame | null;
}

/** A builtin. */
export type Builtin = (call: BuiltinCall) => void;

/** Ends a builtin with its exit code. */
export function done(call: BuiltinCall, status = 0): void {
  finish(call.proc, call.next, status);
}
