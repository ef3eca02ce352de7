// One session file is one run: in this browser and in Node, straight or in pieces, to the bit.

import { expect, test } from './fixtures.ts';
import { digestInPieces, digestOf } from './headless.ts';
import { web } from './manifests.ts';
import { applied, digest, open, seek, session } from './page.ts';

const run = [
  applied(12, web),
  { at: 40, text: 'kubectl set image pod/web nginx=nginx:1.26' },
  { at: 60, text: 'kubectl delete pod web' },
];
const END = 75;

/** Places that are the same in every run of this test. */
function places(count: number): readonly number[] {
  let seed = 20_261;
  return Array.from({ length: count }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed % (END * 1_000)) / 1_000;
  });
}

for (const edition of ['document', 'docker', 'containerd'] as const) {
  test(`the digest in Chromium is the digest in Node: ${edition}`, async ({ page }) => {
    await open(page, { run, at: END, edition });
    const file = await session(page);
    const straight = digestOf(file, END * 1e6);
    expect(digestInPieces(file, END * 1e6)).toBe(straight);
    expect(await digest(page)).toBe(straight);
    for (const place of places(20)) await seek(page, place);
    await seek(page, END);
    expect(await digest(page)).toBe(straight);
  });
}

test('the digest in Chromium, asked for second by second', async ({ page }) => {
  await open(page, { run, at: 10, edition: 'docker' });
  for (let at = 11; at <= 45; at += 1) await seek(page, at);
  const here = await digest(page);
  expect(here).toBe(digestOf(await session(page), 45e6));
  await seek(page, 12.5);
  const there = await digest(page);
  expect(there).not.toBe(here);
  expect(there).toBe(digestOf(await session(page), 12.5e6));
});
