// The small JSONPath of kubectl: fields, indices, `[*]`, filters on one field, `range … end`,
// texts. Models client-go/util/jsonpath, what people use of it.

/** A template's text, or why it is none. */
export type TemplateResult = { readonly text: string } | { readonly problem: string };

type Piece =
  | { readonly piece: 'text'; readonly text: string }
  | { readonly piece: 'path'; readonly path: string }
  | { readonly piece: 'range'; readonly path: string; readonly body: readonly Piece[] };

/** Fills a template such as `{.items[*].metadata.name}{"\n"}`. */
export function fillTemplate(template: string, value: unknown): TemplateResult {
  const pieces = cut(template.includes('{') ? template : `{${template}}`);
  if ('problem' in pieces) return pieces;
  return { text: render(pieces.pieces, value) };
}

type Cut = { readonly pieces: readonly Piece[] } | { readonly problem: string };

function cut(template: string): Cut {
  const stack: { path: string; pieces: Piece[] }[] = [{ path: '', pieces: [] }];
  const pattern = /\{((?:[^{}"']|"(?:[^"\\]|\\.)*"|'[^']*')*)\}|([^{]+)|\{/g;
  for (const match of template.matchAll(pattern)) {
    const top = stack[stack.length - 1] as { path: string; pieces: Piece[] };
    if (match[2] !== undefined) {
      top.pieces.push({ piece: 'text', text: match[2] });
      continue;
    }
    if (match[1] === undefined) return { problem: 'unclosed action' };
    const inner = match[1].trim();
    if (inner.startsWith('range ')) {
      stack.push({ path: inner.slice('range '.length).trim(), pieces: [] });
    } else if (inner === 'end') {
      const done = stack.pop();
      const outer = stack[stack.length - 1];
      if (done === undefined || outer === undefined)
        return { problem: 'not in range, nothing to end' };
      outer.pieces.push({ piece: 'range', path: done.path, body: done.pieces });
    } else if (/^["']/.test(inner)) {
      top.pieces.push({ piece: 'text', text: unquoted(inner) });
    } else {
      top.pieces.push({ piece: 'path', path: inner });
    }
  }
  if (stack.length > 1) return { problem: 'unclosed range' };
  return { pieces: (stack[0] as { pieces: Piece[] }).pieces };
}

function unquoted(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\n/g, '\n')
    .replace(/\\t/g, '\t')
    .replace(/\\(["'\\])/g, '$1');
}

function render(pieces: readonly Piece[], value: unknown): string {
  return pieces
    .map((one) => {
      if (one.piece === 'text') return one.text;
      const found = valuesAt(one.path, value);
      if (one.piece === 'path') return found.map(shown).join(' ');
      return found.map((item) => render(one.body, item)).join('');
    })
    .join('');
}

/** How a value stands in a text: scalars plain, the rest as JSON. */
export function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** Everything `path` leads to. */
export function valuesAt(path: string, value: unknown): readonly unknown[] {
  const clean = path.replace(/^\{|\}$/g, '').replace(/^[$@]/, '');
  const steps = /\.\.([\w-]+)|\.((?:[\w/-]|\\.)+)|\[\?\(([^)]*)\)\]|\[([^\]]*)\]|\.(\*)/g;
  let current: readonly unknown[] = [value];
  for (const match of (clean.startsWith('.') || clean.startsWith('[')
    ? clean
    : `.${clean}`
  ).matchAll(steps)) {
    const [, deep, field, filter, index, star] = match;
    if (deep !== undefined) current = current.flatMap((one) => descend(one, deep));
    else if (field !== undefined) {
      current = current.flatMap((one) => member(one, field.replace(/\\(.)/g, '$1')));
    } else if (filter !== undefined) current = current.flatMap((one) => filtered(one, filter));
    else current = current.flatMap((one) => indexed(one, star ?? index ?? ''));
  }
  return current;
}

function member(value: unknown, name: string): readonly unknown[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  const found = (value as { readonly [key: string]: unknown })[name];
  return found === undefined ? [] : [found];
}

function descend(value: unknown, name: string): readonly unknown[] {
  if (value === null || typeof value !== 'object') return [];
  const own = member(value, name);
  return [...own, ...Object.values(value).flatMap((child) => descend(child, name))];
}

function indexed(value: unknown, index: string): readonly unknown[] {
  const quoted = /^(['"])(.*)\1$/.exec(index);
  if (quoted !== null) return member(value, quoted[2] as string);
  if (index === '*') {
    return value !== null && typeof value === 'object' ? Object.values(value) : [];
  }
  if (!Array.isArray(value)) return [];
  const slice = /^(-?\d*):(-?\d*)$/.exec(index);
  if (slice !== null) {
    const from = slice[1] === '' ? 0 : Number(slice[1]);
    return value.slice(from, slice[2] === '' ? undefined : Number(slice[2]));
  }
  const at = Number(index);
  const found = value[at < 0 ? value.length + at : at];
  return found === undefined ? [] : [found];
}

function filtered(value: unknown, filter: string): readonly unknown[] {
  const match = /^@([^=!<>]*?)\s*(==|!=|<=|>=|<|>)\s*(.+)$/.exec(filter.trim());
  const items = Array.isArray(value) ? value : [];
  if (match === null) {
    return items.filter((item) => valuesAt(filter.trim().replace(/^@/, ''), item).length > 0);
  }
  const [, path = '', operator, literal = ''] = match;
  const wanted = literal.trim().replace(/^(['"])(.*)\1$/, '$2');
  return items.filter((item) => {
    const found = valuesAt(path, item)[0];
    const text = found === undefined ? undefined : String(found);
    if (operator === '==') return text === wanted;
    if (operator === '!=') return text !== wanted;
    const [left, right] = [Number(text), Number(wanted)];
    if (operator === '<') return left < right;
    if (operator === '>') return left > right;
    return operator === '<=' ? left <= right : left >= right;
  });
}
