// A person's hands and eyes: opening the page at an instant, and reading what it shows.

import { expect, type Locator, type Page } from '@playwright/test';
import { type Opening, queryOf, type TypedLine } from '../scripts/lib/page-address.ts';
import type { PageState } from '../src/app/page-hook.ts';
import type { SessionFile } from '../src/session/protocol.ts';

/** A manifest applied at an instant. */
export function applied(at: number, manifest: string): TypedLine {
  return { at, text: 'kubectl apply -f pod.yaml', files: { 'pod.yaml': manifest } };
}

/** Opens the page and waits until the stage shows the playhead. */
export async function open(page: Page, opening: Opening = {}): Promise<void> {
  await page.goto(`./${queryOf(opening)}`);
  await ready(page);
}

/** Waits until the stage shows the playhead. */
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => window.__kv?.isReady() === true);
}

/** Moves the playhead and stays there. */
export async function seek(page: Page, seconds: number): Promise<void> {
  await page.evaluate((to) => window.__kv?.seek(to), seconds);
}

/** Digest of the run up to the playhead. */
export async function digest(page: Page): Promise<string> {
  return await page.evaluate(async () => (await window.__kv?.digest()) ?? '');
}

/** The session as the page would save it. */
export async function session(page: Page): Promise<SessionFile> {
  const file = await page.evaluate(() => window.__kv?.session());
  if (file === undefined) throw new Error('the page offers no hook');
  return file;
}

/** Where the page stands, and its rows. */
export async function state(page: Page): Promise<PageState> {
  const now = await page.evaluate(() => window.__kv?.state());
  if (now === undefined) throw new Error('the page offers no hook');
  return now;
}

/** What a person sees of the cluster, and what stands behind it. */
export interface Picture {
  readonly at: number;
  /** Every piece of text on the stage, in order. */
  readonly texts: readonly string[];
  readonly rows: PageState['rows'];
}

/** The picture at the playhead; the page must be paused. */
export async function picture(page: Page): Promise<Picture> {
  await ready(page);
  const texts = await stage(page).evaluate((root) => {
    const found: string[] = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() !== null) found.push(walker.currentNode.textContent ?? '');
    return found;
  });
  const { at, rows } = await state(page);
  return { at, texts, rows };
}

/** The stage. */
export function stage(page: Page): Locator {
  return page.locator('main.stage');
}

/** The head of a pod on the stage. */
export function pod(page: Page, name: string): Locator {
  return stage(page)
    .getByRole('button', { name: new RegExp(`\\b${name}\\b.*`) })
    .and(page.locator('[data-place^="pod."]'));
}

/** Presses pause when the page plays, and play otherwise. */
export function playButton(page: Page): Locator {
  return page.locator('#play');
}

/** Puts a text into the open editor, as pasting does. */
export async function paste(page: Page, text: string): Promise<void> {
  const editor = page.getByRole('dialog').locator('.cm-content');
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
  await expect(editor).toContainText(text.trim().split('\n').at(-1)?.trim() ?? '');
}

/** The speed at which flows that must play are played: what takes seconds is over in a blink. */
export async function hurry(page: Page): Promise<void> {
  await page.getByRole('radio', { name: '60×' }).click({ force: true });
}

/** Steps with a key and waits until the page stands at the next (or previous) instant. */
export async function step(page: Page, key: ',' | '.' | '<' | '>'): Promise<void> {
  const before = await state(page);
  await page.keyboard.press(key);
  await page.waitForFunction(
    (was) => {
      const page = window.__kv;
      if (page?.isReady() !== true) return false;
      const { at, event, status } = page.state();
      return status === 'paused' && (at !== was.at || event !== was.event);
    },
    { at: before.at, event: before.event },
  );
}
