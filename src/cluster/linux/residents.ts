// What lives in a cgroup, and who is told when the tree changes. Must not run anything.

import { forEachWithPrefix, get } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { CgroupChanged, StartProcess } from '../protocol/linux.ts';
import type { Container } from '../runtime/process/model.ts';
import type { Draft } from './state.ts';

/** The key of a living container in its cgroup. */
export function residentKey(spec: Pick<StartProcess, 'cgroup' | 'containerId'>): string {
  return `${spec.cgroup}//${spec.containerId}`;
}

/** Living containers in a cgroup and below. */
export function residentsOf(draft: Draft, path: string): readonly Container[] {
  const found: Container[] = [];
  forEachWithPrefix(draft.residents, path === '/' ? '/' : `${path}/`, (id) => {
    const container = get(draft.containers, id);
    if (container !== undefined) found.push(container);
  });
  return found;
}

/** Memory of a container's processes. */
export function rssOf(container: Container): number {
  let sum = 0;
  for (const proc of container.procs) sum += proc.rssBytes;
  return sum;
}

/** Tells those who watch the cgroup tree. */
export function tellCgroup(draft: Draft, io: Io, change: Omit<CgroupChanged, 'type'>): void {
  const message: CgroupChanged = { type: 'linux.cgroupChanged', ...change };
  for (const watcher of draft.cgroupWatchers) io.reply(watcher, message);
}
