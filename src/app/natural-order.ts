// Names in the order in which people count: `web-2` before `web-10`.

const collator = new Intl.Collator('en', { numeric: true });

/** Compares two names. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}
