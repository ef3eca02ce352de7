// Replaces $(NAME) in texts. Models third_party/forked/golang/expansion/expand.go.

/** Finds the value of a name; undefined leaves the reference as it stands. */
export type Lookup = (name: string) => string | undefined;

/** The text with every known reference replaced; `$$` is an escaped dollar sign. */
export function expand(text: string, lookup: Lookup): string {
  let expanded = '';
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character !== '$' || i + 1 >= text.length) {
      expanded += character;
      continue;
    }
    const next = text.charAt(i + 1);
    const close = next === '(' ? text.indexOf(')', i + 2) : -1;
    if (close >= 0) {
      const name = text.slice(i + 2, close);
      expanded += lookup(name) ?? `$(${name})`;
      i = close;
    } else {
      // `$$` gives one dollar sign; an unfinished `$(` and `$x` stay as they are.
      expanded += next === '$' ? '$' : `$${next}`;
      i += 1;
    }
  }
  return expanded;
}
