// All rooms by the place of the stage that opens them, and the view `room`.

import type { CadvisorState } from '../../cluster/cadvisor/state.ts';
import type { ControllerManagerState } from '../../cluster/controllers/state.ts';
import type { KubeletState } from '../../cluster/kubelet/state.ts';
import { stateOf, type World } from '../../kernel/world.ts';
import type { RoomId } from '../room.ts';
import type { RowChange, ViewRequest } from '../rows.ts';
import { beginUpdate, type Memo, partRow, timerOf, type ViewSetting } from '../view.ts';
import { evictionRoom } from './eviction.ts';
import { gcRoom, imagesRoom } from './images.ts';
import type { Inside, Room } from './inside.ts';
import { cadvisorRoom, controllersRoom, leaseRoom, loopRoom, nodeStatusRoom } from './node.ts';
import { podRoom } from './pod.ts';
import { plegRoom, probesRoom, secretsRoom, statusRoom, volumesRoom } from './pods.ts';
import { apiRoom, cacheRoom, fileRoom, httpRoom, urlRoom } from './sources.ts';

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
  controllers: controllersRoom,
};

/** What stands in a room; undefined where there is none. */
export function roomOf(room: RoomId): Room | undefined {
  return room.startsWith('pod.') ? podRoom(room.slice('pod.'.length)) : ROOMS[room];
}

/** Brings an opened part up to date. */
export function updateRoom(
  world: World,
  setting: ViewSetting,
  view: Extract<ViewRequest, { view: 'room' }>,
  memo: Memo,
): readonly RowChange[] {
  const update = beginUpdate(world, setting, memo);
  const room = roomOf(view.room);
  const kubelet = stateOf<KubeletState>(world, `kubelet@${view.node}`);
  const inside: Inside | undefined =
    kubelet === undefined
      ? undefined
      : {
          kubelet,
          cadvisor: stateOf<CadvisorState>(world, `cadvisor@${view.node}`),
          controllers: stateOf<ControllerManagerState>(world, 'controller-manager'),
          epochSeconds: setting.epochSeconds,
          timer: (name, process = `kubelet@${view.node}`) => timerOf(world, process, name),
        };
  const reads = inside === undefined || room === undefined ? [] : room.reads(inside);
  partRow(update, 'room', [inside === undefined, ...reads], () =>
    inside === undefined || room === undefined
      ? undefined
      : { row: 'room', room: view.room, blocks: room.blocks(inside) },
  );
  return update.changes;
}
