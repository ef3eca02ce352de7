// Words and paths that do not belong into the project, and the few bans of the pure half which the
// linter cannot see.

import { readdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import { root } from '../lib/command.ts';
import { type Finding, isCode, isTest, type TextFile } from './files.ts';

interface Ban {
  readonly rule: string;
  readonly pattern: RegExp;
  readonly message: string;
  readonly appliesTo: (file: TextFile) => boolean;
}

const pureFolder =
  /^src\/(base|kernel|machines|apimachinery|api|formats|cluster|shell|scenario|projection)\//;

function isPure(file: TextFile): boolean {
  return pureFolder.test(file.path) && isCode(file) && !isTest(file);
}

function everywhere(file: TextFile): boolean {
  return file.path !== 'scripts/tidy/words.ts';
}

const bans: readonly Ban[] = [
  {
    rule: 'unfinished',
    pattern: /\b(TODO|FIXME|XXX)\b/,
    message: 'finish it, or open an issue and leave no mark here',
    appliesTo: (file) => everywhere(file) && isCode(file),
  },
  {
    rule: 'package-registry',
    pattern: /registry\.(npmjs|yarnpkg)\.|npm\.pkg\.github|_authToken|^\s*"resolved":/,
    message: 'files name packages and versions, never where they come from',
    appliesTo: everywhere,
  },
  {
    rule: 'personal-path',
    pattern: /(^|[\s"'`(=])(\/Users\/\w|[A-Z]:\\Users\\)/,
    message: 'a path of one machine',
    appliesTo: everywhere,
  },
  {
    rule: 'pure-global',
    pattern:
      /\b(globalThis|self|window)\s*(\.|\[)\s*['"`]?(Date|Math|Promise|set\w+|crypto|Intl)\b/,
    message: 'the same global by another name is as impure',
    appliesTo: isPure,
  },
  {
    rule: 'pure-async',
    pattern: /^(?!\s*(\/\/|\*)).*(\basync\s+(function|\()|=\s*async\b|[^\w.'"`-]await\s+[\w(])/,
    message: 'nothing waits below session/: keep the continuation as data in the state',
    appliesTo: isPure,
  },
];

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The checkout, the folders beside it and the home folder of whoever runs this. */
function machinePaths(): readonly string[] {
  const parent = dirname(root);
  const isShared = parent === dirname(parent) || parent === tmpdir();
  const beside = isShared
    ? [basename(root)]
    : readdirSync(parent, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name);
  const home = homedir() === '/root' ? [] : [homedir()];
  return [...beside.map((name) => join(parent, name)), ...home].filter(
    (path) => path.length > 4 && path.includes(sep),
  );
}

function matches(file: TextFile, ban: Ban): readonly Finding[] {
  if (!ban.appliesTo(file)) return [];
  return file.lines.flatMap((text, index) =>
    ban.pattern.test(text)
      ? [{ path: file.path, line: index + 1, rule: ban.rule, message: ban.message }]
      : [],
  );
}

/** Findings about words and paths, in every text file. */
export function checkWords(files: readonly TextFile[]): readonly Finding[] {
  const here: Ban = {
    rule: 'machine-path',
    pattern: new RegExp(`(?:${machinePaths().map(escaped).join('|')})(?![\\w-])`),
    message: 'a path of this machine',
    appliesTo: everywhere,
  };
  return files.flatMap((file) => [...bans, here].flatMap((ban) => matches(file, ban)));
}
