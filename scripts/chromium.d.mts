// Types of chromium.mjs.

/** The browser named by CHROMIUM_PATH or CHROME_PATH, or one in the usual places. */
export function findChromium(): string | undefined;
