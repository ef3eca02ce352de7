// What `kubectl get` prints of objects: tables, wide, YAML, JSON, names, JSONPath, custom columns.

import { kindOf, kindOfWord } from '../../api/kinds.ts';
import type { ApiObject } from '../../apimachinery/meta.ts';
import type { OutputPart } from '../../cluster/protocol/transcript.ts';
import type { JsonValue } from '../../formats/yaml.ts';
import { printYaml } from '../../formats/yaml-print.ts';
import { fillTemplate, shown, valuesAt } from './jsonpath.ts';
import { columnsOf } from './rows.ts';

type ObjectsPart = Extract<OutputPart, { readonly kind: 'objects' }>;

/** Text of a part, and the widths that a watch keeps for its later rows. */
export interface Printed {
  readonly text: string;
  readonly widths: readonly number[];
}

/** The text of `part`; `before` are the widths of the table it goes on with. */
export function objectsText(part: ObjectsPart, before: readonly number[] = []): Printed {
  const { output } = part.view;
  switch (output.format) {
    case 'table':
    case 'wide':
      return tableOf(part, output.format === 'wide', before);
    case 'yaml':
      return { text: yamlOf(part), widths: [] };
    case 'json':
      return { text: `${JSON.stringify(sorted(payload(part)), null, 4)}\n`, widths: [] };
    case 'name':
      return { text: part.objects.map((object) => `${nameOf(object)}\n`).join(''), widths: [] };
    case 'jsonpath': {
      const filled = fillTemplate(output.template, payload(part));
      const text =
        'text' in filled ? filled.text : `error: error parsing jsonpath: ${filled.problem}\n`;
      return { text, widths: [] };
    }
    default: {
      const { columns } = output;
      const rows = part.objects.map((object) =>
        columns.map(({ path }) => valuesAt(path, object).map(shown).join(',') || '<none>'),
      );
      return aligned([columns.map(({ header }) => header), ...rows], before);
    }
  }
}

/** One object, or the list kubectl makes of several. */
function payload(part: ObjectsPart): unknown {
  if (part.isSingle) return part.objects[0];
  return {
    apiVersion: 'v1',
    items: part.objects,
    kind: 'List',
    metadata: { resourceVersion: '' },
  };
}

function yamlOf(part: ObjectsPart): string {
  const text = printYaml(payload(part) as JsonValue);
  return part.isContinued === true ? `---\n${text}` : text;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}

function nameOf(object: ApiObject): string {
  const info = kindOf(object.apiVersion, object.kind);
  const kind = info?.singular ?? object.kind.toLowerCase();
  const group = info === undefined || info.group === '' ? '' : `.${info.group}`;
  return `${kind}${group}/${object.metadata.name}`;
}

function tableOf(part: ObjectsPart, isWide: boolean, before: readonly number[]): Printed {
  const { view } = part;
  const era = part.edition === 'containerd' ? 'modern' : 'classic';
  const columns = columnsOf(part.resource, isWide, era);
  const info = kindOfWord(part.resource);
  const hasNamespace = view.allNamespaces === true && info?.isNamespaced !== false;
  const labels = view.labelColumns ?? [];
  const header = [
    ...(hasNamespace ? ['NAMESPACE'] : []),
    ...columns.map((column) => column.header),
    ...labels.map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase()),
    ...(view.showLabels === true ? ['LABELS'] : []),
  ];
  const now = { epochSeconds: part.epochSeconds, at: part.at };
  const rows = ordered(part).map((object) => [
    ...(hasNamespace ? [object.metadata.namespace ?? ''] : []),
    ...columns.map((column, i) => {
      const cell = column.cell(object, now, era);
      return i === 0 && view.showKind === true && column.header === 'NAME' ? nameOf(object) : cell;
    }),
    ...labels.map((label) => object.metadata.labels?.[label] ?? ''),
    ...(view.showLabels === true ? [labelsText(object)] : []),
  ]);
  const isHeaderless = view.isHeaderless === true || part.isContinued === true;
  return aligned(isHeaderless ? rows : [header, ...rows], before);
}

function labelsText(object: ApiObject): string {
  const pairs = Object.entries(object.metadata.labels ?? {}).map(
    ([key, value]) => `${key}=${value}`,
  );
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}

/** `--sort-by`: by the first value of a path, numbers as numbers. */
function ordered(part: ObjectsPart): readonly ApiObject[] {
  const { sortBy } = part.view;
  if (sortBy === undefined) return part.objects;
  const keyed = part.objects.map((object, i) => ({ object, i, key: valuesAt(sortBy, object)[0] }));
  keyed.sort((a, b) => order(a.key, b.key) || a.i - b.i);
  return keyed.map(({ object }) => object);
}

function order(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a ?? ''), String(b ?? '')];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Aligns rows like kubectl's table; columns never get narrower than they were. */
function aligned(rows: readonly (readonly string[])[], before: readonly number[]): Printed {
  const widths: number[] = [...before];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 6, [...cell].length + 3);
    });
  }
  const text = rows
    .map((row) => {
      const cells = row.map((cell, i) =>
        i === row.length - 1 ? cell : cell + ' '.repeat((widths[i] ?? 0) - [...cell].length),
      );
      return `${cells.join('')}\n`;
    })
    .join('');
  return { text, widths };
}
