// Parts of the machine are opened by a press, and found by their name.

import { expect, test } from './fixtures.ts';
import { web } from './manifests.ts';
import { applied, open, session, state } from './page.ts';

test('a part shows what stands inside, and follows the playhead', async ({ page }) => {
  await open(page, {
    run: [{ at: 40, text: 'lab fill disk node-1 93%' }],
    at: 80,
    edition: 'docker',
  });
  const panel = page.locator('aside');
  await page.locator('[data-place="tile.eviction"]').click();
  const disk = panel.locator('.inside-gauge', { hasText: 'nodefs.available' });
  await expect(disk).toContainText('10 GiB');
  await expect(disk).toHaveAttribute('data-over', 'true');
  await expect(panel).toContainText('DiskPressure');
  await expect(panel).toContainText('pkg/kubelet/eviction');
  await page.locator('[data-place="tile.lease"]').click();
  await expect(panel.locator('.age-bar')).toBeVisible();
  await page.locator('[data-place="tile.eviction"]').click();
  await page.evaluate(() => window.__kv?.seek(39));
  await expect(disk).not.toHaveAttribute('data-over');
});

test('search leads to parts, pods and moments by keyboard', async ({ page }) => {
  await open(page, { run: [applied(12, web)], at: 30 });
  await page.keyboard.press('/');
  const line = page.getByRole('searchbox');
  await expect(line).toBeFocused();
  await page.keyboard.type('pleg');
  await page.keyboard.press('Enter');
  await expect(page.locator('aside h2')).toHaveText('PLEG');
  await page.keyboard.press('/');
  await page.keyboard.type('kubectl apply');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await state(page)).at).toBe(12e6);
});

test('deleting in the inspector writes the command first', async ({ page }) => {
  await open(page, { run: [applied(12, web)], at: 30 });
  await page.locator('[data-place^="pod."]').first().click();
  await page.getByRole('tab', { name: 'Inspect' }).click();
  await page.locator('aside').getByRole('button', { name: 'Delete' }).click();
  await expect(page.locator('#terminal-line')).toHaveValue('kubectl delete pod web');
  expect((await session(page)).log).toHaveLength(1);
});
