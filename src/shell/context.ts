// What every tool's parser is given and gives back: words, files, standard input; a `Command` or a
// refusal in the tool's own words.

import type { LocalCommand, Place, RefusedCommand } from '../cluster/protocol/commands.ts';
import type { ManifestDocument } from '../cluster/protocol/kubectl-commands.ts';
import { type JsonValue, parseYaml, type YamlDocument } from '../formats/yaml.ts';
import type { SimpleCommand } from './words.ts';

/** The line of one tool, cut up. */
export interface ToolLine {
  /** Without the tool's own name. */
  readonly words: readonly string[];
  /** Where each word starts in the typed text. */
  readonly offsets: readonly number[];
  /** What is piped or fed in. */
  readonly stdin: string | undefined;
  /** Files beside the line, by name. */
  readonly files: { readonly [name: string]: string };
  /** The node it is typed on, when it was said (`ssh NODE …`). */
  readonly node: string | undefined;
}

/** A refusal. */
export function refused(
  tool: string,
  message: string,
  exitCode = 1,
  place?: Place,
): RefusedCommand {
  const head = { type: 'refused', tool, message, exitCode } as const;
  return place === undefined ? head : { ...head, place };
}

/** An answer that needs nobody. */
export function local(...lines: readonly string[]): LocalCommand {
  return { type: 'local', lines };
}

/** `{ node }` when the line says which node. */
export function onNode(line: ToolLine): { readonly node?: string } {
  return line.node === undefined ? {} : { node: line.node };
}

/** The text of a file named on the line: as it was named, by its last part, or standard input. */
export function fileText(line: ToolLine, name: string): string | undefined {
  if (name === '-') return line.stdin;
  if (Object.hasOwn(line.files, name)) return line.files[name];
  const base = name.replace(/^\.\//, '');
  if (Object.hasOwn(line.files, base)) return line.files[base];
  const last = name.slice(name.lastIndexOf('/') + 1);
  return Object.hasOwn(line.files, last) ? line.files[last] : undefined;
}

/** The manifests of a text; a `List` stands for its items, as kubectl flattens it. */
export function documentsOf(source: string, text: string): readonly ManifestDocument[] {
  return parseYaml(text).flatMap((document) => flatten(source, document));
}

function flatten(source: string, document: YamlDocument): readonly ManifestDocument[] {
  const { value, duplicates, problem } = document;
  if (problem !== undefined) {
    const { line, column } = problem.position;
    const said = { message: problem.message, line, column };
    return [{ source, value: null, duplicates, problem: said }];
  }
  const items = itemsOf(value);
  if (items === undefined) return [{ source, value, duplicates }];
  return items.map((item, i) => {
    const prefix = `items[${i}].`;
    const own = duplicates.filter((path) => path.startsWith(prefix));
    return { source, value: item, duplicates: own.map((path) => path.slice(prefix.length)) };
  });
}

function itemsOf(value: JsonValue): readonly JsonValue[] | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  const { kind, items } = value as { readonly kind?: JsonValue; readonly items?: JsonValue };
  const isList = typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items);
  return isList ? (items as readonly JsonValue[]) : undefined;
}

/** `sudo` says nothing here; `ssh NODE …` says where. */
export function whereTyped(command: SimpleCommand): {
  readonly words: SimpleCommand['words'];
  readonly node: string | undefined;
} {
  let { words } = command;
  let node: string | undefined;
  for (;;) {
    if (words[0]?.text === 'sudo') words = words.slice(1);
    else if (words[0]?.text === 'ssh' && words.length > 2) {
      node = words[1]?.text;
      words = words.slice(2);
    } else return { words, node };
  }
}
