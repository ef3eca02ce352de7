// The address under which the page opens a session at an instant: the same that its own links have.

import { deflateRawSync } from 'node:zlib';

/** A line typed at an instant, in seconds, with the files it names. */
export interface TypedLine {
  readonly at: number;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** What is opened, and how. */
export interface Opening {
  /** A scenario's text; the cluster of the page where it is missing. */
  readonly scenario?: string;
  readonly run?: readonly TypedLine[];
  /** Where the playhead stands, in seconds. */
  readonly at?: number;
  readonly edition?: 'document' | 'docker' | 'containerd';
  readonly theme?: 'light' | 'dark';
  readonly lang?: 'en' | 'zh';
  readonly isPlaying?: boolean;
}

/** When a fresh cluster idles. */
const IDLE_AT = 12;

/** Query of the page's address; the session travels in it, packed. */
export function queryOf(opening: Opening): string {
  const { scenario = '', run = [], at = IDLE_AT, edition = 'document' } = opening;
  const { theme, lang, isPlaying } = opening;
  const log = run.map((line) => ({ ...line, at: Math.round(line.at * 1e6) }));
  const session = {
    apiVersion: 'visualizer/v1',
    kind: 'Session',
    scenario,
    edition,
    seed: 1,
    log,
    at: Math.round(at * 1e6),
  };
  const packed = deflateRawSync(JSON.stringify(session)).toString('base64url');
  const query = new URLSearchParams({ session: packed });
  if (theme !== undefined) query.set('theme', theme);
  if (lang !== undefined) query.set('lang', lang);
  if (isPlaying !== true) query.set('paused', '1');
  return `?${query}`;
}
