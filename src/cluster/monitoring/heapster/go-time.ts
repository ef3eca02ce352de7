// Instants as Go prints them with `%s`: `2026-01-02 03:04:05.6 +0000 UTC`.

import { rfc3339Nano } from '../../../base/calendar.ts';
import type { Micros } from '../../../kernel/time.ts';

/** An instant in Go's usual form. */
export function goTime(epochSeconds: number, at: Micros): string {
  return `${rfc3339Nano(epochSeconds, at).replace('T', ' ').replace('Z', '')} +0000 UTC`;
}
