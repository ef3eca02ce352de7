// The session file of this tab: kept in the browser, packed into links, replayed in another
// edition.

import type { Player } from '../player/player.ts';
import type { SessionFile } from '../session/protocol.ts';
import { playerStore, uiStore } from './stores.ts';

const PREFIX = 'kubelet-visualizer:session:';
const MOST_KEPT = 12;

/** What the page opens with. */
export interface FirstSession {
  readonly file: SessionFile;
  readonly isPaused: boolean;
  readonly follow?: string;
  readonly node?: string;
}

/** When a fresh cluster has come up and idles: the page opens there. */
const IDLE_AT = 12e6 as SessionFile['at'];

/** A fresh session. */
export function newSession(edition: string, scenario = '', seed = 1): SessionFile {
  const at = IDLE_AT;
  return { apiVersion: 'visualizer/v1', kind: 'Session', scenario, edition, seed, log: [], at };
}

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

/** Name of this tab among others; it lasts as long as the tab. */
export function tabId(): string {
  const known = sessionStorage.getItem(`${PREFIX}tab`);
  if (known !== null) return known;
  const id = crypto.randomUUID();
  sessionStorage.setItem(`${PREFIX}tab`, id);
  return id;
}

/** A session as it is kept: with how it was looked at. */
interface Look {
  readonly isPaused: boolean;
  readonly follow?: string;
  readonly node: string;
}

function store(file: SessionFile): void {
  try {
    const own = PREFIX + tabId();
    const { status, follow } = playerStore.getState();
    const { node } = uiStore.getState();
    const look: Look = {
      isPaused: status === 'paused',
      node,
      ...(follow === undefined ? {} : { follow }),
    };
    localStorage.setItem(own, JSON.stringify({ ...file, kept: Date.now(), look }));
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

/** The session this tab had before it was loaded again. */
export function keptSession(): FirstSession | undefined {
  try {
    const text = localStorage.getItem(PREFIX + tabId());
    if (text === null) return undefined;
    const {
      kept: _,
      look,
      ...file
    } = JSON.parse(text) as SessionFile & {
      readonly kept: number;
      readonly look?: Look;
    };
    return file.kind === 'Session' ? { file, isPaused: false, ...look } : undefined;
  } catch {
    return undefined;
  }
}
