// What of a line of a kubelet's log is the kubelet's own: where it was written, how grave it is,
// its message, and the names of the values behind it. The values themselves are the moment's.

/** A line without its values. */
export interface LineTemplate {
  readonly severity: string;
  /** `kubelet.go:2724`. */
  readonly source: string;
  readonly message: string;
  readonly keys: readonly string[];
}

const LINE = /^\s*(?:[\d.]+ )?([IWEF])\d{4} [\d:.]+\s+\d+ ([\w.]+\.go:\d+)\] (.*)$/;

/** The template of a line; undefined when it is none of klog's. */
export function templateOf(line: string): LineTemplate | undefined {
  const found = LINE.exec(line);
  if (found === null) return undefined;
  const [, severity = '', source = '', text = ''] = found;
  const structured = /^"((?:[^"\\]|\\.)*)"(.*)$/.exec(text);
  const rest = structured?.[2] ?? '';
  if (structured !== null && (rest === '' || /^ \w+=/.test(rest))) {
    return { severity, source, message: structured[1] ?? '', keys: keysOf(rest) };
  }
  return { severity, source, message: bare(text), keys: [] };
}

/** The template in one line, to compare and to show. */
export function templateText({ severity, source, message, keys }: LineTemplate): string {
  return [severity, source, message, ...keys].join(' ');
}

/** The keys of `a="x" b=[…] c={…}`: what stands in values is passed over. */
function keysOf(text: string): readonly string[] {
  const keys: string[] = [];
  let depth = 0;
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (isQuoted) {
      if (char === '\\') i++;
      else if (char === '"') isQuoted = false;
      continue;
    }
    if (char === '"') isQuoted = true;
    else if ('[{'.includes(char)) depth++;
    else if (']}'.includes(char)) depth--;
    else if (char === ' ' && depth === 0) {
      const key = /^ (\w+)=/.exec(text.slice(i));
      if (key !== null) keys.push(key[1] as string);
    }
  }
  return keys;
}

/** A printf line without names, ids, numbers, and whole objects. */
function bare(text: string): string {
  return text
    .replace(/&?\w*(\.\w+)*\{.*\}+/g, '{…}')
    .replace(/\{.*$/g, '{…}')
    .replace(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replace(/\[[^\]]*(\]|$)/g, '[…]')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '#')
    .replace(/\b[0-9a-f]{32,64}\b/g, '#')
    .replace(/\b[\w-]+_[\w-]+\(#\)/g, '…')
    .replace(/\b[\w-]+\/[\w-]+(\/[\w-]+)?(?=[: ])/g, (name) => (/\d|-/.test(name) ? '…' : name))
    .replace(/\d+(\.\d+)*(\+\w+)?/g, '0');
}
