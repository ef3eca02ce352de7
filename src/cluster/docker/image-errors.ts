// How Docker 20.10 words the failure of a pull, and with which HTTP status it answers.

import type { RegistryError } from '../protocol/registry.ts';
import { familiarName, familiarRepository } from '../runtime/image-name.ts';

/** Status and message of a failed pull. */
export interface PullRefusal {
  readonly status: number;
  readonly message: string;
}

/** The answer of the daemon to a pull that failed so. */
export function refusalOf(error: RegistryError): PullRefusal {
  const { host, repository, reference } = error;
  const name = { host, repository, tag: reference };
  const server = host === 'docker.io' ? 'registry-1.docker.io' : host;
  const get = `Get "https://${server}/v2/": `;
  if (error.detail !== undefined) {
    return { status: error.kind === '404' ? 404 : 500, message: error.detail };
  }
  switch (error.kind) {
    case '404': {
      const what = `manifest for ${familiarName(name)} not found`;
      return { status: 404, message: `${what}: manifest unknown: manifest unknown` };
    }
    case 'denied': {
      const what = `pull access denied for ${familiarRepository(name)}`;
      const why = "repository does not exist or may require 'docker login'";
      const denied = 'denied: requested access to the resource is denied';
      return { status: 404, message: `${what}, ${why}: ${denied}` };
    }
    case '401':
      return { status: 500, message: `${get}unauthorized: incorrect username or password` };
    case 'refused':
      return {
        status: 500,
        message: `${get}dial tcp ${dialled(server)}: connect: connection refused`,
      };
    case 'no-host':
      return { status: 500, message: `${get}dial tcp: lookup ${hostOf(server)}: no such host` };
    case 'dns-timeout':
      return { status: 500, message: `${get}dial tcp: lookup ${hostOf(server)}: i/o timeout` };
    case 'timeout': {
      const why = 'net/http: request canceled while waiting for connection';
      const gaveUp = '(Client.Timeout exceeded while awaiting headers)';
      return { status: 500, message: `${get}${why} ${gaveUp}` };
    }
    case 'not-tls':
      return { status: 500, message: `${get}http: server gave HTTP response to HTTPS client` };
    case '500': {
      const what = 'received unexpected HTTP status: 500 Internal Server Error';
      return { status: 500, message: what };
    }
  }
}

function dialled(server: string): string {
  return server.includes(':') ? server : `${server}:443`;
}

function hostOf(server: string): string {
  const colon = server.indexOf(':');
  return colon < 0 ? server : server.slice(0, colon);
}
