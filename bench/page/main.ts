// The page under load: 110 two-probe pods on one node, story pace, the flight layer full. Prints
// what the main thread does per frame, in the form of the bench's other figures.

import type { Page } from '@playwright/test';
import { launchChromium } from '../../scripts/lib/launch.ts';
import { queryOf, type TypedLine } from '../../scripts/lib/page-address.ts';
import { dist, ensureBuild } from '../../scripts/lib/page-build.ts';
import { serveSite } from '../../scripts/lib/static-server.ts';
import { placeOf } from '../../src/app/stage/places.ts';
import type { Flight, SessionFile } from '../../src/session/protocol.ts';
import { openTest } from '../../src/session/testing.ts';
import { type Figure, tell } from '../figures.ts';
import { type FrameWork, framesOf } from './frames.ts';
import { busiestMoment } from './moment.ts';

const PODS = 110;
const NODE = 'node-1';
/** All of them run, and then all are told to go: everything is busy at once. */
const STOPPED_AT = 200;
const END = 212;
const ROUND_MS = 2_000;
/** Played until so many busy frames were seen: a slow machine shows few of them in a round. */
const ENOUGH = 150;
const MOST_ROUNDS = 30;
/** Fewer frames say nothing. */
const FEWEST = 20;
/** The layer draws at most so many, and counts as busy from so many on. */
const MOST = 24;
const BUSY = 18;
const LIMIT_MS = 8;

function manifest(name: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  nodeName: ${NODE}
  containers:
  - name: web
    image: nginx:1.25
    ports:
    - containerPort: 80
    livenessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 10}
    readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 5}
`;
}

function typedLines(): readonly TypedLine[] {
  const names = Array.from({ length: PODS }, (_, i) => `web-${i + 1}`);
  const files = { 'pods.yaml': names.map(manifest).join('---\n') };
  return [
    { at: 12, text: 'kubectl apply -f pods.yaml', files },
    { at: STOPPED_AT, text: `kubectl delete pod ${names.join(' ')}` },
  ];
}

/** What flies on the stage, by the session itself. */
function flightsOf(run: readonly TypedLine[]): readonly Flight[] {
  const log = run.map((line) => ({ ...line, at: Math.round(line.at * 1e6) }));
  const file = { apiVersion: 'visualizer/v1', kind: 'Session', scenario: '', seed: 1, at: 0 };
  const session = openTest({ ...file, edition: 'docker', log } as unknown as SessionFile);
  const chunks = session.demand(0, END * 1e6, 1_000_000);
  const isPlaced = (flight: Flight): boolean =>
    placeOf(flight.from, NODE, flight) !== placeOf(flight.to, NODE, flight);
  return chunks
    .flatMap(({ flights }) => flights)
    .filter((flight) => flight.sentAt >= STOPPED_AT * 1e6 && isPlaced(flight));
}

/** Plays from the moment again and again; only frames in which the layer is busy count. */
async function watch(page: Page, moment: number): Promise<FrameWork> {
  const work: number[] = [];
  const flights: number[] = [];
  for (let round = 0; round < MOST_ROUNDS && work.length < ENOUGH; round += 1) {
    await page.evaluate((at) => window.__kv?.seek(at), moment / 1e6);
    await page.locator('#play').press('Enter');
    const frames = await framesOf(page, ROUND_MS);
    await page.locator('#play').press('Enter');
    for (const [i, count] of frames.flights.entries()) {
      if (count < BUSY) continue;
      flights.push(count);
      work.push(frames.work[i] as number);
    }
  }
  if (work.length < FEWEST) throw new Error(`only ${work.length} busy frames were seen`);
  return { work, flights };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function figuresOf({ work, flights }: FrameWork): readonly Figure[] {
  const group = `page, ${PODS} pods, story pace, ${BUSY} to ${MOST} flights`;
  const name = 'main thread per frame';
  return [
    { group, name: 'frames seen', value: work.length, unit: '' },
    { group, name: 'flights on the stage, median', value: percentile(flights, 0.5), unit: '' },
    { group, name: `${name}, median`, value: percentile(work, 0.5), unit: 'ms' },
    {
      group,
      name: `${name}, 95th percentile`,
      value: percentile(work, 0.95),
      unit: 'ms',
      limit: LIMIT_MS,
    },
    { group, name: `${name}, longest`, value: Math.max(0, ...work), unit: 'ms' },
  ];
}

/** Opens the page, lets it play under load, and gives the figures. */
async function benchPage(): Promise<readonly Figure[]> {
  if (!(await ensureBuild())) throw new Error('the page does not build');
  const run = typedLines();
  const moment = busiestMoment(flightsOf(run), BUSY, MOST);
  const site = await serveSite({ folder: dist });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
    await page.goto(site.url + queryOf({ run, at: moment / 1e6, edition: 'docker' }));
    await page.waitForFunction(() => window.__kv?.isReady() === true, undefined, {
      timeout: 90_000,
    });
    await page.getByRole('button', { name: 'show all' }).press('Enter');
    return figuresOf(await watch(page, moment));
  } finally {
    await browser.close();
    await site.close();
  }
}

tell(await benchPage());
