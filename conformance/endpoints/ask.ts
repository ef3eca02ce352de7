// Types the lines that read a page and gives back what was printed, with its status and headers.

import type { PersistentMap } from '../../src/base/persistent-map.ts';
import { values } from '../../src/base/persistent-map.ts';
import type { TranscriptEntry } from '../../src/cluster/protocol/transcript.ts';
import { micros } from '../../src/kernel/time.ts';
import { stateOf } from '../../src/kernel/world.ts';
import { openTimeline } from '../../src/session/run.ts';
import { printedText } from '../../src/shell/print/print.ts';
import { READ_AT, scenarioFor } from './folder.ts';

/** One answer of `curl -i`. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly location?: string;
  readonly body: string;
  /** Curl's own words, when it got no answer. */
  readonly error: string;
}

/** A page by port and path. */
export interface Page {
  readonly port: number;
  readonly path: string;
}

/** The answers to these pages, by `port path`, of a cluster with the folder's objects. */
export function askPages(folder: string, pages: readonly Page[]): ReadonlyMap<string, Answer> {
  const lines = pages.map(lineOf);
  const scenario = scenarioFor(folder, lines);
  const timeline = openTimeline(scenario);
  timeline.advance(micros((READ_AT + lines.length + 20) * 1_000_000));
  const user = stateOf<{ readonly transcript: PersistentMap<TranscriptEntry> }>(
    timeline.world,
    'user',
  );
  const typed = [...values(user?.transcript as PersistentMap<TranscriptEntry>)];
  return new Map(
    pages.map((page) => {
      const entry = typed.find(({ text }) => text === lineOf(page));
      return [`${page.port} ${page.path}`, answerIn(entry)];
    }),
  );
}

function lineOf({ port, path }: Page): string {
  const scheme = port === 10_250 ? 'https' : 'http';
  return `curl -ksi '${scheme}://localhost:${port}${path}'`;
}

function answerIn(entry: TranscriptEntry | undefined): Answer {
  const text = entry === undefined ? '' : printedText(entry, false);
  const found = /^HTTP\/\S+ (\d+)[^\n]*\n((?:[^\n]+\n)*)\n([\s\S]*)$/.exec(text);
  if (found === null) return { status: 0, contentType: '', body: '', error: text };
  const [, status = '0', head = '', body = ''] = found;
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1];
  const location = field('location');
  return {
    status: Number(status),
    contentType: field('content-type') ?? '',
    ...(location === undefined ? {} : { location }),
    body,
    error: '',
  };
}
