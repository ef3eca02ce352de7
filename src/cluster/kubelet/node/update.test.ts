// The status of the node: computed each round, written on change or every 5 min.

import { describe, expect, it } from 'vitest';
import type { Node, NodeStatus } from '../../../api/node.ts';
import { micros, NEVER, seconds } from '../../../kernel/time.ts';
import type { EditionName } from '../../editions/edition.ts';
import type { KubeletState } from '../state.ts';
import { answerTo, ioAt, requestsOf, testConfig } from '../testing.ts';
import { initialNodeStatusState, type NodeStatusState } from './state.ts';
import { gotNode, statusPatched, updateNodeStatus } from './update.ts';

const PATH = '/api/v1/nodes/n';
const WRITTEN_AT = 20;

function kubeletWith(edition: EditionName, node: Partial<NodeStatusState> = {}): KubeletState {
  const config = testConfig(edition);
  const known = {
    ...initialNodeStatusState(micros(0)),
    isRegistered: true,
    wasThere: true,
    runtime: { runtimeVersion: 'docker://19.3.13', lastGoodAt: micros(seconds(1_000)) },
    reportAfter: config.nodeStatusReportFrequency,
    ...node,
  };
  const rest = { pleg: { relistAt: NEVER }, eviction: { conditions: [] } };
  return { config, node: known, ...rest } as unknown as KubeletState;
}

function nodeWith(status: NodeStatus = {}): Node {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {}, status };
}

/** The patch that a kubelet sends which finds this Node; undefined when it sends none. */
function patchOf(kubelet: KubeletState, at: number, there: Node): unknown {
  const io = ioAt(at, kubelet.config);
  const { message } = answerTo(undefined, 200, there);
  gotNode(kubelet, kubelet.node, io, message as never);
  return requestsOf(io).find(([line]) => line === `PATCH ${PATH}/status`)?.[1];
}

/** The Node as a first write at 20 s leaves it, and what is known then. */
function written(edition: EditionName): { readonly kubelet: KubeletState; readonly there: Node } {
  const kubelet = kubeletWith(edition);
  const patch = patchOf(kubelet, WRITTEN_AT, nodeWith()) as { readonly status: NodeStatus };
  const { ['$setElementOrder/conditions']: _order, ...status } = patch.status as Record<
    string,
    unknown
  >;
  const there = nodeWith(status as NodeStatus);
  const io = ioAt(WRITTEN_AT, kubelet.config);
  const triedAt = io.now;
  const answer = answerTo(undefined, 200, there).message as never;
  const node = statusPatched(kubelet, { ...kubelet.node, triedAt }, io, answer);
  return { kubelet: kubeletWith(edition, node), there };
}

describe('a round', () => {
  it('reads the Node in the older kubelet', () => {
    const kubelet = kubeletWith('docker');
    const io = ioAt(30, kubelet.config);
    updateNodeStatus(kubelet, kubelet.node, io);
    expect(requestsOf(io)).toEqual([[`GET ${PATH}`]]);
  });

  it('takes it from the informer in the newer one', () => {
    const { kubelet, there } = written('containerd');
    const io = ioAt(30, kubelet.config);
    updateNodeStatus(kubelet, { ...kubelet.node, node: there }, io);
    expect(requestsOf(io)).toEqual([]);
  });

  it.each(['document', 'docker', 'containerd'] as const)('writes nothing new in %s', (edition) => {
    const { kubelet, there } = written(edition);
    for (const at of [30, 100, 319]) expect(patchOf(kubelet, at, there)).toBeUndefined();
  });

  it('writes the heartbeats after 5 min', () => {
    const { kubelet, there } = written('docker');
    const lastHeartbeatTime = '2023-11-14T22:18:40Z';
    const types = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'];
    expect(patchOf(kubelet, 320, there)).toEqual({
      status: {
        '$setElementOrder/conditions': types.map((type) => ({ type })),
        conditions: types.map((type) => ({ type, lastHeartbeatTime })),
      },
    });
  });

  it('counts the 5 min from when the status was computed', () => {
    const { kubelet } = written('docker');
    expect(kubelet.node.lastReportAt).toBe(micros(seconds(WRITTEN_AT)));
  });

  it('writes at once what changed', () => {
    const { kubelet, there } = written('docker');
    const images = [{ id: 'i', repoTags: ['a:1'], repoDigests: [], sizeBytes: 5 }];
    const changed = kubeletWith('docker', { ...kubelet.node, images } as never);
    expect(patchOf(changed, 30, there)).toMatchObject({
      status: { images: [{ names: ['a:1'], sizeBytes: 5 }] },
    });
  });

  it('asks five times when the API server fails, then waits for the next round', () => {
    const kubelet = kubeletWith('docker');
    const io = ioAt(30, kubelet.config);
    let state = updateNodeStatus(kubelet, kubelet.node, io);
    for (let i = 0; i < 5; i++) {
      state = gotNode(kubelet, state, io, answerTo(undefined, 500, {}).message as never);
    }
    expect(requestsOf(io)).toEqual(Array.from({ length: 5 }, () => [`GET ${PATH}`]));
    expect(state.statusTries).toBe(0);
  });
});
