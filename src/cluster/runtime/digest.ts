// Digests and ids that look like those of a runtime: sixty-four hexadecimal digits.

import { hexDigits } from '../../base/hash.ts';
import type { Io } from '../../kernel/component.ts';

/** Sixty-four hexadecimal digits that depend on `text` alone. */
export function hexDigest(text: string): string {
  return hexDigits(text, 8);
}

/** `sha256:` and the digits. */
export function sha256(text: string): string {
  return `sha256:${hexDigest(text)}`;
}

/** A new random id, as engines give to containers. */
export function newId(io: Io): string {
  return hexDigest(`${io.draw('id').below(0x1_0000_0000)}/${io.event}`);
}
