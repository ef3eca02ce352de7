// The view `stage`: the control plane, all nodes, and everything of the focused node.

import type { Envelope } from '../kernel/message.ts';
import type { World } from '../kernel/world.ts';
import { updateControlPlane } from './control-plane-rows.ts';
import { engineOf } from './engine-containers.ts';
import { updateKubelet } from './kubelet-rows.ts';
import { podRows } from './late.ts';
import { updateEngine, updateNodes } from './node-rows.ts';
import { newPodIndex, type PodIndex, readPodSources, takePodSources } from './pod-sources.ts';
import type { RowChange } from './rows.ts';
import { updateScheduler } from './scheduler-row.ts';
import {
  beginUpdate,
  type Memo,
  putRow,
  type Touched,
  type Update,
  type ViewSetting,
} from './view.ts';
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
  if (isStored || isKubelet || isEngine || isCadvisor) updatePods(update, node, isKubelet);
  return update.changes;
}

interface PodMemo {
  readonly index: PodIndex;
  /** Timers that each pod's row was made from. */
  readonly timers: Map<string, ReadonlyMap<string, Envelope | undefined>>;
}

function updatePods(update: Update, node: string, isKubelet: boolean): void {
  const { world, memo, setting } = update;
  const known = (memo.parts.get('pods') as PodMemo | undefined) ?? {
    index: newPodIndex(),
    timers: new Map(),
  };
  memo.parts.set('pods', known);
  const actor = world.processes.findIndex((process) => process.name === `kubelet@${node}`);
  const armed = (timer: string): Envelope | undefined => world.timers[actor]?.get(timer);
  const touched = takePodSources(known.index, readPodSources(world, node));
  if (isKubelet) {
    for (const [uid, timers] of known.timers) {
      for (const [timer, envelope] of timers) if (armed(timer) !== envelope) touched.add(uid);
    }
  }
  for (const uid of touched) {
    if (uid === '') continue;
    const used = new Map<string, Envelope | undefined>();
    const clock = (timer: string): Envelope | undefined => {
      const envelope = armed(timer);
      used.set(timer, envelope);
      return envelope;
    };
    putRow(update, `pod/${uid}`, podRows.get().podRow(known.index, uid, node, setting, clock));
    if (used.size === 0) known.timers.delete(uid);
    else known.timers.set(uid, used);
  }
}
