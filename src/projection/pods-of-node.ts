// The pods of a node as rows, made anew only where something they are made of has changed.

import type { Envelope } from '../kernel/message.ts';
import { podRows } from './late.ts';
import { newPodIndex, type PodIndex, readPodSources, takePodSources } from './pod-sources.ts';
import type { PodRow } from './rows.ts';
import type { Update } from './view.ts';

interface PodMemo {
  readonly index: PodIndex;
  /** Timers that each pod's row was made from. */
  readonly timers: Map<string, ReadonlyMap<string, Envelope | undefined>>;
}

/** Gives rows that may have changed to `take`; `isKubelet`: whether the kubelet did anything. */
export function podsOf(
  update: Update,
  node: string,
  isKubelet: boolean,
  take: (uid: string, row: PodRow | undefined) => void,
): void {
  const { world, memo, setting } = update;
  const part = `pods/${node}`;
  const known = (memo.parts.get(part) as PodMemo | undefined) ?? {
    index: newPodIndex(),
    timers: new Map(),
  };
  memo.parts.set(part, known);
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
    take(uid, podRows.get().podRow(known.index, uid, node, setting, clock));
    if (used.size === 0) known.timers.delete(uid);
    else known.timers.set(uid, used);
  }
}
