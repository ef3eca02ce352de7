// What the address asks the page to open with, and the kept session where it asks for nothing.

import type { SessionFile } from '../session/protocol.ts';
import { type FirstSession, keptSession, newSession } from './session-link.ts';

/** The session the address asks for, else this tab's, else a fresh one. */
export async function firstSession(query: URLSearchParams): Promise<FirstSession> {
  const isPaused = query.get('paused') === '1';
  const shared = query.get('session');
  if (shared !== null) return { file: JSON.parse(await unpack(shared)) as SessionFile, isPaused };
  const edition = query.get('edition');
  const run = query.get('run');
  const scenario = query.get('scenario');
  const at = Number(query.get('at') ?? Number.NaN);
  const isAsked = edition !== null || run !== null || scenario !== null || at >= 0;
  const kept = isAsked ? undefined : keptSession();
  if (kept !== undefined) return { ...kept, isPaused: isPaused || kept.isPaused };
  const fresh = newSession(edition ?? 'document', await scenarioText(scenario));
  const log = run === null ? [] : readRun(run);
  const file = at >= 0 ? { ...fresh, log, at: asMicros(at) } : { ...fresh, log };
  return { file, isPaused };
}

const DONE = ['session', 'edition', 'run', 'scenario', 'at', 'paused', 'node'];

/** What the address asked for has been done: from now on a reload means this tab's own session. */
export function forgetAddress(): void {
  const link = new URL(window.location.href);
  for (const name of DONE) link.searchParams.delete(name);
  window.history.replaceState(null, '', link);
}

function asMicros(seconds: number): SessionFile['at'] {
  return Math.round(seconds * 1e6) as SessionFile['at'];
}

/**
 * `run`: base64 of a JSON list of `{at, text, files}` (seconds), or of lines given one a second
 * from second 12 on.
 */
function readRun(run: string): SessionFile['log'] {
  const text = decode(run);
  const lines: readonly { at: number; text: string; files?: { [name: string]: string } }[] = text
    .trimStart()
    .startsWith('[')
    ? JSON.parse(text)
    : text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line, i) => ({ at: 12 + i, text: line }));
  return lines.map((one) => ({
    at: asMicros(one.at),
    text: one.text,
    ...(one.files === undefined ? {} : { files: one.files }),
  }));
}

function decode(base64: string): string {
  const binary = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
}

async function scenarioText(name: string | null): Promise<string> {
  if (name === null || !/^[a-z0-9-]+$/.test(name)) return '';
  const found = SCENARIOS[`../../content/scenarios/${name}.yaml`];
  return found === undefined ? '' : ((await found()) as string);
}

const SCENARIOS = import.meta.glob('../../content/scenarios/*.yaml', {
  query: '?raw',
  import: 'default',
});

async function unpack(packed: string): Promise<string> {
  const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).text();
}
