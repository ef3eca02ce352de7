// The view `usage`: the machine, and each cgroup that its cAdvisor knows.

import { changedKeys } from '../../base/changed-keys.ts';
import { emptyMap, get, values } from '../../base/persistent-map.ts';
import type { Tracked } from '../../cluster/cadvisor/state.ts';
import type { LinuxConfig } from '../../cluster/linux/state.ts';
import { processNamed, type World } from '../../kernel/world.ts';
import { containerOf, type EngineContainer, engineOf } from '../engine-containers.ts';
import type { RowChange, ViewRequest } from '../rows.ts';
import { type Samples, samplesOf } from '../usage.ts';
import {
  beginUpdate,
  isUp,
  kept,
  type Memo,
  partRow,
  putRow,
  timerOf,
  type Update,
  type ViewSetting,
} from '../view.ts';
import type { CgroupRow, MachineRow } from './rows.ts';

/** Brings the view up to date. */
export function updateUsage(
  world: World,
  setting: ViewSetting,
  view: Extract<ViewRequest, { view: 'usage' }>,
  memo: Memo,
): readonly RowChange[] {
  const update = beginUpdate(world, setting, memo);
  updateMachine(update, view.node);
  updateCgroups(update, view.node);
  return update.changes;
}

function updateMachine(update: Update, node: string): void {
  const { world } = update;
  const config = processNamed(world, `linux@${node}`)?.config as LinuxConfig | undefined;
  const sampler = `cadvisor@${node}`;
  const isSampling = isUp(world, sampler);
  const timer = timerOf(world, sampler, 'housekeeping');
  partRow(update, 'machine', [config, isSampling, timer], () =>
    config === undefined
      ? undefined
      : ({
          row: 'machine',
          node,
          cpus: config.cpus,
          memoryBytes: config.memoryBytes,
          diskBytes: config.diskBytes,
          isSampling,
          ...(timer === undefined ? {} : { nextAt: timer.deliverAt }),
        } satisfies MachineRow),
  );
}

/** Whose a container is, by its id. */
type Owners = ReadonlyMap<string, EngineContainer>;

function updateCgroups(update: Update, node: string): void {
  const { world, memo } = update;
  const samples = samplesOf(world, node);
  const maps = engineOf(world, node)?.maps ?? [];
  const owners = kept(update, 'owners', maps, () => ownersOf(maps));
  const before = (memo.parts.get('samples') as Samples | undefined) ?? emptyMap<Tracked>();
  const isRenamed = memo.parts.get('named') !== owners;
  memo.parts.set('samples', samples);
  memo.parts.set('named', owners);
  const paths = new Set(changedKeys(before, samples));
  // A container may be found before its engine has written down whose it is.
  if (isRenamed) for (const path of memo.rows.keys()) paths.add(path.slice('cgroup/'.length));
  for (const path of paths) {
    if (!path.startsWith('/')) continue;
    const tracked = get(samples, path);
    const row = tracked === undefined ? undefined : cgroupRow(node, path, tracked, owners);
    putRow(update, `cgroup/${path}`, row);
  }
}

function ownersOf(maps: NonNullable<ReturnType<typeof engineOf>>['maps']): Owners {
  const owners = new Map<string, EngineContainer>();
  for (const map of maps) {
    for (const record of values(map)) owners.set(record.id, containerOf(record));
  }
  return owners;
}

/** `pod` and a uid, as both drivers of cgroups write them. */
const POD = /pod([0-9a-f]{8}[-_0-9a-f]{24,28}|[0-9a-f]{32})(?:\.slice)?$/;

function cgroupRow(node: string, path: string, tracked: Tracked, owners: Owners): CgroupRow {
  const { containerId, createdAt, limits, samples, dueAt } = tracked;
  const common = { row: 'cgroup', path, createdAt, limits, samples, dueAt } as const;
  if (path === '/') return { ...common, kind: 'machine', name: node };
  const last = path.slice(path.lastIndexOf('/') + 1);
  const owner = containerId === undefined ? undefined : owners.get(containerId);
  if (owner !== undefined) {
    return {
      ...common,
      kind: owner.isSandbox ? 'pause' : 'container',
      name: owner.isSandbox ? 'pause' : owner.name,
      namespace: owner.namespace,
      podUid: owner.uid,
      ...(owner.image === '' ? {} : { image: owner.image }),
    };
  }
  const uid = POD.exec(last)?.[1]?.replaceAll('_', '-');
  if (uid === undefined) return { ...common, kind: 'group', name: last };
  const member = memberOf(owners, uid);
  return {
    ...common,
    kind: 'pod',
    name: member?.podName ?? last,
    ...(member === undefined ? {} : { namespace: member.namespace }),
    podUid: uid,
  };
}

function memberOf(owners: Owners, uid: string): EngineContainer | undefined {
  for (const one of owners.values()) if (one.uid === uid) return one;
  return undefined;
}
