// The view `stage`: the control plane, all nodes, and everything of the focused node.

import type { World } from '../kernel/world.ts';
import { updateControlPlane } from './control-plane-rows.ts';
import { engineOf } from './engine-containers.ts';
import { updateKubelet } from './kubelet-rows.ts';
import { updateEngine, updateNodes } from './node-rows.ts';
import { podsOf } from './pods-of-node.ts';
import type { RowChange } from './rows.ts';
import { updateScheduler } from './scheduler-row.ts';
import { beginUpdate, type Memo, putRow, type Touched, type ViewSetting } from './view.ts';
import { updateWorkers } from './worker-rows.ts';

/** What has changed on the stage since the memo was last brought up to date. */
export function updateStage(
  world: World,
  setting: ViewSetting,
  node: string,
  memo: Memo,
  touched?: Touched,
): readonly RowChange[] {
  const update = beginUpdate(world, setting, memo, touched);
  const isStored = update.isTouched('apiserver') || update.isTouched('etcd');
  const isKubelet = update.isTouched(`kubelet@${node}`);
  const isCadvisor = setting.nodes.some((name) => update.isTouched(`cadvisor@${name}`));
  const engine = engineOf(world, node)?.name ?? '';
  const isEngine = update.isTouched(engine);
  if (isStored || update.isTouched('user')) updateControlPlane(update);
  if (update.isTouched('scheduler')) updateScheduler(update);
  if (isStored || isCadvisor) updateNodes(update);
  if (isKubelet || isCadvisor) updateKubelet(update, node);
  if (isKubelet) updateWorkers(update, node);
  if (isEngine) updateEngine(update, node);
  if (!(isStored || isKubelet || isEngine || isCadvisor)) return update.changes;
  podsOf(update, node, isKubelet, (uid, row) => putRow(update, `pod/${uid}`, row));
  return update.changes;
}
