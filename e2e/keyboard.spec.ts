// The whole flow without a mouse.

import { expect, type Page } from '@playwright/test';
import { test } from './fixtures.ts';
import { web } from './manifests.ts';
import { open, pod, ready, session, state, step } from './page.ts';

/** Presses Tab until the focus is on a control of that name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let i = 0; i < 40; i += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    const words = await focused.evaluate(
      (one) => `${one.getAttribute('aria-label') ?? ''} ${one.textContent ?? ''}`,
    );
    if (name.test(words)) return;
  }
  throw new Error(`Tab leads to nothing called ${name}`);
}

/** The place of the stage that has the focus. */
async function focusedPlace(page: Page): Promise<string> {
  return await page.evaluate(() => (document.activeElement as HTMLElement).dataset['place'] ?? '');
}

test('creates, watches, steps, changes and deletes by keyboard only', async ({ page }) => {
  await open(page, { at: 12 });
  await tabTo(page, /Create pod/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await tabTo(page, /kind: Pod/);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(web);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(pod(page, 'web')).toBeVisible();

  // A step back pauses; one back and one forward are the same place.
  await step(page, ',');
  await step(page, ',');
  const { at } = await state(page);
  await step(page, ',');
  await step(page, '.');
  expect((await state(page)).at).toBe(at);

  // Space plays and pauses where it does not press a button: on the timeline.
  await tabTo(page, /Playhead/);
  await page.keyboard.press('Space');
  expect((await state(page)).status).not.toBe('paused');
  await page.keyboard.press('Space');
  expect((await state(page)).status).toBe('paused');
  await page.keyboard.press('End');
  await ready(page);

  // The stage is one stop of Tab; arrows move inside, Enter selects.
  for (let i = 0; i < 40 && (await focusedPlace(page)) === ''; i += 1) {
    await page.keyboard.press('Tab');
  }
  for (let i = 0; i < 30; i += 1) {
    if ((await focusedPlace(page)).startsWith('pod.')) break;
    await page.keyboard.press(i < 3 ? 'ArrowRight' : 'ArrowDown');
  }
  expect(await focusedPlace(page)).toMatch(/^pod\./);
  await page.keyboard.press('Enter');
  await page.keyboard.press('i');
  await expect(page.getByRole('tab', { name: 'Inspect' })).toHaveAttribute('aria-selected', 'true');

  // The terminal: a change and a deletion, typed.
  await page.keyboard.press('k');
  await expect(page.locator('#terminal-line')).toBeFocused();
  await page.keyboard.type('kubectl set image pod/web nginx=nginx:1.26');
  await page.keyboard.press('Enter');
  await expect(page.locator('#terminal-line')).toHaveValue('');
  await page.keyboard.type('kubectl delete pod web');
  await page.keyboard.press('Enter');
  await expect(page.locator('#terminal-line')).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(page.locator('#terminal-line')).toBeHidden();
  // Faster: past the story, to ten times real time.
  for (let i = 0; i < 4; i += 1) await page.keyboard.press(']');
  await expect(page.getByRole('radio', { name: '10×' })).toBeChecked();
  await expect(pod(page, 'web')).toHaveCount(0);
  const { log } = await session(page);
  expect(log.map(({ text }) => text)).toEqual([
    expect.stringContaining('kubectl create'),
    'kubectl set image pod/web nginx=nginx:1.26',
    'kubectl delete pod web',
  ]);
});
