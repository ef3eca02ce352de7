// Nobody is kept out: axe finds nothing, whatever the theme, the language, the size, and what is
// open.

import { accessibilityProblems, expect, test } from './fixtures.ts';
import { web } from './manifests.ts';
import { applied, open, pod, seek } from './page.ts';

for (const theme of ['light', 'dark'] as const) {
  for (const lang of ['en', 'zh'] as const) {
    test(`axe finds nothing: ${theme}, ${lang}`, async ({ page }) => {
      await open(page, { run: [applied(12, web)], at: 40, theme, lang });
      const found: { readonly [state: string]: readonly string[] } = {};
      const look = async (name: string): Promise<void> => {
        Object.assign(found, { [name]: await accessibilityProblems(page) });
      };
      await look('running');
      // What is left is colours and words, each of which the two other pages look at.
      const isWhole = (theme === 'light') === (lang === 'en');
      if (!isWhole) {
        expect(found).toEqual({ running: [] });
        return;
      }
      await pod(page, 'web').click();
      await page.keyboard.press('i');
      await look('inspecting');
      await seek(page, 11);
      await look('idle');
      for (const [key, name] of [
        ['c', 'creating'],
        ['l', 'legend'],
        ['?', 'help'],
      ] as const) {
        await page.keyboard.press(key);
        await expect(page.getByRole('dialog')).toBeVisible();
        await look(name);
        await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toBeHidden();
      }
      await page.keyboard.press('k');
      await expect(page.locator('#terminal-line')).toBeFocused();
      await look('terminal');
      expect(Object.entries(found).filter(([, problems]) => problems.length > 0)).toEqual([]);
    });
  }
}

const SMALLER = [
  { width: 390, height: 844, theme: 'light', lang: 'en' },
  { width: 1280, height: 720, theme: 'dark', lang: 'zh' },
] as const;

for (const { width, height, theme, lang } of SMALLER) {
  test(`axe finds nothing at ${width} × ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await open(page, { run: [applied(12, web)], at: 40, theme, lang });
    const found: { readonly [state: string]: readonly string[] } = {};
    const look = async (name: string): Promise<void> => {
      Object.assign(found, { [name]: await accessibilityProblems(page) });
    };
    await look('running');
    await page.keyboard.press('w');
    await look('explaining');
    await page.keyboard.press('p');
    await look('presenting');
    await page.keyboard.press('p');
    await page.keyboard.press('c');
    await expect(page.getByRole('dialog')).toBeVisible();
    await look('creating');
    expect(Object.entries(found).filter(([, problems]) => problems.length > 0)).toEqual([]);
  });
}
