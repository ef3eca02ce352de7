// POSIX regular expressions as JavaScript's.

import { classBody } from '../pattern.ts';

/** The regular expression of a basic, extended or fixed pattern. */
export function toRegExp(
  pattern: string,
  isExtended: boolean,
  isFixed: boolean,
  flags: string,
  isWord = false,
  isWhole = false,
): RegExp {
  const body = isFixed
    ? pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    : translate(pattern, isExtended);
  const bounded = isWhole ? `^(?:${body})$` : isWord ? `\\b(?:${body})\\b` : body;
  try {
    return new RegExp(bounded, flags);
  } catch {
    return new RegExp(pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), flags);
  }
}

function translate(pattern: string, isExtended: boolean): string {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charAt(i);
    if (c === '[') {
      let end = pattern.indexOf(']', i + (pattern[i + 1] === '^' ? 3 : 2));
      while (end > 0 && pattern.lastIndexOf('[:', end) > pattern.lastIndexOf(':]', end - 1))
        end = pattern.indexOf(']', end + 1);
      if (end < 0) end = pattern.length;
      const inside = pattern.slice(i + 1, end);
      const isNot = inside.startsWith('^');
      out += `[${isNot ? '^' : ''}${classBody(isNot ? inside.slice(1) : inside)}]`;
      i = end;
    } else if (c === '\\') {
      const next = pattern.charAt(++i);
      out += !isExtended && '(){}|+?'.includes(next) ? next : `\\${next}`;
    } else if (!isExtended && '(){}|+?'.includes(c)) out += `\\${c}`;
    else if (c === '*' && out === '') out += '\\*';
    else out += c;
  }
  return out;
}
