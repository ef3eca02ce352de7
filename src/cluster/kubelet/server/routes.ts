// Which page a path means, on which port. Models pkg/kubelet/server/server.go, the Install…Handlers
// functions, with net/http's and go-restful's ways of refusing.

import type { EditionName } from '../../editions/edition.ts';
import { kubeletServerRules } from '../../editions/kubelet-server.ts';
import { podSourceRules } from '../../editions/pod-sources.ts';
import type { KubeletRequest } from '../../protocol/kubelet-server.ts';
import type { KubeletConfig } from '../config.ts';
import {
  DISABLED,
  movedTo,
  NEEDS_TLS,
  NO_METHOD,
  NO_ROUTE,
  NOT_FOUND,
  type Page,
  plainText,
} from './pages.ts';

/** Pages that the server makes of what it knows or asks. */
export type PageName =
  | 'healthz'
  | 'pods'
  | 'runningpods'
  | 'configz'
  | 'statusz'
  | 'summary'
  | 'metrics'
  | 'cadvisor'
  | 'resource'
  | 'cadvisor-json'
  | 'probes'
  | 'logs'
  | 'container-logs'
  | 'exec'
  | 'run'
  | 'push';

/** What to do about a request. */
export type Route =
  | { readonly kind: 'page'; readonly page: PageName; readonly rest: readonly string[] }
  | { readonly kind: 'fixed'; readonly answer: Page };

function fixed(answer: Page): Route {
  return { kind: 'fixed', answer };
}

function page(name: PageName, rest: readonly string[] = []): Route {
  return { kind: 'page', page: name, rest };
}

/** A page that is only read. */
function getOnly(verb: string, name: PageName, rest: readonly string[] = []): Route {
  return verb === 'GET' ? page(name, rest) : fixed(NO_METHOD);
}

/** The ports of a kubelet. */
export const KUBELET_PORTS = { secure: 10_250, readOnly: 10_255, healthz: 10_248 } as const;

const METRICS: { readonly [path: string]: PageName } = {
  '': 'metrics',
  cadvisor: 'cadvisor',
  resource: 'resource',
  probes: 'probes',
};

/** What 10255 has instead of them. */
const DEBUGGING: readonly string[] = [
  'run',
  'exec',
  'attach',
  'portForward',
  'containerLogs',
  'runningpods',
  'logs',
];

/** The way of a request; undefined when nobody listens at its port. */
export function routeOf(config: KubeletConfig, request: KubeletRequest): Route | undefined {
  const port = request.port ?? KUBELET_PORTS.secure;
  const parts = request.path.split('/').slice(1);
  if (port === KUBELET_PORTS.healthz) {
    return parts[0] === 'healthz' ? healthOf(parts) : fixed(NOT_FOUND);
  }
  const isReadOnly = port === config.readOnlyPort;
  if (!isReadOnly && port !== KUBELET_PORTS.secure) return undefined;
  const { isPlainServed } = kubeletServerRules(config.edition);
  if (request.isPlain === true && !isReadOnly && !isPlainServed) return fixed(NEEDS_TLS);
  const clean = request.path.replace(/\/{2,}/g, '/');
  if (clean !== request.path) return fixed(movedTo(clean));
  const open = openRoute(config.edition, request, parts);
  if (open !== undefined) return open;
  const [first = ''] = parts;
  if (isReadOnly || !config.hasDebuggingHandlers) {
    const isKnown = DEBUGGING.includes(first) && parts.length > 1;
    return fixed(isKnown ? DISABLED : NOT_FOUND);
  }
  return guardedRoute(config, request, first, parts.slice(1));
}

function healthOf(parts: readonly string[]): Route {
  return page('healthz', parts.slice(1));
}

/** What both servers have. */
function openRoute(
  edition: EditionName,
  { verb }: KubeletRequest,
  [first = '', ...rest]: readonly string[],
): Route | undefined {
  const path = rest.join('/');
  switch (first) {
    case 'healthz':
      return healthOf([first, ...rest]);
    case 'pods':
      if (path !== '') return fixed(NO_ROUTE);
      return getOnly(verb, 'pods');
    case 'spec':
      if (!kubeletServerRules(edition).hasCadvisorJson) return undefined;
      return path === '' ? getOnly(verb, 'cadvisor-json', ['spec']) : fixed(NO_ROUTE);
    case 'stats':
      return statsRoute(edition, verb, rest);
    case 'metrics': {
      const found = Object.hasOwn(METRICS, path) ? METRICS[path] : undefined;
      const isSlash = rest.length > 0 && path === '';
      return found === undefined || isSlash ? fixed(NOT_FOUND) : page(found);
    }
    default:
      return undefined;
  }
}

/** The summary; what cAdvisor itself has of containers only in its era. A last slash is nothing. */
function statsRoute(edition: EditionName, verb: string, words: readonly string[]): Route {
  const rest = words.at(-1) === '' ? words.slice(0, -1) : words;
  const isSummary = rest.length === 1 && rest[0] === 'summary';
  const isKnown = [0, 2, 4].includes(rest.length) || (rest.length === 1 && rest[0] === 'container');
  if (!isSummary && !(isKnown && kubeletServerRules(edition).hasCadvisorJson)) {
    return fixed(NO_ROUTE);
  }
  if (verb !== 'GET' && verb !== 'POST') return fixed(NO_METHOD);
  return isSummary ? page('summary') : page('cadvisor-json', ['stats', ...rest]);
}

/** What only the server has that looks who asks. */
function guardedRoute(
  { edition }: KubeletConfig,
  { verb }: KubeletRequest,
  first: string,
  rest: readonly string[],
): Route {
  switch (first) {
    case 'runningpods':
      if (rest.length === 0) return fixed(movedTo('/runningpods/'));
      if (rest.join('/') !== '') return fixed(NO_ROUTE);
      return getOnly(verb, 'runningpods');
    case 'configz':
      return rest.length === 0 ? page('configz') : fixed(NOT_FOUND);
    case 'logs':
      if (rest.length === 0) return fixed(movedTo('/logs/'));
      return getOnly(verb, 'logs', rest);
    case 'statusz':
      if (!kubeletServerRules(edition).hasStatusz || rest.length > 0) return fixed(NOT_FOUND);
      return page('statusz');
    case 'debug':
      if (rest.join('/') !== 'flags/v') return fixed(NOT_FOUND);
      return fixed({ ...plainText(406, 'unsupported http method\n'), contentType: 'text/plain' });
    case 'container':
    case 'containers':
      if (!podSourceRules(edition).hasPush) return fixed(NOT_FOUND);
      return page('push', [first]);
    default:
      return sessionRoute(verb, first, rest);
  }
}

function sessionRoute(verb: string, first: string, rest: readonly string[]): Route {
  const { length } = rest;
  const isPlace = !rest.includes('');
  switch (first) {
    case 'containerLogs':
      if (length !== 3 || !isPlace) return fixed(length === 0 ? NOT_FOUND : NO_ROUTE);
      return getOnly(verb, 'container-logs', rest);
    case 'run':
      if (length < 3 || length > 4) return fixed(length === 0 ? NOT_FOUND : NO_ROUTE);
      return verb === 'POST' ? page('run', rest) : fixed(NO_METHOD);
    case 'exec':
    case 'attach':
      if (length < 3 || length > 4) return fixed(length === 0 ? NOT_FOUND : NO_ROUTE);
      return page('exec', [first, ...rest]);
    case 'portForward':
      if (length < 2 || length > 3) return fixed(length === 0 ? NOT_FOUND : NO_ROUTE);
      return page('exec', [first, ...rest]);
    default:
      return fixed(NOT_FOUND);
  }
}
