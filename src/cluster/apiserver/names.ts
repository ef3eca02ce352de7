// Names and ids the server gives. Draws are keyed, so a run repeats them.
// Models apiserver/pkg/storage/names/generate.go and apimachinery/pkg/util/rand.

import type { Io } from '../../kernel/component.ts';

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
const MAX_BASE_LENGTH = 58;
const HEX = '0123456789abcdef';

/** A name from `generateName`: the base, cut to fit, and five letters. */
export function generatedName(base: string, io: Io): string {
  const letters = Array.from({ length: SUFFIX_LENGTH }, () => {
    return ALPHABET[io.draw('names').below(ALPHABET.length)];
  });
  return base.slice(0, MAX_BASE_LENGTH) + letters.join('');
}

/** A random UUID (version 4). */
export function newUid(io: Io): string {
  const digits = Array.from({ length: 4 }, () => {
    return io.draw('uids').below(0x1_0000_0000).toString(16).padStart(8, '0');
  }).join('');
  const variant = HEX[8 + (Number.parseInt(digits[16] ?? '0', 16) % 4)] ?? '8';
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    variant + digits.slice(17, 20),
    digits.slice(20, 32),
  ].join('-');
}
