// What makers of models share.

import type { ProgramSetup } from '../../protocol/setup.ts';
import type { ServerModel } from './server-model.ts';
import { plainModel } from './server-model.ts';

/** What a model may look at. */
export interface ModelContext {
  readonly argv: readonly string[];
  readonly env: readonly (readonly [string, string])[];
  readonly image: string;
  readonly hostname: string;
  readonly ip: string;
  readonly override: ProgramSetup | undefined;
}

/** Makes the model of one program. */
export type Maker = (context: ModelContext) => ServerModel | undefined;

/** Bytes of a mebibyte. */
export const MIB: number = 1_048_576;

/** Microseconds of a millisecond. */
export const MILLI: number = 1_000;

/** Whether one of these variables is set to something. */
export function has(context: ModelContext, ...names: readonly string[]): boolean {
  return context.env.some(([name, value]) => names.includes(name) && value !== '');
}

/** The value of `--name value` or `--name=value`. */
export function option(context: ModelContext, name: string): string | undefined {
  for (let i = 0; i < context.argv.length; i++) {
    const arg = context.argv[i] ?? '';
    if (arg === name) return context.argv[i + 1];
    if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
  }
  return undefined;
}

/** Ends at once with these lines. */
export function says(name: string, code: number, ...lines: readonly string[]): ServerModel {
  const log = lines.map((text) => ({ after: MILLI, text }));
  return { ...plainModel(name), log, exits: { after: 2 * MILLI, code }, rssBytes: MIB };
}
