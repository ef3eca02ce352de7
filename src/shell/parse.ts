// One typed line with its files becomes one `Command`: the shell's words first, then the tool's.
// The words of each tool are in a file of its own; this one knows only which tools there are.

import type { Command, Place, TypedLine } from '../cluster/protocol/commands.ts';
import { local, refused, type ToolLine, whereTyped } from './context.ts';
import { parseCrictl, parseCtr } from './crictl.ts';
import { parseCurl } from './curl.ts';
import { parseDocker } from './docker.ts';
import { parseEtcdctl } from './etcdctl.ts';
import { parseJournalctl } from './journalctl.ts';
import { parseKubectl } from './kubectl/parse.ts';
import { parseLab } from './lab.ts';
import { catText, parseCp, parseOutput, parseRm, parseServe, parseWrite } from './node-files.ts';
import { parseSystemctl } from './systemctl.ts';
import { cutLine, type SimpleCommand } from './words.ts';

const TOOLS: { readonly [tool: string]: (line: ToolLine) => Command } = {
  kubectl: parseKubectl,
  k: parseKubectl,
  docker: parseDocker,
  crictl: parseCrictl,
  ctr: parseCtr,
  etcdctl: parseEtcdctl,
  curl: parseCurl,
  systemctl: parseSystemctl,
  journalctl: parseJournalctl,
  write: parseWrite,
  rm: parseRm,
  cp: parseCp,
  serve: parseServe,
  lab: parseLab,
};

/** The meaning of a typed line. */
export function parseLine(line: TypedLine): Command {
  const cut = cutLine(line.text);
  if ('problem' in cut) {
    return refused('bash', `bash: ${cut.problem}`, 2, placeIn(line.text, cut.offset));
  }
  const files = line.files ?? {};
  const last = cut.commands[cut.commands.length - 1] as SimpleCommand;
  const feed = feedOf(cut.commands.slice(0, -1), files);
  if ('problem' in feed) return refused('bash', feed.problem);
  const stdin = inputOf(last, files) ?? feed.text;
  return toolCommand(last, files, stdin, line.text);
}

function toolCommand(
  command: SimpleCommand,
  files: { readonly [name: string]: string },
  stdin: string | undefined,
  text: string,
): Command {
  const { words, node } = whereTyped(command);
  const [tool, ...rest] = words;
  if (tool === undefined) return local();
  const line: ToolLine = {
    words: rest.map((word) => word.text),
    offsets: rest.map((word) => word.offset),
    stdin,
    files,
    node,
  };
  if (command.outputFile !== undefined && (tool.text === 'cat' || tool.text === 'echo')) {
    return parseOutput(line, tool.text, command.outputFile);
  }
  const parser = Object.hasOwn(TOOLS, tool.text) ? TOOLS[tool.text] : undefined;
  if (parser !== undefined) return parser(line);
  const place = placeIn(text, tool.offset);
  return refused('bash', `bash: ${tool.text}: command not found`, 127, place);
}

/** What the commands before the last pipe print: only `cat` and `echo` can stand there. */
function feedOf(
  commands: readonly SimpleCommand[],
  files: { readonly [name: string]: string },
): { readonly text: string | undefined } | { readonly problem: string } {
  let text: string | undefined;
  for (const command of commands) {
    const [tool, ...rest] = command.words;
    const words = rest.map((word) => word.text);
    const stdin = inputOf(command, files) ?? text;
    if (tool?.text === 'cat') {
      text = catText({ words, offsets: [], stdin, files, node: undefined });
      if (text === undefined) {
        return { problem: `cat: ${words[0] ?? '-'}: No such file or directory` };
      }
    } else if (tool?.text === 'echo') {
      const isEscaped = words[0] === '-e';
      const said = (isEscaped ? words.slice(1) : words).join(' ');
      text = `${isEscaped ? said.replace(/\\n/g, '\n').replace(/\\t/g, '\t') : said}\n`;
    } else {
      return {
        problem: `bash: only cat and echo can stand before a pipe, not ${tool?.text ?? ''}`,
      };
    }
  }
  return { text };
}

function inputOf(
  command: SimpleCommand,
  files: { readonly [name: string]: string },
): string | undefined {
  if (command.input !== undefined) return command.input;
  const name = command.inputFile;
  return name !== undefined && Object.hasOwn(files, name) ? files[name] : undefined;
}

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { offset, line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
