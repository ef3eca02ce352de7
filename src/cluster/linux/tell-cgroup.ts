// Who is told when the tree of cgroups changes.

import type { Io } from '../../kernel/component.ts';
import type { CgroupChanged } from '../protocol/linux.ts';
import type { Draft } from './state.ts';

/** Tells those who watch the cgroup tree. */
export function tellCgroup(draft: Draft, io: Io, change: Omit<CgroupChanged, 'type'>): void {
  const message: CgroupChanged = { type: 'linux.cgroupChanged', ...change };
  for (const watcher of draft.cgroupWatchers) io.reply(watcher, message);
}
