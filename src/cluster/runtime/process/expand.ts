// Expansion of words: parameters, substitution, arithmetic, splitting, file names. Pure over a
// scope. Where a substitution's output is not known yet it stops and says which script to run; it
// is then called again from the start with one more output, so each runs when its turn comes.

import type { Arith, List, ParamOp, Part, Word } from '../../../formats/shell-tree.ts';
import { calculate } from './arith.ts';
import { bulkLength, compact } from './bulk.ts';
import type { Variable, Variables } from './model.ts';
import { escapePattern, removePart, replacePart } from './pattern.ts';

/** What expansion reads and, by `${x:=y}` and `$((x++))`, changes. */
export interface Scope {
  vars: Variables;
  readonly params: readonly string[];
  readonly arg0: string;
  readonly status: number;
  readonly pid: number;
  readonly background: number;
  readonly options: string;
  /** Outputs of substitutions so far, and how many of them were used. */
  readonly subs: readonly string[];
  used: number;
  /** The script whose output is missing. */
  need: List | undefined;
  error: string | undefined;
  readonly random: number;
  readonly seconds: number;
  glob(pattern: string): readonly string[];
}

interface Piece {
  readonly v: string;
  /** quoted text, unquoted text, an expansion to be split, a break between fields of "$@". */
  readonly as: 'quoted' | 'plain' | 'split' | 'break';
}

/** Fields of words: split and globbed. */
export function expandFields(scope: Scope, words: readonly Word[]): readonly string[] {
  const fields: string[] = [];
  for (const word of words) {
    const first = word[0];
    if (word.length === 1 && first?.t === 'lit') fields.push(first.v);
    else fields.push(...fieldsOf(scope, piecesOf(scope, word, true)));
    if (stopped(scope)) return [];
  }
  return fields;
}

/** A word as one text: assignments, redirections, `case`. */
export function expandText(scope: Scope, word: Word): string {
  const first = word[0];
  if (word.length === 1 && first?.t === 'lit') return first.v;
  return compact(
    piecesOf(scope, word, false)
      .map((piece) => (piece.as === 'break' ? ' ' : piece.v))
      .join(''),
  );
}

/** A word as a pattern: quoted parts match only themselves. */
export function expandPattern(scope: Scope, word: Word): string {
  return piecesOf(scope, word, false)
    .map((piece) => (piece.as === 'quoted' ? escapePattern(piece.v) : piece.v))
    .join('');
}

function stopped(scope: Scope): boolean {
  return scope.need !== undefined || scope.error !== undefined;
}

function piecesOf(scope: Scope, word: Word, isSplit: boolean): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const part of word) {
    if (stopped(scope)) return [];
    pieces.push(...pieceOf(scope, part, isSplit));
  }
  return pieces;
}

function pieceOf(scope: Scope, part: Part, isSplit: boolean): readonly Piece[] {
  switch (part.t) {
    case 'lit':
      return [{ v: part.v, as: part.q ? 'quoted' : 'plain' }];
    case 'glob':
      return [{ v: part.v, as: 'plain' }];
    case 'cmd':
      return [{ v: substitution(scope, part.body), as: part.q ? 'quoted' : 'split' }];
    case 'arith':
      return [{ v: arithmetic(scope, part.expr), as: part.q ? 'quoted' : 'split' }];
    case 'param':
      return parameter(scope, part, isSplit);
  }
}

function substitution(scope: Scope, body: List): string {
  const output = scope.subs[scope.used];
  if (output === undefined) {
    scope.need = body;
    return '';
  }
  scope.used++;
  return output;
}

/** The value of an arithmetic expression as text. */
export function arithmetic(scope: Scope, expr: Arith): string {
  const result = calculate(expr, {
    text: (word) => expandText(scope, word),
    get: (name) => parameterValue(scope, name) ?? '',
    set: (name, value) => assign(scope, name, String(value)),
    fail: (error) => {
      scope.error ??= error;
    },
  });
  return String(result);
}

function assign(scope: Scope, name: string, value: string): void {
  const old: Variable | undefined = scope.vars[name];
  scope.vars = { ...scope.vars, [name]: { value, isExported: old?.isExported ?? false } };
}

/** The value of a parameter, undefined when it is not set. */
export function parameterValue(scope: Scope, name: string): string | undefined {
  switch (name) {
    case '?':
      return String(scope.status);
    case '#':
      return String(scope.params.length);
    case '$':
      return String(scope.pid);
    case '!':
      return scope.background === 0 ? undefined : String(scope.background);
    case '-':
      return scope.options;
    case '0':
      return scope.arg0;
    case '@':
    case '*':
      return scope.params.length === 0 ? undefined : scope.params.join(' ');
    case 'RANDOM':
      return String(scope.random);
    case 'SECONDS':
      return String(scope.seconds);
    default:
      return /^\d/.test(name) ? scope.params[Number(name) - 1] : scope.vars[name]?.value;
  }
}

function parameter(scope: Scope, part: Part & { t: 'param' }, isSplit: boolean): readonly Piece[] {
  if (part.name === '@' && part.q && isSplit && part.op === undefined) {
    return scope.params.flatMap((v, i): readonly Piece[] =>
      i === 0 ? [{ v, as: 'quoted' }] : [BREAK, { v, as: 'quoted' }],
    );
  }
  const as = part.q ? 'quoted' : 'split';
  const value = parameterValue(scope, part.name);
  if (part.op === undefined) {
    if (value === undefined && scope.options.includes('u') && !'@*'.includes(part.name)) {
      scope.error = `${part.name}: parameter not set`;
    }
    return [{ v: value ?? '', as }];
  }
  if (part.op.t === 'default') return defaulted(scope, part, part.op, value, isSplit);
  return [{ v: changed(scope, part.name, part.op, value ?? ''), as }];
}

const BREAK: Piece = { v: '', as: 'break' };

function defaulted(
  scope: Scope,
  part: Part & { t: 'param' },
  op: ParamOp & { t: 'default' },
  value: string | undefined,
  isSplit: boolean,
): readonly Piece[] {
  const isMissing = value === undefined || (op.op.startsWith(':') && value === '');
  const as = part.q ? 'quoted' : 'split';
  const kept: readonly Piece[] = [{ v: value ?? '', as }];
  const given = (): readonly Piece[] =>
    piecesOf(scope, op.word, isSplit).map((piece) =>
      part.q && piece.as !== 'break' ? { v: piece.v, as: 'quoted' } : asSplit(piece),
    );
  switch (op.op.at(-1)) {
    case '-':
      return isMissing ? given() : kept;
    case '+':
      return isMissing ? [{ v: '', as }] : given();
    case '=': {
      if (!isMissing) return kept;
      const text = expandText(scope, op.word);
      if (!stopped(scope)) assign(scope, part.name, text);
      return [{ v: text, as }];
    }
    default: {
      if (!isMissing) return kept;
      const text = expandText(scope, op.word);
      if (scope.need === undefined) scope.error = `${part.name}: ${text || 'parameter not set'}`;
      return [];
    }
  }
}

function asSplit(piece: Piece): Piece {
  return piece.as === 'plain' ? { v: piece.v, as: 'split' } : piece;
}

function changed(scope: Scope, name: string, op: ParamOp, value: string): string {
  switch (op.t) {
    case 'length':
      return String('@*'.includes(name) ? scope.params.length : bulkLength(value));
    case 'remove':
      return removePart(op.op, value, expandPattern(scope, op.word));
    case 'replace':
      return replacePart(op.op, value, expandPattern(scope, op.from), expandText(scope, op.to));
    case 'slice': {
      const from = Math.trunc(Number(expandText(scope, op.from)));
      const start = from < 0 ? Math.max(0, value.length + from) : from;
      if (op.length === undefined) return value.slice(start);
      const length = Math.trunc(Number(expandText(scope, op.length)));
      return length < 0 ? value.slice(start, length) : value.slice(start, start + length);
    }
    case 'default':
      return value;
  }
}

interface Field {
  text: string;
  pattern: string;
  isPresent: boolean;
  hasGlob: boolean;
}

/** Splits pieces into fields and replaces patterns by the file names they match. */
function fieldsOf(scope: Scope, pieces: readonly Piece[]): readonly string[] {
  const fields: Field[] = [];
  let field: Field = emptyField();
  const finish = (): void => {
    if (field.isPresent) fields.push(field);
    field = emptyField();
  };
  const separators = scope.vars['IFS']?.value ?? ' \t\n';
  for (const piece of pieces) {
    if (piece.as === 'break') finish();
    else if (piece.as !== 'split')
      add(field, piece.v, piece.as === 'quoted', piece.v !== '' || piece.as === 'quoted');
    else {
      splitInto(piece.v, separators, (text, isNew) => {
        if (isNew) finish();
        if (text !== '') add(field, text, false, true);
      });
    }
  }
  finish();
  return fields.flatMap((each) => {
    if (!each.hasGlob || scope.options.includes('f')) return [each.text];
    const found = scope.glob(each.pattern);
    return found.length === 0 ? [each.text] : found;
  });
}

function emptyField(): Field {
  return { text: '', pattern: '', isPresent: false, hasGlob: false };
}

function add(field: Field, text: string, isQuoted: boolean, isPresent: boolean): void {
  field.text += text;
  field.pattern += isQuoted ? escapePattern(text) : text;
  field.isPresent ||= isPresent;
  if (!isQuoted && /[*?[]/.test(text)) field.hasGlob = true;
}

/** Calls with each stretch between separators, and whether a new field begins before it. */
function splitInto(
  text: string,
  separators: string,
  each: (text: string, isNew: boolean) => void,
): void {
  if (separators === '') return each(text, false);
  let word = '';
  let isNew = false;
  for (const c of text) {
    if (!separators.includes(c)) {
      word += c;
      continue;
    }
    each(word, isNew);
    word = '';
    isNew = true;
  }
  each(word, isNew);
}
