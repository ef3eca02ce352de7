// What `journalctl -u kubelet` prints: the log of the run so far, derived by running it once more.

import { MONTHS } from '../base/calendar.ts';
import type { TypedLine } from '../cluster/protocol/commands.ts';
import type { EditionWord } from '../cluster/protocol/setup.ts';
import type { Micros } from '../kernel/time.ts';
import type { Timeline } from '../kernel/timeline.ts';
import { type KlogLine, klogSink } from '../projection/klog/writer.ts';
import { JOURNAL, journalQuery } from '../shell/journalctl.ts';
import type { ToSession } from './protocol.ts';

/** What has to be known of the run. */
export interface JournalSetting {
  readonly edition: EditionWord;
  readonly epochSeconds: number;
  readonly nodes: readonly string[];
}

/** The line with the journal that it asks for beside it; every other line as it is. */
export function withJournal(
  line: TypedLine,
  at: Micros,
  setting: JournalSetting,
  open: () => Timeline<TypedLine> | undefined,
): TypedLine {
  const query = journalQuery(line);
  if (query === undefined) return line;
  const node = query.node ?? setting.nodes[0] ?? '';
  const timeline = open();
  if (timeline === undefined) return line;
  const kept: KlogLine[] = [];
  const sink = klogSink(
    setting,
    () => timeline.world,
    (one) => {
      if (!one.isWritten) return;
      kept.push(one);
      if (kept.length > 2 * query.count + 1) kept.splice(0, kept.length - query.count);
    },
    new Set([node]),
  );
  timeline.setSink(sink);
  timeline.advance(at);
  const last = query.count === 0 ? [] : kept.slice(-query.count);
  const text = last.map((one) => (query.isBare ? one.text : entry(one))).join('\n');
  return { ...line, files: { ...line.files, [JOURNAL]: text } };
}

/** A log that is read on as the playhead moves: a run of its own, as far as it has come. */
export interface LogReader {
  readonly timeline: Timeline<TypedLine>;
  /** Which run it repeats: another branch or command makes it void. */
  readonly run: string;
  readonly lines: KlogLine[];
  upTo: Micros;
}

/** No more lines than these are kept to go back to. */
const MOST_KEPT = 20_000;

/** A reader of all nodes' logs of this run, at its beginning. */
export function openLog(
  timeline: Timeline<TypedLine>,
  setting: JournalSetting,
  run: string,
): LogReader {
  const lines: KlogLine[] = [];
  const write = (line: KlogLine): void => {
    lines.push(line);
    if (lines.length > MOST_KEPT) lines.splice(0, MOST_KEPT / 4);
  };
  timeline.setSink(klogSink(setting, () => timeline.world, write));
  return { timeline, run, lines, upTo: -1 as Micros };
}

/** The newest lines of a node up to an instant, and as much of them as `-v` lets through. */
export function readLog(
  reader: LogReader,
  { node, until, verbosity, count }: Omit<LogQuestion, 'type' | 'ticket'>,
): readonly KlogLine[] {
  if (until > reader.upTo) {
    reader.timeline.advance(until);
    reader.upTo = until;
  }
  const found: KlogLine[] = [];
  for (let i = reader.lines.length - 1; i >= 0 && found.length < count; i--) {
    const line = reader.lines[i] as KlogLine;
    if (line.at <= until && line.node === node && line.v <= verbosity) found.push(line);
  }
  return found.reverse();
}

type LogQuestion = Extract<ToSession, { readonly type: 'log' }>;

/** `Nov 23 08:15:07 node-1 kubelet[612]: I1123 …`: klog's own head has the date already. */
function entry({ text, node, pid }: KlogLine): string {
  const month = MONTHS[Number(text.slice(1, 3)) - 1];
  return `${month} ${text.slice(3, 5)} ${text.slice(6, 14)} ${node} kubelet[${pid}]: ${text}`;
}
