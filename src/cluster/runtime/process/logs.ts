// What a container writes to stdout and stderr, line by line with its time. The last lines are
// kept, oldest dropped; a line is finished by its line feed or by the end of the container.

import { rfc3339Micro } from '../../../base/calendar.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { LogLine } from '../../protocol/linux-logs.ts';
import { compact } from './bulk.ts';
import type { Run } from './machine.ts';
import type { LogBuffer } from './model.ts';
import { byteLength } from './paths.ts';
import { printed } from './work.ts';

/** What a line of the file has besides its text: time, stream, tag, blanks, line feed. */
const LINE_OVERHEAD = '2026-01-01T00:00:00.000000Z stdout F \n'.length;

const CHUNK = 64;
const CHUNKS = 32;

/** No output yet. */
export const NO_LOGS: LogBuffer = { chunks: [], partial: { stdout: '', stderr: '' }, bytes: 0 };

/** Adds text to the container's output. */
export function appendText(run: Run, stream: 'stdout' | 'stderr', text: string, at: Micros): void {
  const { partial } = run.logs;
  if (partial[stream] === '' && text.indexOf('\n') === text.length - 1 && text !== '') {
    addLine(run, { at, stream, text: text.slice(0, -1) });
    return;
  }
  const parts = (partial[stream] + text).split('\n');
  const rest = compact(parts.pop() ?? '');
  run.logs = { ...run.logs, partial: { ...run.logs.partial, [stream]: rest } };
  for (const line of parts) addLine(run, { at, stream, text: line });
}

/** Writes out what has no line feed yet, when the container has ended. */
export function flushPartial(run: Run, at: Micros): void {
  for (const stream of ['stdout', 'stderr'] as const) {
    const text = run.logs.partial[stream];
    if (text !== '') addLine(run, { at, stream, text, isPartial: true });
  }
  run.logs = { ...run.logs, partial: { stdout: '', stderr: '' } };
}

function addLine(run: Run, line: LogLine): void {
  run.newLines.push(line);
  const { bytes } = run.logs;
  run.logs = withLine(run.logs, line);
  run.disk = printed(run.disk, run.logs.bytes - bytes);
}

/** The output with one more line. */
export function withLine(logs: LogBuffer, line: LogLine): LogBuffer {
  const { chunks, partial, renamedTo } = logs;
  const last = chunks.at(-1);
  const isFull = last === undefined || last.length >= CHUNK;
  const grown = chunks.slice();
  if (isFull) grown.push([line]);
  // A list: V8 joins lists with lists fast, and with anything else slowly.
  else grown[grown.length - 1] = last.concat([line]);
  if (grown.length > CHUNKS) grown.shift();
  const bytes = logs.bytes + byteLength(line.text) + LINE_OVERHEAD;
  if (renamedTo === undefined) return { chunks: grown, partial, bytes };
  return { chunks: grown, partial, bytes, renamedTo };
}

/** The kept lines as they stand in the file. */
export function logFileText({ chunks }: LogBuffer, epochSeconds: number): string {
  const lines = chunks.flat().map(({ at, stream, text, isPartial }) => {
    return `${rfc3339Micro(epochSeconds, at)} ${stream} ${isPartial === true ? 'P' : 'F'} ${text}\n`;
  });
  return lines.join('');
}

/** The kept lines up to `now`, oldest first, cut as asked. */
export function selectLines(
  logs: LogBuffer,
  now: Micros,
  ask: { readonly tailLines?: number; readonly since?: Micros; readonly limitBytes?: number },
): readonly LogLine[] {
  const { since } = ask;
  const lines = logs.chunks
    .flat()
    .filter((line) => (since === undefined || line.at >= since) && line.at <= now);
  const tail =
    ask.tailLines === undefined
      ? lines
      : lines.slice(lines.length - Math.min(lines.length, ask.tailLines));
  if (ask.limitBytes === undefined) return tail;
  let left = ask.limitBytes;
  const kept: LogLine[] = [];
  for (const line of tail) {
    if (left <= 0) break;
    const text = line.text.slice(0, left);
    kept.push(text === line.text ? line : { ...line, text });
    left -= line.text.length + 1;
  }
  return kept;
}
