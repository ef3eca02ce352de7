// Long texts without their bytes: what a program piles up in memory is only counted. A text over
// 64 KiB is kept as one mark that says how many bytes it stands for; joining marks adds them up.

const LIMIT = 65_536;
const OPEN = '\uE000';
const CLOSE = '\uE001';

/** The text itself, or a mark of its length when it has grown too long to keep. */
export function compact(text: string): string {
  if (text.length <= LIMIT && !(text.includes(OPEN) && text.length > 64)) return text;
  return mark(bulkLength(text));
}

/** A text of so many bytes that nobody reads. */
export function mark(bytes: number): string {
  return `${OPEN}${bytes}${CLOSE}`;
}

/** Length in bytes (ASCII assumed), marks counted for what they stand for. */
export function bulkLength(text: string): number {
  if (!text.includes(OPEN)) return text.length;
  let total = 0;
  let at = 0;
  for (;;) {
    const open = text.indexOf(OPEN, at);
    if (open < 0) return total + text.length - at;
    const close = text.indexOf(CLOSE, open);
    total += open - at + Number(text.slice(open + 1, close));
    at = close + 1;
  }
}
