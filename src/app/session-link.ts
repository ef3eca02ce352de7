// The session file of this tab: kept in the browser, put into links, replayed in another edition.

import type { Player } from '../player/player.ts';
import type { SessionFile } from '../session/protocol.ts';
import { playerStore, uiStore } from './stores.ts';

const PREFIX = 'kubelet-visualizer:session:';
const MOST_KEPT = 12;

/** When a fresh cluster has come up and idles: the page opens there. */
const IDLE_AT = 12e6 as SessionFile['at'];

/** A fresh session. */
export function newSession(edition: string, scenario = '', seed = 1): SessionFile {
  const at = IDLE_AT;
  return { apiVersion: 'visualizer/v1', kind: 'Session', scenario, edition, seed, log: [], at };
}

/** The session the address asks for, else this tab's, else a fresh one. */
export async function firstSession(query: URLSearchParams): Promise<SessionFile> {
  const shared = query.get('session');
  if (shared !== null) return JSON.parse(await unpack(shared)) as SessionFile;
  const edition = query.get('edition');
  const run = query.get('run');
  const scenario = query.get('scenario');
  const at = Number(query.get('at') ?? Number.NaN);
  const isAsked = edition !== null || run !== null || scenario !== null || at >= 0;
  const kept = isAsked ? undefined : keptSession();
  if (kept !== undefined) return kept;
  const fresh = newSession(edition ?? 'document', await scenarioText(scenario));
  const log = run === null ? [] : readRun(run);
  return at >= 0
    ? { ...fresh, log, at: Math.round(at * 1e6) as SessionFile['at'] }
    : { ...fresh, log };
}

/**
 * `run`: base64 of a JSON list of `{at, text, files}` (seconds), or of lines given one a second
 * from second 8 on.
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
        .map((line, i) => ({ at: 8 + i, text: line }));
  return lines.map((one) => ({
    at: Math.round(one.at * 1e6) as SessionFile['at'],
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

/** Keeps the session of this tab; two tabs are two sessions. */
export async function keepSession(player: Player): Promise<void> {
  const { phase, at } = playerStore.getState();
  if (phase !== 'open') return;
  const answer = await player.ask({ type: 'save', at });
  if (answer.ok !== 'saved') return;
  store(answer.file);
}

/** Starts anew in an edition, with the commands given so far or without any. */
export async function switchEdition(
  player: Player,
  edition: string,
  isFresh = false,
): Promise<void> {
  const { at } = playerStore.getState();
  const answer = await player.ask({ type: 'save', at });
  if (answer.ok !== 'saved') return;
  const { file } = answer;
  const next = isFresh ? { ...file, log: [], at: IDLE_AT } : { ...file, edition };
  store(next);
  player.follow(undefined);
  uiStore.setState({ selection: undefined, hasBegun: next.log.length > 0, panel: 'explain' });
  player.open(next);
}

/** A link that opens the same session at the same instant. */
export async function shareLink(player: Player): Promise<string> {
  const answer = await player.ask({ type: 'save', at: playerStore.getState().at });
  const link = new URL(window.location.href);
  link.search = '';
  if (answer.ok === 'saved') {
    link.searchParams.set('session', await pack(JSON.stringify(answer.file)));
    link.searchParams.set('paused', '1');
  }
  return link.href;
}

async function pack(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

async function unpack(packed: string): Promise<string> {
  const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).text();
}

function tabId(): string {
  const known = sessionStorage.getItem(`${PREFIX}tab`);
  if (known !== null) return known;
  const id = crypto.randomUUID();
  sessionStorage.setItem(`${PREFIX}tab`, id);
  return id;
}

function store(file: SessionFile): void {
  try {
    const own = PREFIX + tabId();
    localStorage.setItem(own, JSON.stringify({ ...file, kept: Date.now() }));
    const others = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    if (others.length <= MOST_KEPT) return;
    const age = (key: string): number =>
      (JSON.parse(localStorage.getItem(key) ?? '{}') as { kept?: number }).kept ?? 0;
    others.sort((a, b) => age(a) - age(b));
    for (const key of others.slice(0, others.length - MOST_KEPT)) localStorage.removeItem(key);
  } catch {
    // Without storage the session lives as long as the tab.
  }
}

function keptSession(): SessionFile | undefined {
  try {
    const text = localStorage.getItem(PREFIX + tabId());
    if (text === null) return undefined;
    const { kept: _, ...file } = JSON.parse(text) as SessionFile & { readonly kept?: number };
    return file.kind === 'Session' ? file : undefined;
  } catch {
    return undefined;
  }
}
