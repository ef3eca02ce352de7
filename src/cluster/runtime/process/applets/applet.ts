// What a small tool gets and gives: it runs through at once and gives its exit code, or turns its
// process into something that waits and gives nothing.

import { get } from '../../../../base/persistent-map.ts';
import type { Errno } from '../files.ts';
import { errorText } from '../files.ts';
import { writeFd } from '../io.ts';
import type { Run } from '../machine.ts';
import type { Proc } from '../model.ts';

/** A tool's command line in its process. */
export interface AppletCall {
  readonly run: Run;
  readonly proc: Proc;
  readonly name: string;
  readonly args: readonly string[];
}

/** A tool: its exit code, or undefined when it goes on as another kind of program. */
export type Applet = (call: AppletCall) => number | undefined;

/** Writes to stdout. */
export function out(call: AppletCall, text: string): void {
  writeFd(call.run, call.proc, 1, text);
}

/** Writes a message with the tool's name to stderr; gives exit code 1. */
export function fail(call: AppletCall, text: string, code = 1): number {
  writeFd(call.run, call.proc, 2, `${call.name}: ${text}\n`);
  return code;
}

/** Whether the tools are busybox's; the others word their messages as GNU's do. */
export function isBusybox(call: AppletCall): boolean {
  return get(call.run.layer, '/bin/busybox') !== undefined;
}

/** A file that could not be opened, in the tool's words. */
export function cannotOpen(call: AppletCall, path: string, errno: Errno): number {
  const why = errorText(errno);
  if (errno === 'EISDIR')
    return fail(call, isBusybox(call) ? `read error: ${why}` : `${path}: ${why}`);
  return fail(call, isBusybox(call) ? `can't open '${path}': ${why}` : `${path}: ${why}`);
}

/** Splits arguments into single-letter options, options with a value, and operands. */
export function options(
  args: readonly string[],
  withValue = '',
): {
  readonly flags: string;
  readonly values: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
} {
  let flags = '';
  const values = new Map<string, string>();
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (!/^-./.test(arg)) {
      operands.push(arg);
      continue;
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg.charAt(at);
      if (!withValue.includes(letter)) {
        flags += letter;
        continue;
      }
      values.set(letter, at + 1 < arg.length ? arg.slice(at + 1) : (args[++i] ?? ''));
      break;
    }
  }
  return { flags, values, operands };
}

/** `10`, `1k`, `5M`, `2G` in bytes. */
export function sizeIn(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([cwbkKMGT]?)i?B?$/.exec(text);
  if (match === null) return 0;
  return Math.floor(Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1));
}

const UNITS: { readonly [unit: string]: number } = {
  '': 1,
  c: 1,
  w: 2,
  b: 512,
  k: 1_024,
  K: 1_024,
  M: 1_048_576,
  G: 1_073_741_824,
  T: 1_099_511_627_776,
};
