// Sources of pods are edited as what they are: files in a folder, a document at a URL, a request.

import { expect, test } from './fixtures.ts';
import { hurry, open, paste, pod, session } from './page.ts';

const changed = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: nginx
    image: nginx:1.26
`;

test('a file in the manifest folder: written, changed, deleted', async ({ page }) => {
  await open(page, { edition: 'containerd', at: 12 });
  await hurry(page);
  await page.locator('[data-place="source.file"]').click();
  const panel = page.locator('aside');
  await panel.getByRole('button', { name: 'New file' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('File name')).toHaveValue('web.yaml');
  await dialog.getByRole('button', { name: 'Write the file' }).click();
  await expect(dialog).toBeHidden();
  await expect(pod(page, 'web-node-1')).toBeVisible({ timeout: 60_000 });
  await expect(panel.locator('.document-line')).toContainText('web.yaml');

  await panel.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect(dialog.locator('.cm-content')).toContainText('nginx:1.25');
  await paste(page, changed);
  await dialog.getByRole('button', { name: 'Write the file' }).click();
  await expect(dialog).toBeHidden();
  const { log } = await session(page);
  expect(log.map(({ text }) => text)).toEqual([
    'write /etc/kubernetes/manifests/web.yaml',
    'write /etc/kubernetes/manifests/web.yaml',
  ]);

  await panel.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.locator('#terminal-line')).toHaveValue('rm /etc/kubernetes/manifests/web.yaml');
  await page.locator('#terminal-line').press('Enter');
  await expect(panel.locator('.document-line')).toBeHidden({ timeout: 60_000 });
});

test('what a URL answers, and a request to the kubelet of 2014', async ({ page }) => {
  const url = 'http://pods.example/web.yaml';
  await open(page, {
    run: [{ at: 5, text: `systemctl restart kubelet --manifest-url=${url}` }],
    at: 14,
  });
  await hurry(page);
  const panel = page.locator('aside');
  await page.locator('[data-place="source.url"]').click();
  await panel.getByRole('button', { name: 'Edit', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Let it answer so' }).click();
  await expect(dialog).toBeHidden();
  await page.locator('[data-place="source.http"]').click();
  await panel.getByRole('button', { name: 'Write a request' }).click();
  await paste(page, changed.replace('name: web', 'name: sent'));
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(dialog).toBeHidden();
  await expect(pod(page, 'sent-node-1')).toBeVisible({ timeout: 60_000 });
  const { log } = await session(page);
  expect(log.slice(1).map(({ text }) => text)).toEqual([
    `serve ${url}`,
    'curl -X PUT http://node-1:10250/container -d @pod.yaml',
  ]);
});
