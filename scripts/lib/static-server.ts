// A static file server with nothing clever in it: what it can serve, any host can. It answers under
// a prefix, so that the page is always proved under a sub-path too.

import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, resolve, sep } from 'node:path';

/** What is served, where. */
export interface SiteOptions {
  readonly folder: string;
  /** With a slash at both ends. */
  readonly prefix?: string;
  /** The first port tried; 0 takes any free one. */
  readonly port?: number;
  readonly host?: string;
}

/** A site being served. */
export interface Site {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.yaml': 'text/yaml; charset=utf-8',
};

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

/** The file of a request's path, or undefined when it leads out of the folder or to nothing. */
function fileOf(folder: string, path: string): string | undefined {
  const named = normalize(join(folder, path.endsWith('/') ? `${path}index.html` : path));
  if (named !== folder && !named.startsWith(folder + sep)) return undefined;
  return statSync(named, { throwIfNoEntry: false })?.isFile() ? named : undefined;
}

function decoded(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
}

function answer(options: Required<SiteOptions>, url: string, response: ServerResponse): void {
  const path = decoded(url);
  if (path === undefined) return refuse(response, 400, 'Bad request');
  if (!path.startsWith(options.prefix)) return refuse(response, 404, 'Not found');
  const file = fileOf(options.folder, path.slice(options.prefix.length - 1));
  if (file === undefined) return refuse(response, 404, 'Not found');
  const type = types[extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-cache' });
  createReadStream(file).pipe(response);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      done();
    });
  });
}

function isTaken(error: unknown): boolean {
  return (error as { readonly code?: string }).code === 'EADDRINUSE';
}

/** Serves a folder on the first free port from the one asked for. */
export async function serveSite(given: SiteOptions): Promise<Site> {
  const options = { prefix: '/', port: 0, host: '127.0.0.1', ...given };
  options.folder = resolve(options.folder);
  const server = createServer((request, response) => answer(options, request.url ?? '/', response));
  for (let port = options.port; ; port += 1) {
    try {
      await listen(server, port, options.host);
      break;
    } catch (error) {
      if (!isTaken(error) || options.port === 0 || port - options.port > 100) throw error;
    }
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}${options.prefix}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
