// All rooms by the place of the stage that opens them, and the view `room`.

import type { CadvisorState } from '../../cluster/cadvisor/state.ts';
import type { KubeletState } from '../../cluster/kubelet/state.ts';
import { stateOf, type World } from '../../kernel/world.ts';
import { engineOf } from '../engine-containers.ts';
import type { RoomBlock, RoomId } from '../room.ts';
import type { RowChange, ViewRequest } from '../rows.ts';
import { beginUpdate, type Memo, partRow, timerOf, type ViewSetting } from '../view.ts';
import { apiserverRoom, controllersRoom, etcdRoom, schedulerRoom } from './control-plane.ts';
import { engineRoom, registryRoom } from './engine.ts';
import { evictionRoom } from './eviction.ts';
import { gcRoom, imagesRoom } from './images.ts';
import type { Around, Inside, Room } from './inside.ts';
import { kubeletRoom } from './kubelet.ts';
import { cadvisorRoom, leaseRoom, loopRoom, nodeStatusRoom } from './node.ts';
import { podRoom } from './pod.ts';
import { plegRoom, probesRoom, secretsRoom, statusRoom, volumesRoom } from './pods.ts';
import { apiRoom, cacheRoom, fileRoom, httpRoom, urlRoom } from './sources.ts';

/** Rooms of a kubelet: empty while it is down. */
const ROOMS: { readonly [room: RoomId]: Room } = {
  'tile.eviction': evictionRoom,
  'tile.images': imagesRoom,
  'tile.gc': gcRoom,
  'tile.pleg': plegRoom,
  'tile.status': statusRoom,
  'tile.volumes': volumesRoom,
  'tile.secrets': secretsRoom,
  'tile.probes': probesRoom,
  'tile.cadvisor': cadvisorRoom,
  'tile.node-status': nodeStatusRoom,
  'tile.lease': leaseRoom,
  'source.api': apiRoom,
  'source.file': fileRoom,
  'source.url': urlRoom,
  'source.http': httpRoom,
  cache: cacheRoom,
  loop: loopRoom,
  kubelet: kubeletRoom,
};

/** Rooms that stand whatever the kubelet does. */
const ROOMS_AROUND: { readonly [room: RoomId]: Room<Around> } = {
  apiserver: apiserverRoom,
  etcd: etcdRoom,
  scheduler: schedulerRoom,
  controllers: controllersRoom,
  engine: engineRoom,
  registry: registryRoom,
};

/** A room with what it looks into. */
interface Opened {
  readonly reads: readonly unknown[];
  blocks(): readonly RoomBlock[];
}

/** What stands in a room; undefined where there is none. */
function opened(world: World, setting: ViewSetting, node: string, id: RoomId): Opened | undefined {
  const around: Around = {
    node,
    engine: engineOf(world, node),
    epochSeconds: setting.epochSeconds,
    of: (process) => stateOf(world, process),
    timer: (name, process = `kubelet@${node}`) => timerOf(world, process, name),
  };
  const wide = ROOMS_AROUND[id];
  if (wide !== undefined) return { reads: wide.reads(around), blocks: () => wide.blocks(around) };
  const room = id.startsWith('pod.') ? podRoom(id.slice('pod.'.length)) : ROOMS[id];
  const kubelet = around.of<KubeletState>(`kubelet@${node}`);
  if (room === undefined || kubelet === undefined) return undefined;
  const cadvisor = around.of<CadvisorState>(`cadvisor@${node}`);
  const inside: Inside = { ...around, kubelet, cadvisor };
  return { reads: room.reads(inside), blocks: () => room.blocks(inside) };
}

/** Brings an opened part up to date. */
export function updateRoom(
  world: World,
  setting: ViewSetting,
  view: Extract<ViewRequest, { view: 'room' }>,
  memo: Memo,
): readonly RowChange[] {
  const update = beginUpdate(world, setting, memo);
  const { node, room } = view;
  const found = opened(world, setting, node, room);
  partRow(update, 'room', [found === undefined, ...(found?.reads ?? [])], () =>
    found === undefined ? undefined : { row: 'room', room, blocks: found.blocks() },
  );
  return update.changes;
}
