// journalctl -u kubelet: what a node's kubelet has logged. The log is derived, not state: whoever
// runs the line puts it beside it as a file, and the line prints that.

import type { Command, TypedLine } from '../cluster/protocol/commands.ts';
import { local, refused, type ToolLine, whereTyped } from './context.ts';
import { cutLine } from './words.ts';

/** The name under which the journal lies beside a line. */
export const JOURNAL = '/run/log/journal';

/** How many lines are shown when nobody says. */
const DEFAULT_COUNT = 200;
const MOST = 2_000;

/** What a line wants of the journal. */
export interface JournalQuery {
  /** The first node when missing. */
  readonly node?: string;
  readonly count: number;
  /** Without the journal's own head of each line. */
  readonly isBare: boolean;
}

/** Reads the words behind `journalctl`. */
export function parseJournalctl({ words, files }: ToolLine): Command {
  const read = readWords(words);
  if ('problem' in read) return refused('journalctl', read.problem);
  const text = files[JOURNAL] ?? '';
  return local(text === '' ? '-- No entries --' : text.replace(/\n$/, ''));
}

/** What this line wants of the journal; undefined when it is another line or makes no sense. */
export function journalQuery({ text }: TypedLine): JournalQuery | undefined {
  const cut = cutLine(text);
  const last = 'problem' in cut ? undefined : cut.commands.at(-1);
  if (last === undefined) return undefined;
  const { words, node } = whereTyped(last);
  const [tool, ...rest] = words.map((one) => one.text);
  if (tool !== 'journalctl') return undefined;
  const read = readWords(rest);
  if ('problem' in read) return undefined;
  return { ...read, ...(node === undefined ? {} : { node }) };
}

type Read = Omit<JournalQuery, 'node'> | { readonly problem: string };

function readWords(words: readonly string[]): Read {
  let count = DEFAULT_COUNT;
  let isBare = false;
  let unit = '';
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const [flag = '', given] = word.split('=');
    const value = (): string => given ?? words[++i] ?? '';
    if (flag === '-u' || flag === '--unit') unit = value();
    else if (flag === '-n' || flag === '--lines') count = Math.min(Number(value()), MOST);
    else if (/^-n\d+$/.test(flag)) count = Math.min(Number(flag.slice(2)), MOST);
    else if (flag === '-o' || flag === '--output') isBare = value() === 'cat';
    else if (!['--no-pager', '-e', '--pager-end', '-q'].includes(flag)) {
      return { problem: `journalctl: unrecognized option '${word}'` };
    }
  }
  if (unit.replace(/\.service$/, '') !== 'kubelet') {
    return { problem: `-- No entries --\nOnly the kubelet's log is kept: journalctl -u kubelet` };
  }
  if (!Number.isInteger(count) || count < 0) {
    return { problem: 'Failed to parse lines: Invalid argument' };
  }
  return { count, isBare };
}
