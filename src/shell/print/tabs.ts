// Elastic tab stops: text with tabs becomes aligned columns. Models Go's text/tabwriter.

/**
 * Aligns `text`: a column is as wide as its widest cell plus `padding`, and at least `minWidth`.
 */
export function alignTabs(text: string, minWidth: number, padding: number): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const out: string[] = [];
  formatBlock(lines, 0, lines.length, [], out, minWidth, padding);
  return out.join('\n');
}

/** Lays out lines [from, to), whose columns left of `widths.length` are known. */
function formatBlock(
  lines: readonly (readonly string[])[],
  from: number,
  to: number,
  widths: readonly number[],
  out: string[],
  minWidth: number,
  padding: number,
): void {
  const column = widths.length;
  const hasCell = (index: number): boolean =>
    column < (lines[index] as readonly string[]).length - 1;
  let start = from;
  for (let i = from; i < to; i++) {
    if (!hasCell(i)) continue;
    writeLines(lines, start, i, widths, out);
    start = i;
    let width = minWidth;
    for (; i < to && hasCell(i); i++) {
      const cell = (lines[i] as readonly string[])[column] as string;
      width = Math.max(width, [...cell].length + padding);
    }
    formatBlock(lines, start, i, [...widths, width], out, minWidth, padding);
    start = i;
  }
  writeLines(lines, start, to, widths, out);
}

function writeLines(
  lines: readonly (readonly string[])[],
  from: number,
  to: number,
  widths: readonly number[],
  out: string[],
): void {
  for (let i = from; i < to; i++) {
    const cells = lines[i] as readonly string[];
    out.push(
      cells
        .map((cell, column) => {
          const width = widths[column];
          return width === undefined
            ? cell
            : cell + ' '.repeat(Math.max(0, width - [...cell].length));
        })
        .join(''),
    );
  }
}

/** Rows as kubectl prints a table: three blanks between columns, the last one ragged. */
export function tableText(rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  return `${alignTabs(rows.map((row) => row.join('\t')).join('\n'), 6, 3)}\n`;
}
