// YAML as kubectl reads it, wrapped around the `yaml` package: documents are cut at `---` first,
// scalars follow YAML 1.1 as goyaml.v2 does (yes/no, 0644), and every field keeps its place in the
// text. Models sigs.k8s.io/yaml and apimachinery's util/yaml. Knows no Kubernetes object.

import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Tags,
  visit,
  type YAMLError,
} from 'yaml';
import { goLine, goMessage } from './yaml-errors.ts';

/** Any JSON value. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A place in the whole text; line and column count from 1. */
export interface TextPosition {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Why a document could not be read, in goyaml's words. */
export interface YamlProblem {
  /**
   * `yaml: line 5: did not find expected key`; lines count within the document, as kubectl's do.
   */
  readonly message: string;
  readonly position: TextPosition;
}

/** One document of a file. */
export interface YamlDocument {
  readonly value: JsonValue;
  /** Where each field's value stands, by path: `spec.containers[0].image`. */
  readonly positions: ReadonlyMap<string, TextPosition>;
  /** Fields that stood more than once in one map; the last one won. */
  readonly duplicates: readonly string[];
  readonly position: TextPosition;
  /** The document's own text. */
  readonly text: string;
  readonly problem?: YamlProblem;
}

/** All documents of a text that hold anything but comments. */
export function parseYaml(text: string): readonly YamlDocument[] {
  const counter = lineCounterOf(text);
  const found: YamlDocument[] = [];
  for (const chunk of splitDocuments(text)) {
    const one = parseOne(chunk.text, chunk.offset, counter);
    if (one !== undefined) found.push(one);
  }
  return found;
}

/** The place of `path`, or of the nearest field above it that stands in the document. */
export function positionOf(document: YamlDocument, path: string): TextPosition {
  let current = path;
  while (current !== '') {
    const hit = document.positions.get(current);
    if (hit !== undefined) return hit;
    current = parentOf(current);
  }
  return document.position;
}

/** The path of a child: `a.b`, `a[0]`, and `a[x/y.z]` for keys that are no plain words. */
export function childPath(parent: string, key: string | number): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  if (!/^[A-Za-z0-9_-]+$/.test(key)) return `${parent}[${key}]`;
  return parent === '' ? key : `${parent}.${key}`;
}

function parentOf(path: string): string {
  if (path.endsWith(']')) return path.slice(0, Math.max(0, path.lastIndexOf('[')));
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

interface Chunk {
  readonly offset: number;
  readonly text: string;
}

/** Cuts at lines that start with `---`, as kubectl does before any YAML is parsed. */
function splitDocuments(text: string): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let start = 0;
  const separator = /^---.*$/gm;
  for (let match = separator.exec(text); match !== null; match = separator.exec(text)) {
    chunks.push({ offset: start, text: text.slice(start, match.index) });
    start = Math.min(text.length, match.index + match[0].length + 1);
  }
  chunks.push({ offset: start, text: text.slice(start) });
  return chunks;
}

function lineCounterOf(text: string): LineCounter {
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    counter.addNewLine(at + 1);
  }
  return counter;
}

function place(counter: LineCounter, offset: number): TextPosition {
  const { line, col } = counter.linePos(offset);
  return { offset, line, column: col };
}

/** goyaml.v2 knows no base-60 numbers, and leaves timestamps as text. */
function goTags(tags: Tags): Tags {
  return tags.filter((tag) => {
    if (typeof tag === 'string') return !/time/i.test(tag);
    return !('format' in tag && tag.format === 'TIME') && !/timestamp/.test(tag.tag);
  });
}

function parseText(text: string): Document {
  return parseDocument(text, {
    version: '1.1',
    uniqueKeys: false,
    strict: true,
    logLevel: 'silent',
    customTags: goTags,
    keepSourceTokens: false,
  });
}

/** An escape of the same length that stands for a quote while the document is read again. */
const QUOTE_ESCAPE = '\\a';
const QUOTE_STAND_IN = '\u0007';

/** goyaml.v2 takes `\'` between double quotes, which YAML does not know: those places. */
function singleQuoteEscapes(document: Document, text: string): readonly number[] {
  if (text.includes(QUOTE_ESCAPE) || text.includes(QUOTE_STAND_IN)) return [];
  return document.errors
    .filter((error) => error.code === 'BAD_DQ_ESCAPE' && text.startsWith("\\'", error.pos[0]))
    .map((error) => error.pos[0]);
}

function parseGo(text: string): Document {
  const document = parseText(text);
  const places = new Set(singleQuoteEscapes(document, text));
  if (places.size === 0) return document;
  const characters = [...Array(text.length).keys()].map((at) => {
    if (places.has(at)) return QUOTE_ESCAPE.charAt(0);
    return places.has(at - 1) ? QUOTE_ESCAPE.charAt(1) : text.charAt(at);
  });
  const readable = parseText(characters.join(''));
  visit(readable, {
    Scalar(_, node) {
      if (typeof node.value !== 'string') return;
      node.value = node.value.replaceAll(QUOTE_STAND_IN, "'");
    },
  });
  return readable;
}

function parseOne(text: string, offset: number, counter: LineCounter): YamlDocument | undefined {
  const document = parseGo(text);
  const at = offset + (document.contents?.range?.[0] ?? 0);
  const base = { text, position: place(counter, at) };
  const error = document.errors[0];
  if (error !== undefined) {
    return {
      ...base,
      value: null,
      positions: new Map(),
      duplicates: [],
      problem: problemOf(error),
    };
  }
  if (document.contents === null) return undefined;
  const walk = new Walk(document, offset, counter);
  const value = walk.value(document.contents, '');
  if (value === null && text.trim() === '') return undefined;
  const problem = walk.problem;
  return {
    ...base,
    value,
    positions: walk.positions,
    duplicates: walk.duplicates,
    ...(problem === undefined ? {} : { problem }),
  };

  function problemOf(found: YAMLError): YamlProblem {
    const where = Math.min(text.length, found.pos[0]);
    const line = text.slice(0, where).split('\n').length;
    return {
      message: `yaml: line ${goLine(found, line)}: ${goMessage(found, text)}`,
      position: place(counter, offset + where),
    };
  }
}

/** Most values one document may unfold to through aliases. */
const MOST_NODES = 200_000;

/** One pass over a document's tree: values, places, doubles. */
class Walk {
  readonly positions: Map<string, TextPosition> = new Map();
  readonly duplicates: string[] = [];
  problem: YamlProblem | undefined;
  readonly #document: Document;
  readonly #offset: number;
  readonly #counter: LineCounter;
  #nodes = 0;

  constructor(document: Document, offset: number, counter: LineCounter) {
    this.#document = document;
    this.#offset = offset;
    this.#counter = counter;
  }

  value(node: unknown, path: string): JsonValue {
    this.#nodes++;
    this.#note(node, path);
    if (this.#nodes > MOST_NODES) return this.#fail(node, 'document contains excessive aliasing');
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (target === undefined)
        return this.#fail(node, `unknown anchor '${node.source}' referenced`);
      return this.value(target, path);
    }
    if (isMap(node)) return this.#map(node.items, path);
    if (isSeq(node)) return node.items.map((item, i) => this.value(item, childPath(path, i)));
    if (isScalar(node)) return plain(node.value);
    return null;
  }

  #map(items: readonly unknown[], path: string): JsonValue {
    const own: { [key: string]: JsonValue } = {};
    const merged: { [key: string]: JsonValue } = {};
    for (const pair of items) {
      if (!isPair(pair)) continue;
      const key = keyText(pair.key);
      if (key === '<<' && isMergeKey(pair.key)) {
        Object.assign(merged, this.#merge(pair.value, path));
        continue;
      }
      const child = childPath(path, key);
      if (Object.hasOwn(own, key)) this.duplicates.push(child);
      setOwn(own, key, this.value(pair.value, child));
      if (pair.value === null || !this.positions.has(child)) this.#note(pair.key, child);
    }
    return { ...merged, ...own };
  }

  #merge(node: unknown, path: string): { readonly [key: string]: JsonValue } {
    const value = this.value(node, path);
    const parts = Array.isArray(value) ? [...value].reverse() : [value];
    const all: { [key: string]: JsonValue } = {};
    for (const part of parts) {
      if (part !== null && typeof part === 'object' && !Array.isArray(part))
        Object.assign(all, part);
    }
    return all;
  }

  #note(node: unknown, path: string): void {
    const range = (node as { range?: readonly number[] | null } | null)?.range;
    if (path === '' || range === undefined || range === null) return;
    if (this.positions.has(path)) return;
    this.positions.set(path, place(this.#counter, this.#offset + (range[0] ?? 0)));
  }

  #fail(node: unknown, message: string): JsonValue {
    const start = (node as { range?: readonly number[] | null }).range?.[0] ?? 0;
    const position = place(this.#counter, this.#offset + start);
    this.problem ??= { message: `yaml: ${message}`, position };
    return null;
  }
}

function setOwn(target: { [key: string]: JsonValue }, key: string, value: JsonValue): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

function isMergeKey(key: unknown): boolean {
  return (
    key !== null && typeof key === 'object' && (key as { type?: string }).type !== 'QUOTE_DOUBLE'
  );
}

function keyText(key: unknown): string {
  const value = isScalar(key) ? key.value : key;
  if (typeof value === 'symbol') return value.description ?? '<<';
  return value === null || value === undefined ? 'null' : String(value);
}

function plain(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') {
    return value;
  }
  return String(value);
}
