// A pod's life as a person lives it: created from YAML, edited, deleted, gone back over, reloaded.

import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { broken, stubborn, web, wrong } from './manifests.ts';
import {
  applied,
  digest,
  hurry,
  open,
  type Picture,
  paste,
  picture,
  pod,
  ready,
  seek,
  session,
  stage,
  state,
  step,
} from './page.ts';

const running = { run: [applied(12, web)], at: 40 };

test('creates a pod from YAML in the editor and sees it run', async ({ page }) => {
  await open(page, { at: 12 });
  await hurry(page);
  await page.getByRole('button', { name: 'Create pod', exact: true }).first().click();
  await paste(page, web);
  await page.getByRole('dialog').getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(pod(page, 'web')).toBeVisible();
  await seek(page, 40);
  await expect(pod(page, 'web')).toHaveAccessibleName(/Running/);
  await expect(stage(page)).toContainText('nginx:1.25');
  const { log } = await session(page);
  expect(log).toHaveLength(1);
  expect(Object.values(log[0]?.files ?? {})).toEqual([web]);
});

test('changes the image in the YAML panel and sees the new container', async ({ page }) => {
  await open(page, running);
  await hurry(page);
  await pod(page, 'web').click();
  await page.getByRole('tab', { name: 'YAML' }).click();
  const editor = page.locator('.cm-content');
  await editor.getByText('nginx:1.25', { exact: false }).last().dblclick();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('6');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await expect(page.locator('.editor-answer')).toContainText('pod/web configured');
  await seek(page, 80);
  await expect(stage(page)).toContainText('nginx:1.26');
  await expect(pod(page, 'web')).toHaveAccessibleName(/Running.*\b1\b/);
});

test('deletes a pod: its grace period burns down, then it is gone', async ({ page }) => {
  const run = [applied(12, stubborn(8)), { at: 40, text: 'kubectl delete pod stubborn' }];
  await open(page, { run, at: 43 });
  await expect(pod(page, 'stubborn')).toHaveAccessibleName(/Terminating/);
  const left = stage(page).locator('.pod-top > .fuse');
  await expect(left).toBeVisible();
  const early = await left.textContent();
  const width = await left.locator('.fuse-left').evaluate((one) => one.style.transform);
  await seek(page, 46);
  expect(await left.textContent()).not.toBe(early);
  expect(await left.locator('.fuse-left').evaluate((one) => one.style.transform)).not.toBe(width);
  await seek(page, 75);
  await expect(pod(page, 'stubborn')).toHaveCount(0);
  const { rows } = await state(page);
  expect(Object.keys(rows).filter((key) => key.startsWith('pod/'))).toEqual([]);
});

test('steps back to before the pod and forward again to the same picture', async ({ page }) => {
  await open(page, { ...running, at: 24 });
  await hurry(page);
  await step(page, ',');
  const [last, sum] = [await picture(page), await digest(page)];
  const passed: Picture[] = [];
  while ((await pod(page, 'web').count()) > 0 && passed.length < 60) {
    await step(page, passed.length < 3 ? ',' : '<');
    passed.push(await picture(page));
  }
  expect(passed.length).toBeGreaterThan(8);
  for (const there of passed.slice(3, -1).reverse()) {
    await step(page, '>');
    expect(await picture(page)).toEqual(there);
  }
  while ((await state(page)).at < last.at) await step(page, '.');
  expect(await picture(page)).toEqual(last);
  expect(await digest(page)).toBe(sum);
});

test('a reload restores the session: commands, playhead, digest', async ({ page }) => {
  await page.goto('./');
  await ready(page);
  await page.evaluate(
    (text) => window.__kv?.run('kubectl apply -f pod.yaml', { 'pod.yaml': text }),
    web,
  );
  await seek(page, 33.25);
  const before = { file: await session(page), digest: await digest(page) };
  expect(before.file.log).toHaveLength(1);
  await page.reload();
  await ready(page);
  await page.locator('#play').click();
  await page.evaluate(() => window.__kv?.isReady());
  await seek(page, 33.25);
  expect(await session(page)).toEqual(before.file);
  expect(await digest(page)).toBe(before.digest);
});

/** The rows of everything a command could have changed. */
async function cluster(page: Page): Promise<readonly unknown[]> {
  const { rows } = await state(page);
  return Object.entries(rows).filter(([key]) =>
    /^(etcd|scheduler|node|kubelet|engine|pod)/.test(key),
  );
}

for (const bad of [
  {
    name: 'a manifest that breaks rules',
    manifest: wrong,
    answer: 'The Pod "Web_1" is invalid',
    lines: [/name: Web_1/, /restartPolicy: Sometimes/, /containerPort: 123456/],
  },
  {
    name: 'a text that is no YAML',
    manifest: broken,
    answer: 'error parsing pod.yaml',
    lines: [/name: web: server/],
  },
]) {
  test(`${bad.name}: errors on their lines, and nothing changed`, async ({ page }) => {
    await open(page, { at: 12 });
    await hurry(page);
    await page.getByRole('button', { name: 'Create pod', exact: true }).first().click();
    await paste(page, bad.manifest);
    await page.getByRole('dialog').getByRole('button', { name: 'Create', exact: true }).click();
    await expect(page.locator('.editor-answer')).toContainText(bad.answer);
    await expect(page.locator('.cm-line:has(.cm-lintRange-error)')).toHaveText(bad.lines);
    await expect(page.locator('.cm-lint-marker-error')).toHaveCount(bad.lines.length);
    await seek(page, 20);
    const after = await cluster(page);
    await open(page, { at: 20 });
    // Rows are told ten times a second.
    await expect.poll(() => cluster(page)).toEqual(after);
  });
}
