// Starts Chromium for what drives it without a test runner: the gallery and the bench.

import { type Browser, chromium } from '@playwright/test';
import { chromiumArguments, chromiumPath } from './browser.ts';

/** The system's Chromium, running without a window. */
export function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  return chromium.launch({
    args: [...chromiumArguments],
    ...(executablePath === undefined ? {} : { executablePath }),
  });
}
