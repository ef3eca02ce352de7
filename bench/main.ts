// `npm run bench`: all figures in one table, limits beside them. The code is bundled first, as the
// page gets it; each group is measured in a process of its own, one after the other. A figure over
// its limit is said, not failed on: machines differ. Only what breaks ends with an error.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { type Figure, table, toldIn } from './figures.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
/** What drives a browser; its figures come in the same form. */
const IN_BROWSER: readonly string[] = ['bring-up.ts', 'main.ts'];

const RUNS: readonly (readonly string[])[] = [
  ['kernel'],
  ['node', 'docker', 'http'],
  ['node', 'containerd', 'http'],
  ['node', 'docker', 'exec'],
  ['node', 'containerd', 'exec'],
  ['node', 'document', 'http', join(here, '../content/addons/cluster-monitoring.document.yaml')],
];

async function bundle(directory: string): Promise<string> {
  await build({
    configFile: false,
    root: join(here, '..'),
    publicDir: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: join(here, 'measure.ts'),
      outDir: directory,
      target: 'es2023',
      rolldownOptions: { output: { entryFileNames: 'measure.mjs' } },
    },
  });
  return join(directory, 'measure.mjs');
}

function run(args: readonly string[]): readonly Figure[] {
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${args.slice(1).join(' ')}: ended with ${status}`);
  return toldIn(stdout);
}

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const script = await bundle(directory);
    for (const args of RUNS) console.log(table(run(['--expose-gc', script, ...args])));
    for (const file of IN_BROWSER) {
      console.log(table(run(['--import', 'tsx', join(here, 'page', file)])));
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

await main();
