// Sizes: a file is one concept, a line fits a screen, and a file says first what it is.
// Files that were above the wall when it was built are in the ratchet: they may shrink, not grow.

import { type Finding, isCode, isDataTable, isTest, type TextFile } from './files.ts';

const FILE_LINES = 400;
const TEST_LINES = 300;
const COLUMNS = 100;

/** Files above the wall and their present number of lines. */
export type Ratchet = Readonly<Record<string, number>>;

function tooLong(file: TextFile, ratchet: Ratchet): readonly Finding[] {
  if (isDataTable(file)) return [];
  const wall = ratchet[file.path] ?? (isTest(file) ? TEST_LINES : FILE_LINES);
  if (file.lines.length <= wall) return [];
  const message = `${file.lines.length} lines, the wall is ${wall}: split it by concept`;
  return [{ path: file.path, line: 1, rule: 'file-size', message }];
}

/** An address or a literal that fills its line cannot be broken. */
function isUnbreakable(line: string): boolean {
  return /https?:\/\/\S{40}/.test(line) || /(['"`])(?:(?!\1).){60,}\1/.test(line);
}

function tooWide(file: TextFile): readonly Finding[] {
  return file.lines.flatMap((text, index) => {
    if ([...text].length <= COLUMNS || isUnbreakable(text) || isDataTable(file)) return [];
    const message = `${[...text].length} columns, the wall is ${COLUMNS}`;
    return [{ path: file.path, line: index + 1, rule: 'line-width', message }];
  });
}

function withoutOpening(file: TextFile): readonly Finding[] {
  const first = file.lines[0]?.startsWith('#!') ? file.lines[1] : file.lines[0];
  if (isTest(file) || /^\s*(\/\/|\/\*)/.test(first ?? '')) return [];
  const message = 'open with one to five lines of comment: what it is, what it must not know';
  return [{ path: file.path, line: 1, rule: 'opening-comment', message }];
}

/** Findings about the size and the opening of program text. */
export function checkSizes(files: readonly TextFile[], ratchet: Ratchet): readonly Finding[] {
  return files
    .filter(isCode)
    .flatMap((file) => [...tooLong(file, ratchet), ...tooWide(file), ...withoutOpening(file)]);
}

/** The ratchet with every file that shrank at its new size, and files below the wall left out. */
export function tightened(files: readonly TextFile[], ratchet: Ratchet): Ratchet {
  return Object.fromEntries(
    Object.entries(ratchet).flatMap(([path, lines]) => {
      const file = files.find((candidate) => candidate.path === path);
      const wall = file !== undefined && isTest(file) ? TEST_LINES : FILE_LINES;
      if (file === undefined || file.lines.length <= wall) return [];
      return [[path, Math.min(lines, file.lines.length)]];
    }),
  );
}
