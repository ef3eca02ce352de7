// `npm run size`: what a visitor downloads, gzipped, against its limits. The first load is an entry
// script (the page's, the worker's) and everything it imports statically; what the worker fetches
// after its first picture is told for information.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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
  /** None: told for information. */
  readonly limit: number | undefined;
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

function measured(name: string, bytes: number, limit?: number): BundleSize {
  return { name, bytes, limit, isOk: bytes > 0 && (limit === undefined || bytes <= limit) };
}

/** What a built script imports: at once, or later. The bundler writes both in one plain form. */
function importsOf(file: string, form: RegExp): readonly string[] {
  const text = readFileSync(join(dist, file), 'utf8');
  const names = [...text.matchAll(form)].map((match) => basename(match[1] ?? ''));
  return names.map((name) => `assets/${name}`).filter((each) => existsSync(join(dist, each)));
}

const AT_ONCE = /(?:\bfrom|\bimport)\s*["'`](\.\/[^"'`]+\.js)["'`]/g;
const LATER = /\bimport\(\s*["'`](\.\/[^"'`]+\.js)["'`]/g;

/** Scripts reached from `files` by imports of these forms; the manifest leaves workers out. */
function reached(files: readonly string[], forms: readonly RegExp[]): Set<string> {
  const seen = new Set<string>();
  const open = [...files];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const form of forms) open.push(...importsOf(file, form));
  }
  return seen;
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
  const worker = reached(workers, [AT_ONCE]);
  const later = [...reached(workers, [AT_ONCE, LATER])].filter((file) => !worker.has(file));
  const editor = Object.keys(manifest)
    .filter((key) => /(^|\/)editor\//.test(key) && manifest[key]?.isDynamicEntry)
    .flatMap((key) => [...closure(manifest, key)])
    .filter((file) => !first.has(file));
  return [
    measured('app, first load', gzipped(first), limits.app),
    measured('worker, first load', gzipped(worker), limits.worker),
    measured('worker, later', gzipped(later)),
    measured('editor chunk', gzipped(new Set(editor)), limits.editor),
  ];
}

/** Prints one line for each bundle. */
export function printSizes(sizes: readonly BundleSize[]): void {
  for (const { name, bytes, limit, isOk } of sizes) {
    const kilobytes = (bytes / KILOBYTE).toFixed(1);
    const most = limit === undefined ? '' : ` of ${limit / KILOBYTE}`;
    console.log(`${isOk ? 'ok  ' : 'FAIL'} ${name.padEnd(18)} ${kilobytes}${most} kB gzip`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const sizes = bundleSizes();
  printSizes(sizes);
  process.exitCode = sizes.every(({ isOk }) => isOk) ? 0 : 1;
}
