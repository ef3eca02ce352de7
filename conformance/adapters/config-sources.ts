// Vectors of PodConfig: what one source sends in, the merged updates out. Our sources always send
// their complete list, so the piecewise ADD, UPDATE and REMOVE of the vectors are made into lists.

import type { Pod } from '../../src/api/pod.ts';
import type { EditionName } from '../../src/cluster/editions/edition.ts';
import type { ConfigUpdate, SourceUpdate } from '../../src/cluster/kubelet/channels.ts';
import { initialPodConfigState, podConfigPort } from '../../src/cluster/kubelet/pod-config.ts';
import type { KubeletState } from '../../src/cluster/kubelet/state.ts';
import { testEnvelope, testIo } from '../../src/kernel/test-io.ts';

interface Sent {
  readonly send?: 'ADD' | 'UPDATE' | 'DELETE' | 'REMOVE' | 'SET';
  readonly pods?: readonly Pod[];
}

interface Input {
  readonly mode?: string;
  readonly source: string;
  readonly steps: readonly Sent[];
}

/** The updates after each step. */
export function configSources(raw: unknown, edition: EditionName): unknown {
  const { source, steps, mode } = raw as Input;
  // What v1.0 does by its mode, the edition of its time does.
  const config = { edition: mode === 'snapshotAndUpdates' ? 'document' : edition };
  let podConfig = initialPodConfigState();
  let list: readonly Pod[] = [];
  const updatesAfterEachStep = steps.map(({ send, pods = [] }) => {
    list = listAfter(list, send, pods);
    const io = testIo();
    const update = { type: 'source.update', source, pods: list } as unknown as SourceUpdate;
    const state = { podConfig, config } as KubeletState;
    ({ podConfig } = podConfigPort.receive(state, testEnvelope(update), io) as never);
    return io.effects.flatMap((effect) => {
      if (effect.do !== 'signal') return [];
      const { op, source: from, pods: told } = effect.message as ConfigUpdate;
      return [{ op, source: from, pods: told }];
    });
  });
  return { updatesAfterEachStep };
}

function listAfter(list: readonly Pod[], send: Sent['send'], pods: readonly Pod[]): readonly Pod[] {
  if (send === 'SET') return pods;
  const others = list.filter(({ metadata }) =>
    pods.every((pod) => pod.metadata.uid !== metadata.uid),
  );
  return send === 'REMOVE' ? others : [...others, ...pods];
}
