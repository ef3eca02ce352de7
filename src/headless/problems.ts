// Where in the files a refusal belongs: the API server names fields, the files know their places.

import type { Status } from '../apimachinery/status.ts';
import type { OutputPart, TranscriptEntry } from '../cluster/protocol/transcript.ts';
import { parseYaml, positionOf, type YamlDocument } from '../formats/yaml.ts';
import type { SourceFile } from '../scenario/load.ts';
import { printEntry } from '../shell/print/print.ts';

interface Place {
  readonly file: string;
  readonly document: YamlDocument;
}

/** The lines for standard error: every refusal of an entry, with the places of its fields. */
export function problemLines(
  entry: TranscriptEntry,
  files: readonly SourceFile[],
): readonly string[] {
  const printed = printEntry(entry);
  return entry.output.flatMap((part, i) => {
    const text = printed[i];
    if (text === undefined || !text.isError) return [];
    const said = text.text.replace(/\n$/, '');
    const place = placeOf(part, said, files);
    const fields = fieldsOf(part, said);
    if (place === undefined) return [said];
    const spots = fields.map((field) => spot(place, field));
    const [first = spot(place, '')] = spots;
    const more = fields.length > 1 ? fields.map((field, k) => `  ${spots[k]}: ${field}`) : [];
    return [`${first}: ${said}`, ...more];
  });
}

function spot({ file, document }: Place, field: string): string {
  const problem = document.problem?.position;
  const { line, column } = problem ?? positionOf(document, field);
  return `${file}:${line}:${column}`;
}

/** The document a refusal is about: by its kind and name, or the one that cannot be read. */
function placeOf(part: OutputPart, said: string, files: readonly SourceFile[]): Place | undefined {
  const all = files.flatMap((file) =>
    parseYaml(file.text).map((document) => ({ file: file.name, document })),
  );
  const unread = all.find(({ document }) => document.problem !== undefined);
  if (/error converting YAML to JSON/.test(said)) return unread;
  const details = part.kind === 'error' ? (part.status as Status).details : undefined;
  const named = /(?:from|validating|creating|patch|recognize) "([^"]+)"/.exec(said)?.[1];
  const near = all.filter(({ file }) => named === undefined || file === named);
  const byName = near.filter(({ document }) => {
    const { kind = '', name = '' } = headOf(document);
    return details?.name === undefined ? said.includes(kind) : details.name === name;
  });
  const fields = fieldsOf(part, said);
  const exact = byName.find(({ document }) =>
    fields.every((field) => document.positions.has(field)),
  );
  return exact ?? byName[0] ?? near[0];
}

function headOf(document: YamlDocument): { readonly kind?: string; readonly name?: string } {
  const { kind, metadata } = (document.value ?? {}) as {
    readonly kind?: string;
    readonly metadata?: { readonly name?: string };
  };
  return {
    ...(typeof kind === 'string' ? { kind } : {}),
    ...(typeof metadata?.name === 'string' ? { name: metadata.name } : {}),
  };
}

/** The fields a refusal names, as paths of the document. */
function fieldsOf(part: OutputPart, said: string): readonly string[] {
  if (part.kind === 'error') {
    const causes = (part.status as Status).details?.causes ?? [];
    const fields = causes.flatMap((cause) => (cause.field === undefined ? [] : [cause.field]));
    if (fields.length > 0) return fields;
  }
  const strict = [...said.matchAll(/(?:unknown|duplicate) field "([^"]+)"(?! in )/g)];
  if (strict.length > 0) return strict.map((match) => match[1] as string);
  const older = [
    ...said.matchAll(/ValidationError\(\w+\.?([^)]*)\): (?:unknown field "([^"]+)")?/g),
  ];
  return older.map((match) =>
    [match[1], match[2]].filter((one) => one !== undefined && one !== '').join('.'),
  );
}
