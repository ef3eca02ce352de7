// Where an action of the storm is made: what there is so far, and the lines it makes.

import type { EditionWord } from '../../cluster/protocol/setup.ts';
import type { Json } from '../../kernel/message.ts';
import { type Micros, micros, milliseconds } from '../../kernel/time.ts';
import type { Chance } from './chance.ts';
import type { SwarmPod } from './make-pod.ts';

/** A typed line. */
export interface Line {
  readonly at: Micros;
  readonly text: string;
  readonly files?: { readonly [name: string]: string };
  /** It mends something, so a smaller plan keeps it. */
  readonly isCure?: true;
}

/** The storm at one instant. */
export interface Scene {
  readonly chance: Chance;
  readonly edition: EditionWord;
  readonly nodes: readonly string[];
  readonly pods: SwarmPod[];
  /** Seconds since the start. */
  readonly at: number;
  readonly until: number;
}

/** Something that is done or breaks. */
export type Action = (scene: Scene) => readonly Line[];

/** What pods are called. */
export const POD_NAMES: readonly string[] = ['ant', 'bee', 'cat', 'dog', 'eel', 'fox', 'gnu'];

/** A line at so many seconds. */
export function line(at: number, text: string, files?: Line['files']): Line {
  const instant = micros(milliseconds(Math.round(at * 1_000)));
  return { at: instant, text, ...(files === undefined ? {} : { files }) };
}

/** A file with an object in it. */
export function fileOf(name: string, content: Json): Line['files'] {
  return { [name]: JSON.stringify(content) };
}
