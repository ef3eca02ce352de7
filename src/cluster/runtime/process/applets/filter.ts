// What a filter is: a tool that reads text and writes text.

import type { AppletCall } from './applet.ts';
import { options } from './applet.ts';

/** One file, or a piece of stdin. */
export interface FilterInput {
  readonly name: string;
  readonly text: string;
  readonly zeros: number;
}

/** What a filter is called with; `memo` and `code` carry over from piece to piece (-1 at first). */
export interface FilterCall {
  readonly args: readonly string[];
  readonly inputs: readonly FilterInput[];
  readonly isEnd: boolean;
  readonly memo: number;
  readonly code: number;
  readonly call: AppletCall;
}

/** What it gives. */
export interface FilterResult {
  readonly out: string;
  readonly code: number;
  readonly memo?: number;
  readonly isDone?: boolean;
  /** It has become another program. */
  readonly run?: true;
}

/** A filter. */
export interface Filter {
  files(args: readonly string[]): readonly string[];
  isLineByLine(args: readonly string[]): boolean;
  run(call: FilterCall): FilterResult;
}

/** The lines of a text, without the empty one after the last line feed. */
export function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Lines as a text. */
export function joined(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** The text of all inputs. */
export function allText(call: FilterCall): string {
  return call.inputs.map((input) => input.text).join('');
}

/** The operands of a command line whose options of these letters take a value. */
export function operandsAfter(withValue: string): (args: readonly string[]) => readonly string[] {
  return (args) => options(args, withValue).operands;
}

/** For filters that answer line by line. */
export function always(): boolean {
  return true;
}
/** For filters that need all their input. */
export function never(): boolean {
  return false;
}

/** A filter that changes each line by itself. */
export function mapped(
  withValue: string,
  each: (line: string, call: FilterCall) => string,
): Filter {
  return {
    files: operandsAfter(withValue),
    isLineByLine: always,
    run: (call) => ({
      out: joined(linesOf(allText(call)).map((line) => each(line, call))),
      code: 0,
    }),
  };
}
