// What the pages know: cgroups by path with their samples, and containers by the engine's names.

import { entries, get, withPrefix } from '../../../base/persistent-map.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { DockerContainerSummary } from '../../protocol/docker.ts';
import type { LinuxMachine } from '../../protocol/linux.ts';
import type { CadvisorState, Tracked } from '../state.ts';

/** One cgroup, and what the engine calls what runs in it. */
export interface Seen {
  readonly path: string;
  readonly tracked: Tracked;
  readonly row?: DockerContainerSummary;
}

/** Everything a page is made of. */
export interface View {
  readonly state: CadvisorState;
  readonly machine: LinuxMachine;
  readonly now: Micros;
  readonly epochSeconds: number;
}

/** The namespace of the names that Docker gives. */
export const DOCKER_NAMESPACE = 'docker';

/** A cgroup by its path; undefined: nobody knows it. */
export function seenAt({ state }: View, path: string): Seen | undefined {
  const tracked = get(state.cgroups, path);
  return tracked && seen(state, path, tracked);
}

function seen(state: CadvisorState, path: string, tracked: Tracked): Seen {
  const row = tracked.containerId === undefined ? undefined : get(state.named, tracked.containerId);
  return row === undefined ? { path, tracked } : { path, tracked, row };
}

/** A cgroup and all below it, by path. */
export function seenBelow({ state }: View, path: string): readonly Seen[] {
  const found: Seen[] = [];
  const prefix = path === '/' ? '/' : `${path}/`;
  for (const [each, tracked] of entries(state.cgroups)) {
    if (each === path || each.startsWith(prefix)) found.push(seen(state, each, tracked));
  }
  return found;
}

/** The cgroups right below one. */
export function childrenOf({ state }: View, path: string): readonly string[] {
  const prefix = path === '/' ? '/' : `${path}/`;
  const below: string[] = [];
  for (const [each] of withPrefix(state.cgroups, prefix)) {
    if (each !== '/' && !each.includes('/', prefix.length)) below.push(each);
  }
  return below;
}

/** The engine's containers, by path. */
export function dockerContainers({ state }: View): readonly Required<Seen>[] {
  return [...entries(state.cgroups)].flatMap(([path, tracked]) => {
    const { row } = seen(state, path, tracked);
    return row === undefined ? [] : [{ path, tracked, row }];
  });
}

/** A container of the engine by its id, the beginning of it, or one of its names. */
export function dockerContainer(view: View, name: string): Seen | undefined {
  const all = dockerContainers(view);
  return (
    all.find(({ row }) => row.Id === name || namesIn(row).includes(name)) ??
    all.find(({ row }) => name.length >= 12 && row.Id.startsWith(name))
  );
}

/** Names without their slash. */
export function namesIn(row: DockerContainerSummary): readonly string[] {
  return row.Names.map((name) => name.replace(/^\//, ''));
}

/** Name, then id: what else a container is called. */
export function aliasesOf({ row }: Seen): readonly string[] {
  return row === undefined ? [] : [...namesIn(row), row.Id];
}
