// Where on the text the API server's complaints belong: field paths in its message, looked up in
// the positions that the YAML reader kept.

import { parseYaml, positionOf, type YamlDocument } from '../../formats/yaml.ts';
import type { Problem } from './codemirror.ts';

const FIELD =
  /\b((?:spec|metadata|status|data|stringData)(?:\.[A-Za-z0-9_-]+|\[[^\]]+\])*):? ?([^,\n]*)/g;
const UNKNOWN = /unknown field "([^"]+)"/g;
const LINE = /line (\d+)/;

/** Problems of a text, from what the tool or the API server said about it. */
export function problemsIn(text: string, message: string): readonly Problem[] {
  const documents = parseYaml(text);
  const broken = documents.find((one) => one.problem !== undefined);
  if (broken?.problem !== undefined) {
    const { offset } = broken.problem.position;
    return [{ ...lineAround(text, offset), message: broken.problem.message }];
  }
  const found: Problem[] = [];
  const add = (path: string, words: string): void => {
    const document = documentWith(documents, path);
    if (document === undefined) return;
    found.push({ ...lineAround(text, positionOf(document, path).offset), message: words });
  };
  for (const hit of message.matchAll(UNKNOWN)) add(hit[1] ?? '', hit[0]);
  if (found.length === 0) {
    for (const hit of message.matchAll(FIELD)) add(hit[1] ?? '', hit[0].trim());
  }
  const line = LINE.exec(message)?.[1];
  if (found.length === 0 && line !== undefined) {
    found.push({ ...lineAround(text, offsetOfLine(text, Number(line))), message });
  }
  return found;
}

function documentWith(documents: readonly YamlDocument[], path: string): YamlDocument | undefined {
  return documents.find((one) => one.positions.has(path)) ?? documents.at(-1);
}

function lineAround(text: string, offset: number): { readonly from: number; readonly to: number } {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const next = text.indexOf('\n', offset);
  const end = next < 0 ? text.length : next;
  const indent = text.slice(start, end).search(/\S/);
  return { from: start + Math.max(0, indent), to: end };
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let i = 1; i < line; i += 1) {
    const next = text.indexOf('\n', offset);
    if (next < 0) return offset;
    offset = next + 1;
  }
  return offset;
}
