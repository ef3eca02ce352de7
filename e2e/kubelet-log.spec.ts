// The kubelet's own log stands beside the stage and follows the playhead.

import { expect, test } from './fixtures.ts';
import { web } from './manifests.ts';
import { applied, open, seek } from './page.ts';

test('the log of a kubelet follows the playhead and its verbosity', async ({ page }) => {
  await open(page, { run: [applied(12, web)], at: 40, edition: 'docker' });
  await page.getByRole('tab', { name: 'Logs' }).click();
  const panel = page.locator('aside');
  await panel.getByText('Kubelet', { exact: true }).click();
  const lines = panel.getByRole('log').locator('> div');
  await expect(lines.filter({ hasText: 'SyncLoop (ADD, "api"): "web_default' })).toHaveCount(1);
  await expect(lines.last()).toContainText('ContainerStarted');
  await expect(lines.last()).toBeInViewport();
  const atTwo = await lines.count();
  await panel.getByText('-v 4', { exact: true }).click();
  await expect.poll(() => lines.count()).toBeGreaterThan(atTwo);
  await panel.getByText('-v 2', { exact: true }).click();
  await seek(page, 11.9);
  await expect(lines.filter({ hasText: 'web_default' })).toHaveCount(0);
  await expect(panel).toContainText('This kubelet has written nothing so far.');
});
