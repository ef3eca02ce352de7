// A class in front, a teacher with notes behind: one page, two windows.

import { expect, test } from './fixtures.ts';
import { web } from './manifests.ts';
import { applied, open, state } from './page.ts';

test('presents with the notes in a second window, which is a remote', async ({ page, context }) => {
  await open(page, { run: [applied(12, web)], at: 20 });
  await page.keyboard.press('p');
  await expect(page.locator('aside')).toBeHidden();
  const [notes] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('n')]);
  const headline = notes.locator('h1');
  await expect(headline).toContainText('nginx:1.25');
  await expect(notes.getByRole('listitem').first()).toBeVisible();
  const { at } = await state(page);
  await notes.getByRole('button', { name: /back/i }).click();
  await expect.poll(async () => (await state(page)).at).toBeLessThan(at);
  await notes.keyboard.press('b');
  await expect(page.locator('.black')).toBeVisible();
  await page.locator('.black').click();
  await expect(page.locator('.black')).toBeHidden();
});
