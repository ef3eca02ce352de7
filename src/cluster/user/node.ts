// What the tools of a node share: which node, and how a line of a container's log is shown.

import type { LogLine } from '../protocol/linux-logs.ts';
import type { OutputPart } from '../protocol/transcript.ts';
import type { Setting } from './calls.ts';

/** The node that a line means: the one it names, else the first. */
export function nodeOf(command: { readonly node?: string }, setting: Setting): string {
  return command.node ?? setting.nodes[0] ?? '';
}

/** One line of a container's log. */
export function logText(line: LogLine): OutputPart {
  const text = line.isPartial === true ? line.text : `${line.text}\n`;
  return { kind: 'text', text, ...(line.stream === 'stderr' ? { isError: true } : {}) };
}
