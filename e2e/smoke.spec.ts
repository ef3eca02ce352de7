// The page opens from any folder of a static host, quietly, and within its policy.

import { expect, test } from './fixtures.ts';

test('opens without an error and without a request to anywhere else', async ({ page }) => {
  await page.goto('./');
  await expect(page).toHaveTitle(/Kubelet Visualizer/);
  await expect(page.locator('#root')).not.toBeEmpty();
});

test('carries a strict policy: no inline script, no eval', async ({ page, watch }) => {
  await page.goto('./');
  const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
  await expect(policy).toHaveAttribute('content', /default-src 'self'/);
  await expect(policy).not.toHaveAttribute('content', /unsafe-eval|script-src[^;]*unsafe/);
  const isInlineRun = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.isInlineRun = true';
    document.head.append(script);
    return 'isInlineRun' in window;
  });
  expect(isInlineRun).toBe(false);
  // The refusal itself is reported on the console.
  expect(watch.errors.splice(0).join()).toMatch(/Content Security Policy/);
});
