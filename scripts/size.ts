// `npm run size`: what a visitor downloads, gzipped, against its limits. The first load is the
// entry script and everything it imports statically; lazy chunks are counted by themselves.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { dist } from './lib/page-build.ts';

interface Chunk {
  readonly file: string;
  readonly name?: string;
  readonly src?: string;
  readonly isEntry?: boolean;
  readonly isDynamicEntry?: boolean;
  readonly imports?: readonly string[];
}
type Manifest = Readonly<Record<string, Chunk>>;

/** One bundle, its size in bytes and its limit. */
export interface BundleSize {
  readonly name: string;
  readonly bytes: number;
  readonly limit: number;
  readonly isOk: boolean;
}

const KILOBYTE = 1000;
const limits = { app: 250 * KILOBYTE, worker: 150 * KILOBYTE, editor: 180 * KILOBYTE };

/** Script files reached by static imports alone. */
function closure(manifest: Manifest, key: string, seen: Set<string> = new Set()): Set<string> {
  const chunk = manifest[key];
  if (chunk === undefined || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const imported of chunk.imports ?? []) closure(manifest, imported, seen);
  return seen;
}

function gzipped(files: Iterable<string>): number {
  let bytes = 0;
  for (const file of files) bytes += gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
  return bytes;
}

function measured(name: string, bytes: number, limit: number): BundleSize {
  return { name, bytes, limit, isOk: bytes > 0 && bytes <= limit };
}

/** The sizes of the built page. */
export function bundleSizes(): readonly BundleSize[] {
  const path = join(dist, '.vite', 'manifest.json');
  if (!existsSync(path)) throw new Error('dist/ has no manifest: run npm run build first');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry) ?? '';
  const first = closure(manifest, entry);
  const workers = readdirSync(join(dist, 'assets'))
    .filter((name) => /^worker\b.*\.js$/.test(name))
    .map((name) => `assets/${name}`);
  const editor = Object.keys(manifest)
    .filter((key) => /(^|\/)editor\//.test(key) && manifest[key]?.isDynamicEntry)
    .flatMap((key) => [...closure(manifest, key)])
    .filter((file) => !first.has(file));
  return [
    measured('app, first load', gzipped(first), limits.app),
    measured('worker', gzipped(workers), limits.worker),
    measured('editor chunk', gzipped(new Set(editor)), limits.editor),
  ];
}

/** Prints one line for each bundle. */
export function printSizes(sizes: readonly BundleSize[]): void {
  for (const { name, bytes, limit, isOk } of sizes) {
    const size = `${(bytes / KILOBYTE).toFixed(1)} of ${limit / KILOBYTE} kB gzip`;
    console.log(`${isOk ? 'ok  ' : 'FAIL'} ${name.padEnd(16)} ${size}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const sizes = bundleSizes();
  printSizes(sizes);
  process.exitCode = sizes.every(({ isOk }) => isOk) ? 0 : 1;
}
