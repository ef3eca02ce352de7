// Editions, tabs, languages, themes, motion: what a person chooses stays chosen, and is theirs
// alone.

import { expect, test } from './fixtures.ts';
import { digestOf } from './headless.ts';
import { web } from './manifests.ts';
import { applied, digest, open, pod, ready, seek, session, stage, state } from './page.ts';

const running = { run: [applied(12, web)], at: 40 };

test('another edition replays the commands', async ({ page }) => {
  await open(page, { ...running, edition: 'docker' });
  const before = await session(page);
  await expect(stage(page)).toContainText('Docker Engine');
  await page.getByRole('radio', { name: /containerd/ }).click({ force: true });
  await expect(stage(page)).not.toContainText('Docker Engine');
  await ready(page);
  await seek(page, 40);
  await expect(pod(page, 'web')).toHaveAccessibleName(/Running/);
  const after = await session(page);
  expect(after).toEqual({ ...before, edition: 'containerd' });
  expect(await digest(page)).toBe(digestOf(after, 40e6));
  expect(await digest(page)).not.toBe(digestOf(before, 40e6));
});

test('two tabs are two sessions', async ({ page, context }) => {
  await page.goto('./');
  await ready(page);
  await page.evaluate(
    (text) => window.__kv?.run('kubectl apply -f a.yaml', { 'a.yaml': text }),
    web,
  );
  await seek(page, 30);
  const other = await context.newPage();
  await other.goto('./');
  await ready(other);
  await seek(other, 30);
  expect((await session(other)).log).toEqual([]);
  expect((await session(page)).log).toHaveLength(1);
  await other.reload();
  await ready(other);
  expect((await session(other)).log).toEqual([]);
  await page.reload();
  await ready(page);
  expect((await session(page)).log).toHaveLength(1);
});

test('language and theme switch, and stay after a reload', async ({ page }) => {
  await page.goto('./');
  await ready(page);
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page
    .getByRole('button', { name: '中文' })
    .or(page.getByText('中文', { exact: true }))
    .first()
    .click();
  await expect(root).toHaveAttribute('lang', /^zh/);
  await expect(page.getByRole('button', { name: /创建/ }).first()).toBeVisible();
  await page.getByRole('button', { name: /主题/ }).click();
  await page.getByRole('button', { name: /主题/ }).click();
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await ready(page);
  await expect(root).toHaveAttribute('lang', /^zh/);
  await expect(root).toHaveAttribute('data-theme', 'dark');
});

test.describe('reduced motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('messages stand still half-way', async ({ page }) => {
    await open(page, { run: [applied(12, web)], at: 12.0001 });
    const flight = stage(page).locator('.flight').first();
    await seek(page, 12.0002);
    await expect(flight).toBeAttached();
    const id = await flight.getAttribute('data-flight-id');
    const place = await flight.evaluate((node) => (node as SVGElement).style.transform);
    expect(place).not.toBe('');
    await seek(page, 12.0004);
    const same = stage(page).locator(`[data-flight-id="${id}"]`);
    expect(await same.evaluate((node) => (node as SVGElement).style.transform)).toBe(place);
    expect((await state(page)).at).toBe(12_000_400);
  });
});
