// Vectors of mirrors: the requests that one sync of a static pod sends, each answered as it asks.

import type { Node } from '../../src/api/node.ts';
import type { Pod } from '../../src/api/pod.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import { createMirror } from '../../src/cluster/kubelet/mirror-client.ts';
import { fullNameOf } from '../../src/cluster/kubelet/pod-names.ts';
import { newWorker, type PodWorker } from '../../src/cluster/kubelet/pod-workers/state.ts';
import type { KubeletState } from '../../src/cluster/kubelet/state.ts';
import { mirrorStep } from '../../src/cluster/kubelet/sync-pod/mirror.ts';
import { makeTurn } from '../../src/cluster/kubelet/sync-pod/turn.ts';
import type { ApiRequest } from '../../src/cluster/protocol/apiserver.ts';
import { testEnvelope, testIo } from '../../src/kernel/test-io.ts';

interface Input {
  readonly staticPod: Pod;
  readonly mirrorPod?: Pod | null;
  readonly node?: Node;
  readonly nodeName?: string;
  readonly syncType?: 'create' | 'update';
}

/** What was created and removed, and the mirrors there are then. */
export function mirrorPods(raw: unknown, edition: EditionName): unknown {
  const input = raw as Input;
  const { staticPod, mirrorPod, nodeName = 'node', syncType } = input;
  const node = input.node ?? { metadata: { name: nodeName, uid: 'node-uid' } };
  const state = {
    config: { edition, nodeName, apiserver: 'apiserver' },
    node: { node },
    podWorkers: {},
  } as unknown as KubeletState;
  const io = testIo({ processes: ['apiserver'] });
  if (syncType === undefined) createMirror(state, staticPod, io);
  else sync(state, io, staticPod, mirrorPod ?? undefined);
  const requests = io.effects.flatMap((effect) =>
    effect.do === 'send' ? [effect.message as ApiRequest] : [],
  );
  const created = requests.filter(({ verb }) => verb === 'POST').map(({ body }) => body as Pod);
  const deletes = requests.filter(({ verb }) => verb === 'DELETE').length;
  const before = mirrorPod === undefined || mirrorPod === null ? [] : [mirrorPod];
  return {
    created: created.length > 0,
    ...(created[0] === undefined ? {} : { mirrorPod: created[0] }),
    mirrorPodCreates: created.length,
    mirrorPodDeletes: deletes,
    mirrorPods: [...(deletes > 0 ? [] : before), ...created].map(fullNameOf),
  };
}

function sync(
  state: KubeletState,
  io: ReturnType<typeof testIo>,
  pod: Pod,
  mirror: Pod | undefined,
): void {
  const turn = makeTurn(state, io);
  const seen = mirror === undefined ? {} : { mirror };
  const worker: PodWorker = {
    ...newWorker(pod.metadata.uid ?? '', { type: 'pod.update', updateType: 'sync', pod, ...seen }),
    ...seen,
  };
  const step = { do: 'mirror' } as const;
  let result = mirrorStep.begin(turn, worker, step);
  for (let answers = 0; result.go === 'wait' && answers < 2; answers++) {
    const done = testEnvelope({ type: 'api.response', code: 200 } as never);
    result = mirrorStep.answer?.(turn, result.worker, step, 'mirror', done) ?? result;
  }
}
