// Files on a node (`write`, `rm`, `cp`, `cat > …`) and what an HTTP address answers (`serve`).

import type { Command } from '../cluster/protocol/commands.ts';
import { fileText, onNode, refused, type ToolLine } from './context.ts';

/** `write PATH`, its content beside it: a file of that name, the only file, or standard input. */
export function parseWrite(line: ToolLine): Command {
  const [path] = line.words;
  if (path === undefined) return refused('write', 'usage: write PATH');
  const content = besides(line, path);
  if (content === undefined) return refused('write', `write: no content given for ${path}`);
  return { type: 'write', ...onNode(line), path, content };
}

function besides(line: ToolLine, name: string): string | undefined {
  const text = fileText(line, name) ?? line.stdin;
  if (text !== undefined) return text;
  const all = Object.values(line.files);
  return all.length === 1 ? all[0] : undefined;
}

/** `rm [-f] PATH`. */
export function parseRm(line: ToolLine): Command {
  const path = line.words.find((word) => !word.startsWith('-'));
  if (path === undefined) return refused('rm', 'rm: missing operand');
  return { type: 'rm', ...onNode(line), path };
}

/** `cp FILE PATH`: a file beside the line goes to the node. */
export function parseCp(line: ToolLine): Command {
  const [from, to] = line.words.filter((word) => !word.startsWith('-'));
  if (from === undefined || to === undefined) return refused('cp', 'cp: missing file operand');
  const content = fileText(line, from);
  if (content === undefined) {
    return refused('cp', `cp: cannot stat '${from}': No such file or directory`);
  }
  const path = to.endsWith('/') ? `${to}${from.slice(from.lastIndexOf('/') + 1)}` : to;
  return { type: 'write', ...onNode(line), path, content };
}

/** `cat > PATH <<EOF`, `echo text > PATH`. */
export function parseOutput(line: ToolLine, tool: string, path: string): Command {
  const content = tool === 'echo' ? `${line.words.join(' ')}\n` : catText(line);
  if (content === undefined) {
    return refused(tool, `${tool}: ${line.words[0] ?? ''}: No such file or directory`);
  }
  return { type: 'write', ...onNode(line), path, content };
}

/** What `cat` would print: its files one behind the other, or standard input. */
export function catText(line: ToolLine): string | undefined {
  const names = line.words.filter((word) => word !== '-');
  if (names.length === 0) return line.stdin;
  const texts = names.map((name) => fileText(line, name));
  return texts.includes(undefined) ? undefined : texts.join('');
}

/** `serve URL [STATUS]`: from now on this address answers so. */
export function parseServe(line: ToolLine): Command {
  const [url, status] = line.words;
  if (url === undefined || !/^https?:\/\//.test(url)) {
    return refused('serve', 'usage: serve URL [STATUS]');
  }
  const code = Number(status ?? '200');
  if (!Number.isInteger(code) || code < 100 || code > 599) {
    return refused('serve', `serve: not an HTTP status: ${status}`);
  }
  return { type: 'serve', ...onNode(line), url, content: besides(line, url) ?? '', status: code };
}
