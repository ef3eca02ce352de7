// Prints values the way Go's fmt does, for messages that quote them (%q, %v, sorted maps).

const ESCAPES: { readonly [character: string]: string } = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** A text in double quotes, as `%q` prints it. */
export function quote(text: string): string {
  let quoted = '';
  for (const character of text) quoted += ESCAPES[character] ?? escapeControl(character);
  return `"${quoted}"`;
}

function escapeControl(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code !== 0x7f) return character;
  return `\\x${code.toString(16).padStart(2, '0')}`;
}

/** Compares by UTF-16 code units, the total order used wherever texts are sorted. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A new array of texts in ascending order. */
export function sortedText(texts: Iterable<string>): readonly string[] {
  return [...texts].sort(compareText);
}

/** Length in bytes of the UTF-8 form: what limits on names and data count. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
