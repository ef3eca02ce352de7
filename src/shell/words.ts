// Cuts a typed line into words as a POSIX shell does: quotes, escapes, comments, one pipe,
// here-documents. Must not know any tool.

/** One word and where it starts in the line. */
export interface Word {
  readonly text: string;
  readonly offset: number;
  /** Some of it was quoted. */
  readonly isQuoted: boolean;
}

/** One simple command of a pipeline. */
export interface SimpleCommand {
  readonly words: readonly Word[];
  /** What a here-document or here-string feeds in. */
  readonly input?: string;
  /** The file after `<`. */
  readonly inputFile?: string;
  /** The file after `>`. */
  readonly outputFile?: string;
}

/** A line cut up, or what the shell says to it. */
export type Cut =
  | { readonly commands: readonly SimpleCommand[] }
  | { readonly problem: string; readonly offset: number };

interface Cursor {
  readonly text: string;
  at: number;
}

interface Pending {
  readonly delimiter: string;
  readonly isLiteral: boolean;
  readonly stripsTabs: boolean;
  readonly command: Building;
}

interface Building {
  words: Word[];
  input?: string;
  inputFile?: string;
  outputFile?: string;
}

/** Cuts `text` into the simple commands of one pipeline. */
export function cutLine(text: string): Cut {
  const cursor: Cursor = { text, at: 0 };
  const commands: Building[] = [{ words: [] }];
  const pending: Pending[] = [];
  while (cursor.at < text.length) {
    const current = commands[commands.length - 1] as Building;
    const char = text[cursor.at] as string;
    if (char === '\n') {
      cursor.at++;
      const problem = readHereDocuments(cursor, pending);
      if (problem !== undefined) return problem;
      const rest = text.slice(cursor.at).trim();
      if (rest !== '' && current.words.length > 0) {
        return { problem: 'one command a line, please', offset: cursor.at };
      }
    } else if (char === ' ' || char === '\t' || char === '\r') {
      cursor.at++;
    } else if (char === '\\' && text[cursor.at + 1] === '\n') {
      cursor.at += 2;
    } else if (char === '#') {
      const end = text.indexOf('\n', cursor.at);
      cursor.at = end < 0 ? text.length : end;
    } else if (char === '|' && text[cursor.at + 1] !== '|') {
      cursor.at++;
      commands.push({ words: [] });
    } else if (char === '<' || char === '>') {
      const problem = readRedirect(cursor, current, pending);
      if (problem !== undefined) return problem;
    } else if (/[;&|()]/.test(char)) {
      return { problem: `syntax error near unexpected token \`${char}'`, offset: cursor.at };
    } else {
      const word = readWord(cursor);
      if ('problem' in word) return word;
      current.words.push(word);
    }
  }
  const last = readHereDocuments(cursor, pending);
  return last ?? { commands: commands as readonly SimpleCommand[] };
}

type Problem = { readonly problem: string; readonly offset: number };

function readRedirect(cursor: Cursor, current: Building, pending: Pending[]): Problem | undefined {
  const start = cursor.at;
  const here = /^<<<|^<<-?|^<|^>>?/.exec(cursor.text.slice(cursor.at))?.[0] ?? '<';
  cursor.at += here.length;
  while (/[ \t]/.test(cursor.text[cursor.at] ?? '')) cursor.at++;
  const word = readWord(cursor);
  if ('problem' in word) return word;
  if (word.text === '' && !word.isQuoted) {
    return { problem: "syntax error near unexpected token `newline'", offset: start };
  }
  if (here === '<<<') current.input = `${word.text}\n`;
  else if (here === '<') current.inputFile = word.text;
  else if (here.startsWith('>')) current.outputFile = word.text;
  else {
    const { text, isQuoted } = word;
    const stripsTabs = here === '<<-';
    pending.push({ delimiter: text, isLiteral: isQuoted, stripsTabs, command: current });
  }
  return undefined;
}

function readHereDocuments(cursor: Cursor, pending: Pending[]): Problem | undefined {
  for (const one of pending.splice(0)) {
    const start = cursor.at;
    let body = '';
    for (;;) {
      if (cursor.at >= cursor.text.length) {
        if (body === '' && start >= cursor.text.length) {
          const problem = `here-document delimited by end-of-file (wanted \`${one.delimiter}')`;
          return { problem, offset: start };
        }
        break;
      }
      const end = cursor.text.indexOf('\n', cursor.at);
      const stop = end < 0 ? cursor.text.length : end;
      const raw = cursor.text.slice(cursor.at, stop);
      const line = one.stripsTabs ? raw.replace(/^\t+/, '') : raw;
      cursor.at = stop + 1;
      if (line === one.delimiter) break;
      body += `${line}\n`;
    }
    one.command.input = one.isLiteral ? body : body.replace(/\\([\\$`])/g, '$1');
  }
  return undefined;
}

/** Reads one word at the cursor, quotes taken off. */
function readWord(cursor: Cursor): Word | Problem {
  const { text } = cursor;
  const offset = cursor.at;
  let out = '';
  let isQuoted = false;
  while (cursor.at < text.length) {
    const char = text[cursor.at] as string;
    if (/[\s;&|<>()]/.test(char)) break;
    if (char === "'" || char === '"') {
      isQuoted = true;
      const part = readQuoted(cursor, char);
      if (part === undefined) {
        const problem = `unexpected EOF while looking for matching \`${char}'`;
        return { problem, offset: cursor.at };
      }
      out += part;
    } else if (char === '\\') {
      const next = text[cursor.at + 1] ?? '';
      cursor.at += 2;
      if (next !== '\n') out += next;
    } else {
      out += char;
      cursor.at++;
    }
  }
  return { text: out, offset, isQuoted };
}

function readQuoted(cursor: Cursor, quote: string): string | undefined {
  const { text } = cursor;
  let out = '';
  let at = cursor.at + 1;
  for (; at < text.length; at++) {
    const char = text[at] as string;
    if (char === quote) {
      cursor.at = at + 1;
      return out;
    }
    if (quote === '"' && char === '\\' && /[\\"$`\n]/.test(text[at + 1] ?? '')) {
      at++;
      if (text[at] !== '\n') out += text[at];
    } else {
      out += char;
    }
  }
  return undefined;
}
