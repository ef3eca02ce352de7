// The world outside the cluster, as far as a container may ask it: public names have an address,
// and a web server there answers with a small page. Nothing real is reached.

import { hashText } from '../../base/hash.ts';
import type { NetAnswer } from '../protocol/linux-network.ts';
import type { CallTarget } from './calls.ts';

/** Addresses of the outside: a range kept for documentation (RFC 5737). */
const PREFIX = '203.0.113.';

/** Top-level names that exist in no public DNS. */
const PRIVATE =
  /(^|\.)(local|internal|lan|home|svc|example|test|invalid|localhost|example\.(com|org|net))$/;

/** The address of a public name; undefined for names that only a cluster could know. */
export function publicAddress(name: string): string | undefined {
  const isPublic = /^([a-z0-9-]+\.)+[a-z]{2,}$/i.test(name) && !PRIVATE.test(name.toLowerCase());
  return isPublic ? PREFIX + (1 + (Math.abs(hashText(name.toLowerCase())) % 250)) : undefined;
}

/** What the outside answers at one of its addresses; undefined for all others. */
export function publicAnswer({ ip, port, payload }: CallTarget): NetAnswer | undefined {
  if (!ip.startsWith(PREFIX)) return undefined;
  if (port !== 80 && port !== 443) return { kind: 'failed', error: 'timeout' };
  if (payload.kind === 'tcp') return { kind: 'tcp', data: '' };
  if (payload.kind !== 'http') return { kind: 'failed', error: 'reset' };
  const host = payload.host ?? ip;
  const body = `<html><head></head><body><header>\n<title>http://${host}</title>\n</header>\n<h1>${host}</h1>\n</body></html>\n`;
  return {
    kind: 'http',
    status: 200,
    headers: [{ name: 'Content-Type', value: 'text/html' }],
    body,
  };
}
