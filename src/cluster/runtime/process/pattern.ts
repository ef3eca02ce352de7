// Shell patterns: matching, removing a prefix or suffix, and file names. A backslash quotes.

/** The regular expression of a pattern, without anchors. */
function source(pattern: string, isPath: boolean): string {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charAt(i);
    if (c === '\\' && i + 1 < pattern.length) out += quoted(pattern.charAt(++i));
    else if (c === '*') out += isPath ? '[^/]*' : '[^]*';
    else if (c === '?') out += isPath ? '[^/]' : '[^]';
    else if (c === '[') {
      const end = closing(pattern, i);
      if (end < 0) out += '\\[';
      else {
        out += bracket(pattern.slice(i + 1, end));
        i = end;
      }
    } else out += quoted(c);
  }
  return out;
}

function closing(pattern: string, open: number): number {
  let at = open + 1;
  if (pattern[at] === '!' || pattern[at] === '^') at++;
  if (pattern[at] === ']') at++;
  while (at < pattern.length && pattern[at] !== ']') {
    if (pattern.startsWith('[:', at)) at = Math.max(at, pattern.indexOf(':]', at) + 1);
    at++;
  }
  return at < pattern.length ? at : -1;
}

const CLASSES: { readonly [name: string]: string } = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
};

/** The inside of `[…]` as the inside of a regular expression's class. */
export function classBody(body: string): string {
  return body
    .replace(/\\(?!\])/g, '\\\\')
    .replace(/\[:(\w+):\]/g, (_, name: string) => CLASSES[name] ?? '')
    .replace(/(?<!\\)\[(?!:)/g, '\\[');
}

function bracket(body: string): string {
  const isNot = body.startsWith('!') || body.startsWith('^');
  const inside = classBody(isNot ? body.slice(1) : body).replace(/^\]/, '\\]');
  return inside === '' ? '\\[\\]' : `[${isNot ? '^' : ''}${inside}]`;
}

function quoted(c: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c;
}

/** Text as a pattern that matches only itself. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]]/g, '\\$&');
}

/** Whether the whole text matches. */
export function matches(pattern: string, text: string): boolean {
  if (!/[\\*?[]/.test(pattern)) return pattern === text;
  return new RegExp(`^${source(pattern, false)}$`).test(text);
}

/** `${x#p}`, `##`, `%`, `%%`. */
export function removePart(op: string, text: string, pattern: string): string {
  const isPrefix = op.startsWith('#');
  const isLong = op.length === 2;
  const lengths = [...Array(text.length + 1).keys()];
  if (isLong) lengths.reverse();
  const whole = new RegExp(`^${source(pattern, false)}$`);
  for (const n of lengths) {
    const part = isPrefix ? text.slice(0, n) : text.slice(text.length - n);
    if (whole.test(part)) return isPrefix ? text.slice(n) : text.slice(0, text.length - n);
  }
  return text;
}

/** `${x/a/b}`, `//`, `/#`, `/%`. */
export function replacePart(op: string, text: string, pattern: string, by: string): string {
  if (pattern === '') return text;
  const body = source(pattern, false);
  const anchored = op === '/#' ? `^${body}` : op === '/%' ? `${body}$` : body;
  return text.replace(new RegExp(anchored, op === '//' ? 'g' : ''), () => by);
}

/** File names that match a pattern of path parts; `names` lists a directory. */
export function expandPath(
  pattern: string,
  cwd: string,
  names: (directory: string) => readonly string[],
  has: (path: string) => boolean,
): readonly string[] {
  const isAbsolute = pattern.startsWith('/');
  let found: string[] = [isAbsolute ? '/' : ''];
  for (const part of pattern.split('/').filter((each) => each !== '')) {
    const next: string[] = [];
    for (const base of found) {
      const join = base === '' || base.endsWith('/') ? base : `${base}/`;
      if (/(?<!\\)[*?[]/.test(part)) {
        const regex = new RegExp(`^${source(part, true)}$`);
        for (const name of names(base === '' ? cwd : base)) {
          if (name.startsWith('.') && !part.startsWith('.')) continue;
          if (regex.test(name)) next.push(join + name);
        }
      } else {
        const plain = join + part.replace(/\\(.)/g, '$1');
        if (has(plain)) next.push(plain);
      }
    }
    found = next;
  }
  return found;
}
