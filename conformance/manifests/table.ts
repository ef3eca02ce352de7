// The table of docs/manifests.md: read, and made anew from the simulation. What a person wrote into
// its last column stays.

import { readFileSync } from 'node:fs';
import { EDITIONS, endState } from './end-states.ts';

/** One manifest: its end in each edition, and why that is right. */
export interface TableRow {
  readonly name: string;
  readonly ends: readonly string[];
  readonly why: string;
}

/** The rows of a document that holds the table. */
export function rowsOf(document: string): readonly TableRow[] {
  return document.split('\n').flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const name = /^`(.+\.yaml)`$/.exec(cells[1] ?? '')?.[1];
    if (name === undefined) return [];
    return [{ name, ends: cells.slice(2, 2 + EDITIONS.length), why: cells.at(-2) ?? '' }];
  });
}

/** What the simulation says of one manifest of a folder. */
export function simulatedEnds(folder: string, name: string): readonly string[] {
  const file = { name, text: readFileSync(`${folder}/${name}`, 'utf8') };
  return EDITIONS.map((edition) => endState(file, edition));
}

/** The document with its table made anew from these rows. */
export function withRows(document: string, rows: readonly TableRow[]): string {
  const lines = document.split('\n');
  const first = lines.findIndex((line) => line.startsWith('| --- '));
  const rest = lines.slice(first + 1).findIndex((line) => !line.startsWith('|'));
  const made = rows.map(({ name, ends, why }) => `| \`${name}\` | ${ends.join(' | ')} | ${why} |`);
  return [
    ...lines.slice(0, first + 1),
    ...made,
    ...(rest < 0 ? [] : lines.slice(first + 1 + rest)),
  ].join('\n');
}
