// Integer mixing for keyed draws and digests. Same bits on every engine: 32-bit integers only.

/** Two 32-bit lanes; wide enough that a run's digest does not collide by chance. */
export interface Hash {
  readonly high: number;
  readonly low: number;
}

/** Where a digest starts. */
export const EMPTY_HASH: Hash = { high: 0x9e3779b9, low: 0x85ebca6b };

/** Scrambles a 32-bit integer (the finaliser of MurmurHash3). */
export function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A 32-bit hash of a text, starting from `seed` (FNV-1a over UTF-16 units, then mixed). */
export function hashText(text: string, seed = 0): number {
  let h = (0x811c9dc5 ^ seed) | 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix32(h);
}

/** A 32-bit hash of a number; of whole ones up to 2^53 by their bits, else by how it is written. */
export function hashNumber(value: number, seed = 0): number {
  if (!Number.isSafeInteger(value)) return hashText(String(value), seed ^ 0x5bd1e995);
  const high = Math.floor(value / 0x1_0000_0000);
  return mix32((value >>> 0) ^ Math.imul(high | 0, 0x27d4eb2f) ^ mix32(seed + 0x165667b1));
}

/** Folds a 32-bit value into a running digest. */
export function fold(hash: Hash, value: number): Hash {
  const low = mix32(hash.low ^ value);
  const high = mix32((hash.high + Math.imul(value, 0x9e3779b1)) ^ low);
  return { high, low };
}

/** A digest as sixteen hexadecimal digits. */
export function hashHex(hash: Hash): string {
  return hex8(hash.high) + hex8(hash.low);
}

/** A 32-bit value as eight hexadecimal digits. */
export function hex8(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** As many hexadecimal digits as `lanes` times eight, which only depend on the text. */
export function hexDigits(text: string, lanes: number): string {
  let digits = '';
  for (let lane = 1; lane <= lanes; lane++) digits += hex8(hashText(text, lane));
  return digits;
}
