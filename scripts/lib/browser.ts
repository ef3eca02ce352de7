// How the tests and the gallery start Chromium: the system's own, with nothing running in its back.

import { findChromium } from '../chromium.mjs';

/** Quiet, without a sandbox (tests may run as root), and with the same pixels everywhere. */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

/** The system's Chromium; undefined leaves the choice to Playwright. Looked for once per run. */
export function chromiumPath(): string | undefined {
  const found = findChromium();
  if (found !== undefined) process.env['CHROMIUM_PATH'] = found;
  return found;
}
