// The layer table of ARCHITECTURE.md, made from the same data as the import rules.

import { createRequire } from 'node:module';
import type { Finding, TextFile } from './files.ts';

interface Row {
  readonly folder: string;
  readonly mayImport: string;
  readonly packages: readonly string[];
  readonly lib: string;
}

const BEGIN = '<!-- layers: made by `npm run tidy -- --write` -->';
const END = '<!-- /layers -->';

function packagesOf({ packages }: Row): string {
  const names = packages.map((name) => name.replace(/\(.*$|\/\[.*$/, ''));
  return names.length === 0 ? 'none' : names.join(', ');
}

function table(): string {
  const { layers } = createRequire(import.meta.url)('../layers.cjs') as {
    readonly layers: readonly Row[];
  };
  const rows = layers.map(
    (row) => `| ${[row.folder, row.mayImport, packagesOf(row), row.lib].join(' | ')} |`,
  );
  return [
    BEGIN,
    '| folder | may import, besides itself | npm packages | TypeScript `lib` |',
    '| --- | --- | --- | --- |',
    ...rows,
    END,
  ].join('\n');
}

/** The document with its layer table made anew, or undefined when it has no place for one. */
export function withLayerTable(document: string): string | undefined {
  const from = document.indexOf(BEGIN);
  const to = document.indexOf(END);
  if (from < 0 || to < from) return undefined;
  return document.slice(0, from) + table() + document.slice(to + END.length);
}

/** A finding when the table of ARCHITECTURE.md is not the one of the import rules. */
export function checkLayerTable(files: readonly TextFile[]): readonly Finding[] {
  const path = 'ARCHITECTURE.md';
  const text = files.find((file) => file.path === path)?.text ?? '';
  if (withLayerTable(text) === text) return [];
  const message = 'the layer table is not that of scripts/layers.cjs: npm run tidy -- --write';
  return [{ path, line: 1, rule: 'layer-table', message }];
}
