// Base64 of UTF-8 text, as Secrets carry it. The platform's own functions differ between engines.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The UTF-8 bytes of `text`. */
export function utf8Bytes(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    } else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63));
      bytes.push(0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
  }
  return bytes;
}

/** `text` in base64 with padding. */
export function encodeBase64(text: string): string {
  const bytes = utf8Bytes(text);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    out += ALPHABET[a >> 2];
    out += ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)];
    out += b === undefined ? '=' : ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)];
    out += c === undefined ? '=' : ALPHABET[c & 63];
  }
  return out;
}

/**
 * The text behind `base64`, or undefined when it is none; bytes that are no UTF-8 become U+FFFD.
 */
export function decodeBase64(base64: string): string | undefined {
  const clean = base64.replace(/[\r\n]/g, '');
  if (clean.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(clean)) return undefined;
  const bytes: number[] = [];
  for (let i = 0; i < clean.length; i += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => ALPHABET.indexOf(clean[i + k] as string));
    bytes.push(((a as number) << 2) | ((b as number) >> 4));
    if (clean[i + 2] !== '=') bytes.push((((b as number) & 15) << 4) | ((c as number) >> 2));
    if (clean[i + 3] !== '=') bytes.push((((c as number) & 3) << 6) | (d as number));
  }
  return utf8Text(bytes);
}

function utf8Text(bytes: readonly number[]): string {
  let out = '';
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i] as number;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const rest = bytes.slice(i + 1, i + length);
    const isWhole = rest.length === length - 1 && rest.every((byte) => (byte & 0xc0) === 0x80);
    const isLead = lead < 0x80 || lead >= 0xc2;
    if (!isWhole || !isLead || lead > 0xf4) {
      out += '\ufffd';
      i++;
      continue;
    }
    const first = length === 1 ? lead : lead & (0xff >> (length + 1));
    const code = rest.reduce((sum, byte) => (sum << 6) | (byte & 63), first);
    out += code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
    i += length;
  }
  return out;
}
