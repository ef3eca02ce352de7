// Version 2 of the pages: everything is a map by container. Models google/cadvisor
// api/versions.go (version2_0) and info/v2/container.go.

import { rfc3339Nano } from '../../../base/calendar.ts';
import type { ApiParts } from '../state.ts';
import { specOf } from './container.ts';
import { eventsOf } from './events.ts';
import { CADVISOR_VERSION, DISK, machineInfo, versionInfo } from './machine.ts';
import { failed, json, type Page } from './page.ts';
import { processesOf } from './ps.ts';
import { cpuOf, diskOf, filesystem, memoryOf, networkOf } from './sample.ts';
import { derivedStats } from './summary.ts';
import {
  aliasesOf,
  DOCKER_NAMESPACE,
  dockerContainer,
  dockerContainers,
  type Seen,
  seenAt,
  seenBelow,
  type View,
} from './view.ts';

type Query = { readonly [name: string]: string };

const DEFAULT_COUNT = 64;

/** The page of version 2. */
export function versionTwo(
  view: View,
  what: string,
  path: string,
  query: Query,
  { processes }: ApiParts,
): Page {
  const { machine } = view;
  switch (what) {
    case 'version':
      return json(CADVISOR_VERSION);
    case 'attributes':
      return json({ ...versionInfo(machine), ...machineInfo(machine) });
    case 'machine':
      return json(machineInfo(machine));
    case 'storage':
      return json([storageOf(view)]);
    case 'events':
      return json(eventsOf(view, path, query));
    case 'ps': {
      const rows = processesOf(view, processes?.processes ?? [], path);
      return rows === undefined
        ? failed(500, `process listing failed: unknown container "${path}"`)
        : json(rows);
    }
    case 'summary':
      return byName(view, path, query, (seen) => derivedStats(view, seen));
    case 'stats': {
      const count = Number(query['count'] ?? DEFAULT_COUNT);
      return byName(view, path, query, (seen) => statsOf(view, seen, count));
    }
    case 'spec':
      return byName(view, path, query, (seen) => specTwo(view, seen));
    default:
      return failed(500, `unknown request type "${what}"`);
  }
}

/** Of the container that is named, by path or as the engine calls it, or of all below it. */
function byName(view: View, path: string, query: Query, make: (seen: Seen) => unknown): Page {
  const found = chosen(view, path, query);
  if (found.length === 0) return failed(500, `unknown container "${path}"`);
  return json(Object.fromEntries(found.map((seen) => [seen.path, make(seen)])));
}

function chosen(view: View, path: string, query: Query): readonly Seen[] {
  if (query['type'] === DOCKER_NAMESPACE) {
    if (path === '/') return dockerContainers(view);
    const one = dockerContainer(view, path.slice(1));
    return one === undefined ? [] : [one];
  }
  if (query['recursive'] === 'true') return seenBelow(view, path);
  const one = seenAt(view, path);
  return one === undefined ? [] : [one];
}

function specTwo(view: View, seen: Seen): object {
  const aliases = aliasesOf(seen);
  const named = aliases.length === 0 ? {} : { aliases, namespace: DOCKER_NAMESPACE };
  return { ...named, ...specOf(view, seen) };
}

function statsOf(view: View, seen: Seen, count: number): readonly object[] {
  const { samples } = seen.tracked;
  const newest = count > 0 ? samples.slice(-count) : samples;
  return newest.map((sample) => ({
    timestamp: rfc3339Nano(view.epochSeconds, sample.at),
    has_cpu: true,
    cpu: cpuOf(view, seen, sample),
    has_diskio: true,
    diskio: diskOf(sample),
    has_memory: true,
    memory: memoryOf(sample),
    has_network: sample.network !== undefined,
    network: networkOf(sample),
    has_filesystem: seen.path === '/' || seen.row !== undefined,
    ...filesystem(view, seen, sample),
    has_load: false,
    load_stats: {},
    has_custom_metrics: false,
  }));
}

function storageOf({ machine }: View): object {
  return {
    device: DISK.device,
    mountpoint: '/',
    capacity: machine.diskBytes,
    available: machine.diskBytes - machine.diskUsedBytes,
    usage: machine.diskUsedBytes,
    labels: ['root', 'docker-images'],
  };
}
