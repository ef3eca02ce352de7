// What `read` does with a line: backslashes, and a field for each name, the last taking the rest.

import type { Proc } from './model.ts';
import { setVariable, shellOf } from './shell-state.ts';

/** Splits a line into the named variables. */
export function assignRead(
  proc: Proc,
  names: readonly string[],
  line: string,
  isRaw: boolean,
): void {
  const separators = shellOf(proc).vars['IFS']?.value ?? ' \t\n';
  const text = isRaw ? line : line.replace(/\\(.)/g, '$1');
  const blanks = [...separators].filter((c) => ' \t\n'.includes(c)).join('');
  let rest = trim(text, blanks);
  names.forEach((name, i) => {
    const isLast = i === names.length - 1;
    if (isLast) setVariable(proc, name, rest);
    if (isLast) return;
    const end = [...rest].findIndex((c) => separators.includes(c));
    setVariable(proc, name, end < 0 ? rest : rest.slice(0, end));
    rest = end < 0 ? '' : trim(rest.slice(end + 1), blanks);
  });
}

function trim(text: string, blanks: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && blanks.includes(text.charAt(from))) from++;
  while (to > from && blanks.includes(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}
