// When the second sample of a container falls, where that was recorded; otherwise luck decides.

import { get, set } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Micros } from '../../kernel/time.ts';
import { later, seconds } from '../../kernel/time.ts';
import type { ContainerLabel } from '../protocol/linux.ts';
import { withDue } from './due.ts';
import type { Draft, Tracked } from './state.ts';

/** The instant; a pod's cgroup is sampled along with the container that was made in it. */
export function secondSample(
  draft: Draft,
  io: Io,
  path: string,
  label: ContainerLabel,
): Pick<Tracked, 'secondAt'> | undefined {
  const after = draft.config.secondSamples[`${label.pod}/${label.name}`];
  if (after === undefined) return undefined;
  const secondAt = later(io.now, seconds(after));
  putOff(draft, path.slice(0, path.lastIndexOf('/')), secondAt);
  return { secondAt };
}

function putOff(draft: Draft, path: string, secondAt: Micros): void {
  const tracked = get(draft.cgroups, path);
  if (tracked === undefined) return;
  const dueAt = tracked.samples.length === 1 ? secondAt : tracked.dueAt;
  draft.cgroups = set(draft.cgroups, path, { ...tracked, secondAt, dueAt });
  draft.due = withDue(draft.due, [{ path, at: dueAt }]);
}
