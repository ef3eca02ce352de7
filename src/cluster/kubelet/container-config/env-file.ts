// The strict form of an environment file: NAME='value', several lines long if need be, comments.
// Models pkg/kubelet/util/env/env_util.go, ParseEnv.

/** The value of a key, empty when it is not there; undefined when the file has not that form. */
export function envFileValue(content: string, key: string): string | undefined {
  let rest = content;
  while (rest !== '') {
    const line = /^[ \t]*([^\n]*)(?:\n|$)/.exec(rest) as RegExpExecArray;
    const [whole, text = ''] = line;
    if (text === '' || text.startsWith('#')) {
      rest = rest.slice(whole.length);
      continue;
    }
    const name = /^([^=\n]*[^=\s])=/.exec(text)?.[1];
    if (name === undefined) return undefined;
    // A blank before the quote: as for a shell, the value is empty.
    const isEmpty = /^[ \t]/.test(text.slice(name.length + 1));
    const quoted = isEmpty
      ? undefined
      : /^'([^']*)'[ \t]*(?:#[^\n]*)?(?:\n|$)/.exec(rest.slice(rest.indexOf('=') + 1));
    if (!isEmpty && quoted === null) return undefined;
    if (name === key) return quoted?.[1] ?? '';
    rest = rest.slice(quoted ? rest.indexOf('=') + 1 + quoted[0].length : whole.length);
  }
  return '';
}
