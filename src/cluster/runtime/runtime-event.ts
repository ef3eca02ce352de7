// The fact `RuntimeEvent`: what an engine's own event stream says of a container.

import type { Io } from '../../kernel/component.ts';
import type { StringMap } from '../protocol/cri-objects.ts';

/** What happened to a container. */
export type RuntimeOp = 'create' | 'start' | 'kill' | 'die' | 'stop' | 'destroy' | 'exec' | 'oom';

/** What more there is to say. */
export interface RuntimeEventDetail {
  readonly signal?: number;
  readonly exitCode?: number;
  readonly grace?: number;
}

/** Whose container it is, by the labels of the kubelet; an engine's own name when it has none. */
export interface RuntimeSubject {
  readonly labels: StringMap;
  readonly attempt: number;
  readonly fallbackName: string;
  readonly id: string;
}

/** Tells one event of a container. */
export function tellRuntime(
  io: Io,
  subject: RuntimeSubject,
  op: RuntimeOp,
  detail: RuntimeEventDetail = {},
): void {
  const { labels, attempt, id } = subject;
  const pod = labels['io.kubernetes.pod.name'] ?? '';
  const namespace = labels['io.kubernetes.pod.namespace'];
  const uid = labels['io.kubernetes.pod.uid'];
  const about = {
    kind: 'container',
    name: labels['io.kubernetes.container.name'] ?? subject.fallbackName,
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
  };
  io.fact('RuntimeEvent', about, { op, pod, attempt, id, ...detail });
}
