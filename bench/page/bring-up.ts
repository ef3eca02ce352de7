// The bring-up in Chromium, in a worker: where people run it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { launchChromium } from '../../scripts/lib/launch.ts';
import { serveSite } from '../../scripts/lib/static-server.ts';
import type { EditionWord } from '../../src/cluster/protocol/setup.ts';
import type { BringUp, Liveness } from '../bring-up.ts';
import { bringUpFigures } from '../bring-up-figures.ts';
import { type Figure, tell } from '../figures.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

async function bundle(folder: string): Promise<void> {
  await build({
    configFile: false,
    root: join(here, '..', '..'),
    publicDir: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      target: 'es2023',
      rolldownOptions: {
        input: join(here, 'worker.ts'),
        output: { entryFileNames: 'worker.js' },
      },
    },
  });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>bench</title>');
}

/** Runs in the page: one run in a worker of its own. */
function runInWorker(ask: {
  readonly edition: string;
  readonly liveness: string;
}): Promise<unknown> {
  return new Promise((done, failed) => {
    const worker = new Worker('worker.js', { type: 'module' });
    worker.onmessage = ({ data }) => {
      worker.terminate();
      done(data);
    };
    worker.onerror = ({ message }) => failed(new Error(message));
    worker.postMessage(ask);
  });
}

/** What is promised: of the page, so in its engine, for two probes of the common kind. */
const LIMIT_MS = 4_000;
/** So many runs, each in a worker that has compiled nothing yet; the middle one counts. */
const ROUNDS = 5;

async function benchInChromium(
  edition: EditionWord,
  liveness: Liveness,
): Promise<readonly BringUp[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-page-'));
  const browser = await launchChromium();
  try {
    await bundle(folder);
    const site = await serveSite({ folder });
    const page = await browser.newPage();
    await page.goto(site.url);
    const runs: BringUp[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      runs.push((await page.evaluate(runInWorker, { edition, liveness })) as BringUp);
    }
    await site.close();
    return runs.sort((a, b) => a.totalMs - b.totalMs);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const runs = await benchInChromium('docker', 'http');
const where = `in Chromium, middle of ${ROUNDS}`;
const figures = bringUpFigures(runs[ROUNDS >> 1] as BringUp, where, LIMIT_MS);
const [{ group }] = figures as [Figure];
const best = (runs[0] as BringUp).totalMs;
tell([...figures, { group, name: 'time for all of it, best one', value: best, unit: 'ms' }]);
