// What a message is read against: who took it, and what the kubelet knew just before.

import type { Pod } from '../../api/pod.ts';
import type { KubeletState } from '../../cluster/kubelet/state.ts';
import type { CriRequest } from '../../cluster/protocol/cri.ts';
import type { EventId } from '../../kernel/message.ts';
import type { Occasion } from './record.ts';
import type { PodName } from './text.ts';

/** Where a message was taken. */
export interface Scene {
  readonly kubelet: KubeletState;
  /** `sync-loop`, `cri`, `requests`. */
  readonly port: string;
  /** The kind of process that took it: `kubelet`, `docker`, `cadvisor`, `apiserver`, … */
  readonly taker: string;
  /** The port of the kubelet it came from; empty when it came from elsewhere. */
  readonly fromPort: string;
  /** What workers have asked of the runtime and not heard of yet, by request. */
  readonly asked: Map<EventId, CriRequest>;
  /** Containers that were seen being made, by id. */
  readonly made: Map<string, { readonly pod: PodName; readonly container: string }>;
}

/** Says that there is something to write. */
export type Say = (what: string, about?: Partial<Occasion>) => void;

/** The name of a pod as lines need it. */
export function nameOf({ metadata }: Pick<Pod, 'metadata'>): PodName {
  const { name = '', namespace = 'default', uid = '' } = metadata;
  return { name, namespace, uid };
}
