// The text in which points are written: `measurement,tag=value field=1i 1767225660000000000`.
// Models models/points.go of InfluxDB v1.3. Times are kept to the microsecond.

import type { Value } from './points.ts';
import type { FieldType, Point, Tags } from './store.ts';

/** Points, and what could not be read, in InfluxDB's words. */
export interface Lines {
  readonly points: readonly Point[];
  readonly errors: readonly string[];
}

/** How many microseconds one unit of a timestamp is. */
const PRECISIONS: { readonly [precision: string]: number } = {
  u: 1,
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
};

/** Reads lines; a line without a time gets `now`. */
export function parseLines(body: string, precision: string, now: number): Lines {
  const points: Point[] = [];
  const errors: string[] = [];
  // Who writes many figures of one thing says its tags every time.
  const known: KnownTags = new Map();
  for (const line of body.split('\n')) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const point = parseLine(text, precision, now, known);
    if (typeof point === 'string') errors.push(`unable to parse '${text}': ${point}`);
    else points.push(point);
  }
  return { points, errors };
}

/** Tags by the text that says them, so that points of one series share them. */
type KnownTags = Map<string, Tags | string>;

function parseLine(text: string, precision: string, now: number, known: KnownTags): Point | string {
  const [key = '', fieldText, timeText, ...more] = parts(text, ' ').filter((one) => one !== '');
  const name = firstPart(key, ',');
  if (name === '') return 'missing measurement';
  if (fieldText === undefined) return 'missing fields';
  const tagText = key.slice(name.length + 1);
  const tags = known.get(tagText) ?? parseTags(tagText);
  known.set(tagText, tags);
  if (typeof tags === 'string') return tags;
  const fields: (readonly [string, FieldType, Value])[] = [];
  for (const one of parts(fieldText, ',')) {
    const [field = '', value] = parts(one, '=');
    if (field === '') return 'missing field key';
    if (value === undefined || value === '') return 'missing field value';
    const read = fieldValue(value);
    if (typeof read === 'string') return read;
    fields.push([unescaped(field), ...read]);
  }
  const at = timeText === undefined ? now : timeOf(timeText, precision);
  if (at === undefined || more.length > 0) return 'bad timestamp';
  return { measurement: unescaped(name), tags, fields, at };
}

function parseTags(text: string): Tags | string {
  const tags: { [key: string]: string } = {};
  for (const one of text === '' ? [] : parts(text, ',')) {
    const [tag = '', value] = parts(one, '=');
    if (tag === '') return 'missing tag key';
    if (value === undefined || value === '') return 'missing tag value';
    tags[unescaped(tag)] = unescaped(value);
  }
  return tags;
}

/** Parts a text at a letter that is neither escaped nor within quotes. */
function parts(text: string, separator: string): readonly string[] {
  if (!text.includes('\\') && !text.includes('"')) return text.split(separator);
  const found: string[] = [];
  let isQuoted = false;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '\\') i++;
    else if (letter === '"') isQuoted = !isQuoted;
    else if (letter === separator && !isQuoted) {
      found.push(text.slice(from, i));
      from = i + 1;
    }
  }
  found.push(text.slice(from));
  return found;
}

/** The first of the parts; mostly the others need not be looked for. */
function firstPart(text: string, separator: string): string {
  if (text.includes('\\') || text.includes('"')) return parts(text, separator)[0] ?? '';
  const end = text.indexOf(separator);
  return end < 0 ? text : text.slice(0, end);
}

function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\([, =\\])/g, '$1') : text;
}

function fieldValue(text: string): readonly [FieldType, Value] | string {
  if (text.startsWith('"')) {
    if (text.length < 2 || !text.endsWith('"')) return 'unbalanced quotes';
    return ['string', text.slice(1, -1).replace(/\\(["\\])/g, '$1')];
  }
  const isInteger = text.endsWith('i') && /^[-+]?\d+i$/.test(text);
  if (isInteger) return ['integer', Number(text.slice(0, -1))];
  if (/^(t|T|true|True|TRUE)$/.test(text)) return ['boolean', true];
  if (/^(f|F|false|False|FALSE)$/.test(text)) return ['boolean', false];
  const isNumber = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text);
  return isNumber ? ['float', Number(text)] : 'invalid number';
}

/** Nanoseconds unless said otherwise; their last three digits are cut as text. */
function timeOf(text: string, precision: string): number | undefined {
  if (!/^-?\d+$/.test(text)) return undefined;
  const unit = PRECISIONS[precision];
  if (unit !== undefined) return Number(text) * unit;
  return text.length > 3 ? Number(text.slice(0, -3)) : 0;
}

/** Tags as a line says them, each after a comma. */
export function tagsText(tags: Tags): string {
  const said = Object.keys(tags).sort();
  return said.map((tag) => `,${escaped(tag)}=${escaped(tags[tag] ?? '')}`).join('');
}

/** One line for a point whose tags are said already. */
export function lineOf({ measurement, fields, at }: Omit<Point, 'tags'>, tags: string): string {
  const said = fields.map(([name, type, value]) => `${escaped(name)}=${valueText(type, value)}`);
  return `${measurement.replace(/[, ]/g, '\\$&')}${tags} ${said.join(',')} ${at}000`;
}

function escaped(text: string): string {
  return /[, =]/.test(text) ? text.replace(/[, =]/g, '\\$&') : text;
}

function valueText(type: FieldType, value: Value): string {
  if (type === 'integer') return `${value}i`;
  return type === 'string' ? `"${String(value).replace(/["\\]/g, '\\$&')}"` : String(value);
}
