// Which page a path means. Models google/cadvisor api/handler.go and api/versions.go.

import type { Micros } from '../../../kernel/time.ts';
import type { ApiCall, CadvisorState } from '../state.ts';
import { containerInfo, statsQuery } from './container.ts';
import { eventsOf } from './events.ts';
import { machineInfo } from './machine.ts';
import { failed, json, type Page } from './page.ts';
import { sitePage } from './site.ts';
import { versionTwo } from './version-two.ts';
import { dockerContainer, dockerContainers, seenAt, seenBelow, type View } from './view.ts';

/** The page. */
export function pageOf(
  state: CadvisorState,
  { request, parts }: Pick<ApiCall, 'request' | 'parts'>,
  now: Micros,
  epochSeconds: number,
): Page {
  const { machine } = parts;
  if (machine === undefined) return failed(500, 'the machine does not answer');
  const view: View = { state, machine, now, epochSeconds };
  const { path, body, query = {} } = request;
  const [, version = '', what = '', name] = /^\/api\/v([12]\.\d)\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  const container = cleaned(name);
  if (/^1\.[0-3]$/.test(version)) {
    const minor = Number(version.slice(2));
    if (what === 'events' && minor === 3) return json(eventsOf(view, container, query));
    return versionOne(view, minor, what, container, body);
  }
  if (/^2\.[01]$/.test(version)) return versionTwo(view, what, container, query, parts);
  if (path.startsWith('/api')) return failed(404, `unsupported API version "${version}"`);
  return sitePage(view, path);
}

/** Without doubled slashes and the one at the end. */
function cleaned(path: string = '/'): string {
  const clean = path.replace(/\/{2,}/g, '/').replace(/\/$/, '');
  return clean === '' ? '/' : clean;
}

/** Each version of 1 has what the one before had, and more. */
function versionOne(view: View, minor: number, what: string, path: string, body: unknown): Page {
  const query = statsQuery(body, view.epochSeconds);
  switch (what) {
    case 'machine':
      return json(machineInfo(view.machine));
    case 'containers': {
      const seen = seenAt(view, path);
      return seen === undefined ? unknown(path) : json(containerInfo(view, seen, query));
    }
    case 'subcontainers': {
      if (minor < 1) break;
      const all = seenBelow(view, path);
      if (all.length === 0) return unknown(path);
      return json(all.map((seen) => containerInfo(view, seen, query)));
    }
    case 'docker': {
      if (minor < 2) break;
      if (path === '/') return json(byName(view, dockerContainers(view), query));
      const seen = dockerContainer(view, path.slice(1));
      if (seen === undefined)
        return failed(500, `unable to find Docker container "${path.slice(1)}"`);
      return json(byName(view, [seen], query));
    }
    default:
  }
  return failed(500, `unknown request type "${what}"`);
}

function unknown(path: string): Page {
  return failed(500, `failed to get container "${path}" with error: unknown container "${path}"`);
}

function byName(
  view: View,
  all: readonly Parameters<typeof containerInfo>[1][],
  query: Parameters<typeof containerInfo>[2],
): object {
  return Object.fromEntries(all.map((seen) => [seen.path, containerInfo(view, seen, query)]));
}
