// The built page in dist/: whether it is older than what it is made of, and building it.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, runBin } from './command.ts';

const ingredients: readonly string[] = [
  'src',
  'content',
  'public',
  'index.html',
  'package-lock.json',
  'vite.config.ts',
];

const given = process.env['PAGE_FOLDER'];

/** The folder that any static host can serve; `PAGE_FOLDER` names one that was built before. */
export const dist: string = given ?? join(root, 'dist');

function newest(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inside = readdirSync(path).map((name) => newest(join(path, name)));
  return Math.max(stat.mtimeMs, ...inside);
}

/** Whether dist/ is there and younger than every source. */
export function isBuildFresh(): boolean {
  const built = statSync(join(dist, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return built > 0 && ingredients.every((path) => newest(join(root, path)) <= built);
}

/** Builds the page when dist/ is older than its sources; false when that failed. */
export async function ensureBuild(): Promise<boolean> {
  if (given !== undefined || isBuildFresh()) return true;
  console.log('Building the page …');
  const { isOk, output } = await runBin('vite', ['build', '--logLevel', 'warn']);
  if (!isOk) console.error(output);
  return isOk;
}
