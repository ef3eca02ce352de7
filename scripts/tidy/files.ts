// The text files of the project, as the tidy rules see them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/command.ts';

/** One text file; `path` is relative to the root and has forward slashes. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

/** Something a rule found; a warning is printed but fails nothing. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
  readonly isWarning?: boolean;
}

const skippedFolders: ReadonlySet<string> = new Set([
  '.git',
  '.tsbuild',
  '.vite',
  'dist',
  'node_modules',
  'playwright-report',
  'screens',
  'test-results',
]);

const textFile = /\.(ts|tsx|mts|mjs|cjs|css|html|json|md|yaml|yml|txt|svg|grit|webmanifest)$/;
const namedText: ReadonlySet<string> = new Set(['.npmrc', '.gitignore', 'LICENSE', 'run']);

function walk(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : walk(path);
      return textFile.test(entry.name) || namedText.has(entry.name) ? [path] : [];
    });
}

/** Every text file of the project. */
export function readTextFiles(): readonly TextFile[] {
  return walk('').map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return { path, text, lines: text.replace(/\n$/, '').split('\n') };
  });
}

/** Whether a file is program text that people write and read. */
export function isCode({ path }: TextFile): boolean {
  return /\.(ts|tsx|mts|mjs|cjs|css)$/.test(path);
}

/** Whether a file is a test. */
export function isTest({ path }: TextFile): boolean {
  return /\.(test|spec)\.tsx?$/.test(path);
}

/** A file may say in its opening comment that it is data, which has no natural size. */
export function isDataTable({ lines }: TextFile): boolean {
  return lines.slice(0, 8).some((line) => /^\s*(\/\/|\/?\*).*\btidy: data table\b/.test(line));
}
