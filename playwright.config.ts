// End-to-end tests: the built page, served by a plain static server under a sub-path (the fixtures
// do that), in the Chromium that this machine has.

import { defineConfig } from '@playwright/test';
import { chromiumArguments, chromiumPath } from './scripts/lib/browser.ts';

const report = process.env['PLAYWRIGHT_JSON'];
const executablePath = chromiumPath();

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/global-setup.ts',
  outputDir: 'test-results',
  timeout: 180_000,
  expect: { timeout: 10_000 },
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: report === undefined ? 'list' : [['line'], ['json', { outputFile: report }]],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    colorScheme: 'light',
    screenshot: 'only-on-failure',
    launchOptions: {
      args: [...chromiumArguments],
      ...(executablePath === undefined ? {} : { executablePath }),
    },
  },
});
