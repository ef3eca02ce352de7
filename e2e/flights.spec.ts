// Nothing flies that was not simulated, and everything flies that is to be drawn: over the whole
// creation of a pod, played in story pace, frame by frame, on a clock that the test turns.

import { queryOf } from '../scripts/lib/page-address.ts';
import { placeOf } from '../src/app/stage/places.ts';
import { followingOf, isOfStory } from '../src/player/story.ts';
import type { Beat, Flight } from '../src/session/protocol.ts';
import { expect, test } from './fixtures.ts';
import { toldBy, traceOf } from './headless.ts';
import { web } from './manifests.ts';
import { applied, ready, session, state } from './page.ts';

const START = 12;
const END = 24;

/** What is to be drawn of the followed pod's story between two instants, by places on the stage. */
function expected(
  told: { readonly flights: readonly Flight[]; readonly beats: readonly Beat[] },
  uid: string,
  node: string,
): readonly Flight[] {
  const following = followingOf(uid, told.beats);
  const isPlaced = (flight: Flight): boolean =>
    placeOf(flight.from, node, flight) !== placeOf(flight.to, node, flight);
  return told.flights.filter((flight) => isOfStory(flight, following) && isPlaced(flight));
}

function words({ id, sentAt, deliverAt, channel, label }: Flight): string {
  return `${id} ${sentAt}-${deliverAt} ${channel} ${label}`;
}

for (const edition of ['document', 'docker', 'containerd'] as const) {
  test(`the flights of a creation are the simulated ones: ${edition}`, async ({ page }) => {
    await page.clock.install();
    await page.addInitScript(() => {
      const seen = new Map<string, number>();
      Object.assign(window, { seenFlights: seen });
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) {
          for (const node of addedNodes) {
            if (!(node instanceof HTMLElement) || !node.matches('.flight')) continue;
            const id = node.dataset['flightId'] ?? 'none';
            seen.set(id, (seen.get(id) ?? 0) + 1);
          }
        }
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(`./${queryOf({ run: [applied(START, web)], at: START - 0.01, edition })}`);
    await page.clock.runFor(500);
    await ready(page);
    const file = await session(page);
    await page.locator('#play').click();
    for (let i = 0; i < 200; i += 1) {
      await page.clock.runFor(1_000);
      const now = await state(page);
      if (now.at > END * 1e6) break;
    }
    const { at, follow = '', rows } = await state(page);
    expect(at).toBeGreaterThan(END * 1e6);
    const row = Object.values(rows).find((one) => (one as { uid?: string }).uid === follow);
    const { node = '' } = row as { readonly node?: string };
    const seen = await page.evaluate(() => [
      ...(window as unknown as { seenFlights: Map<string, number> }).seenFlights.keys(),
    ]);
    const trace = traceOf(file, at + 1e6);
    expect(seen.filter((id) => !trace.all.has(Number(id)))).toEqual([]);
    const told = toldBy(file, at + 1e6);
    const drawn = new Set(trace.drawn.map(({ id }) => id));
    const inTime = told.flights.filter(({ deliverAt }) => deliverAt <= at);
    expect(inTime.filter(({ id }) => !drawn.has(id))).toEqual([]);
    // What flew before the page was opened at its instant was never to be seen.
    const seenFrom = (START - 0.01) * 1e6;
    const since = inTime.filter(({ sentAt }) => sentAt >= seenFrom);
    const due = expected({ ...told, flights: since }, follow, node);
    const shown = new Set(seen.map(Number));
    expect(due.filter(({ id }) => !shown.has(id)).map(words)).toEqual([]);
    const isDue = new Set(expected(told, follow, node).map(({ id }) => id as number));
    expect([...shown].filter((id) => !isDue.has(id))).toEqual([]);
  });
}
