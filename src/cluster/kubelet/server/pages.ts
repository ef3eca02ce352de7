// Answers that are the same whoever asks: refusals, redirects, health, and the form of pages.
// Models net/http, go-restful and k8s.io/apiserver/pkg/server/healthz.

import type { KubeletResponse } from '../../protocol/kubelet-server.ts';

/** One answer before it is sent. */
export interface Page {
  readonly code: number;
  readonly body: unknown;
  readonly contentType: string;
  readonly location?: string;
}

/** The answer as it is sent. */
export function responseOf({ contentType, ...rest }: Page): KubeletResponse {
  const type = contentType === '' ? {} : { contentType };
  return { type: 'kubelet.response', ...rest, ...type };
}

const PLAIN = 'text/plain; charset=utf-8';

/** Text. */
export function plainText(code: number, body: string): Page {
  return { code, body, contentType: body === '' ? '' : PLAIN };
}

/** An object. */
export function json(body: object): Page {
  return { code: 200, body, contentType: 'application/json' };
}

/** Series in the text form that Prometheus reads. */
export function series(body: string): Page {
  return { code: 200, body, contentType: 'text/plain; version=0.0.4; charset=utf-8' };
}

/** Nobody knows the path. */
export const NOT_FOUND: Page = plainText(404, '404 page not found\n');

/** A service knows how the path begins, not how it goes on. */
export const NO_ROUTE: Page = plainText(404, '404: Page Not Found');

/** The path is known, the method is not. */
export const NO_METHOD: Page = plainText(405, '405: Method Not Allowed');

/** What port 10255 says of paths that can do harm. */
export const DISABLED: Page = plainText(405, 'Debug endpoints are disabled.\n');

/** A client that does not speak TLS. */
export const NEEDS_TLS: Page = {
  ...plainText(400, 'Client sent an HTTP request to an HTTPS server.\n'),
  contentType: '',
};

/** The same with a slash at its end, or without the double one. */
export function movedTo(location: string): Page {
  const body = `<a href="${location}">Moved Permanently</a>.\n\n`;
  return { code: 301, body, contentType: 'text/html; charset=utf-8', location };
}

/** One thing that may be unhealthy. */
export interface HealthCheck {
  readonly name: string;
  readonly isHealthy: boolean;
}

/** `/healthz`, or `/healthz/<check>`; undefined when there is no such check. */
export function health(
  checks: readonly HealthCheck[],
  name: string | undefined,
  isVerbose: boolean,
): Page | undefined {
  if (name !== undefined) {
    const check = checks.find((one) => one.name === name);
    if (check === undefined) return undefined;
    if (check.isHealthy) return plainText(200, 'ok');
    return plainText(500, `internal server error: ${name} failed\n`);
  }
  const lines = checks.map((check) => {
    return check.isHealthy ? `[+]${check.name} ok\n` : `[-]${check.name} failed: reason withheld\n`;
  });
  const isWell = checks.every((check) => check.isHealthy);
  if (!isWell) return plainText(500, `${lines.join('')}healthz check failed\n`);
  return plainText(200, isVerbose ? `${lines.join('')}healthz check passed\n` : 'ok');
}
