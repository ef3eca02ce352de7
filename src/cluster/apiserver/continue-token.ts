// Where the next page of a list begins: a revision and a key, in base64 as clients see it.
// Models apiserver/pkg/storage/continue.go.

import { badRequest, type Status } from '../../apimachinery/status.ts';
import { decodeBase64, encodeBase64 } from '../../base/base64.ts';

/** What a token says. */
export interface ContinueToken {
  readonly revision: number;
  /** The first key of the page, below the list's own prefix. */
  readonly start: string;
}

/** The token of a page. */
export function encodeContinue(revision: number, start: string): string {
  return encodeBase64(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start }));
}

/** Reads a token; undefined when there is none. */
export function readContinue(text: string | undefined): ContinueToken | Status | undefined {
  if (text === undefined || text === '') return undefined;
  const match = /^\{"v":"meta\.k8s\.io\/v1","rv":(\d+),"start":"(.*)"\}$/.exec(
    decodeBase64(text) ?? '',
  );
  if (match === null) return badRequest('continue key is not valid: illegal base64 data');
  return { revision: Number(match[1]), start: (match[2] ?? '').replaceAll('\\u0000', '\0') };
}
