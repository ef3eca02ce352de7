// Reads known-gaps.md: which cases are known to differ, and why. An item of the list begins with
// its topic and the cases in back-ticks; what follows the colon is the reason.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One case that is known to differ. */
export interface KnownGap {
  readonly topic: string;
  readonly id: string;
  readonly why: string;
}

/** What stands in the list. */
export function readKnownGaps(
  text: string = readFileSync(join(import.meta.dirname, 'known-gaps.md'), 'utf8'),
): readonly KnownGap[] {
  return text
    .split(/\n(?=- )/)
    .map((item) => item.replaceAll(/\s+/g, ' ').trim())
    .flatMap((item) => {
      const parts = /^- (\S+) ((?:`[^`]+`,? ?)+): (.+)$/.exec(item.replaceAll('`:', '` :').trim());
      if (parts === null) return [];
      const [, topic = '', ids = '', why = ''] = parts;
      return [...ids.matchAll(/`([^`]+)`/g)].map(([, id = '']) => ({ topic, id, why }));
    });
}

/** Why a case of a topic may differ; undefined when nobody has said so. */
export function reasonOf(gaps: readonly KnownGap[], topic: string, id: string): string | undefined {
  return gaps.find((gap) => gap.id === id && (gap.topic === topic || gap.topic === 'recording'))
    ?.why;
}
