// The node's heartbeat: found or made once, then renewed with what the API server last said.

import { describe, expect, it } from 'vitest';
import type { Lease } from '../../../api/node.ts';
import type { TestIo } from '../../../kernel/test-io.ts';
import { micros } from '../../../kernel/time.ts';
import type { EditionName } from '../../editions/edition.ts';
import type { ApiResponse } from '../../protocol/apiserver.ts';
import type { KubeletState } from '../state.ts';
import { answerTo, ioAt, requestsOf, testConfig } from '../testing.ts';
import { foundLease, foundOwner, leaseWritten, renew } from './lease.ts';
import { initialNodeStatusState, type NodeStatusState } from './state.ts';

const PATH = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
const SPEC = {
  holderIdentity: 'n',
  leaseDurationSeconds: 40,
  renewTime: '2023-11-14T22:13:50.000000Z',
};

const HELD: Lease = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'n', namespace: 'kube-node-lease', resourceVersion: '7' },
  spec: { ...SPEC, renewTime: '2023-11-14T22:13:40.000000Z' },
};

function setting(
  edition: EditionName = 'docker',
  lease?: Lease,
): { readonly kubelet: KubeletState; readonly state: NodeStatusState; readonly io: TestIo } {
  const config = testConfig(edition);
  const state = { ...initialNodeStatusState(micros(0)), ...(lease === undefined ? {} : { lease }) };
  return {
    kubelet: { config, node: state } as unknown as KubeletState,
    state,
    io: ioAt(30, config),
  };
}

function answer(code: number, body: unknown = {}): ApiResponse {
  return answerTo(undefined, code, body).message as ApiResponse;
}

describe('a renewal', () => {
  it('writes the lease it holds, with the time of now', () => {
    const { kubelet, state, io } = setting('docker', HELD);
    renew(kubelet, state, io);
    expect(requestsOf(io)).toEqual([[`PUT ${PATH}/n`, { ...HELD, spec: SPEC }]]);
  });

  it('reads the lease again after a conflict', () => {
    const { kubelet, state, io } = setting('docker', HELD);
    const next = leaseWritten(kubelet, state, io, answer(409));
    expect(requestsOf(io)).toEqual([[`GET ${PATH}/n`]]);
    expect(next.lease).toBeUndefined();
  });

  it('tries five times at once when the server fails, then looks for the lease', () => {
    const { kubelet, state, io } = setting('docker', HELD);
    let next = renew(kubelet, state, io);
    for (let i = 0; i < 5; i++) next = leaseWritten(kubelet, next, io, answer(500));
    const put = `PUT ${PATH}/n`;
    const lines = requestsOf(io).map(([line]) => line);
    expect(lines).toEqual([put, put, put, put, put, `GET ${PATH}/n`]);
  });

  it('comes 10 s after the last one was done, in the newer kubelet up to 4 % later', () => {
    const delayOf = (edition: EditionName): number => {
      const { kubelet, state, io } = setting(edition, HELD);
      leaseWritten(kubelet, state, io, answer(200, HELD));
      const [effect] = io.effects;
      return effect?.do === 'after' ? effect.delay : 0;
    };
    expect(delayOf('docker')).toBe(10_000_000);
    expect(delayOf('containerd')).toBeGreaterThan(10_000_000);
    expect(delayOf('containerd')).toBeLessThan(10_400_000);
  });
});

describe('a node without a lease', () => {
  it('makes one that belongs to its Node', () => {
    const { kubelet, state, io } = setting();
    renew(kubelet, state, io);
    foundLease(kubelet, state, io, answer(404));
    foundOwner(kubelet, state, io, answer(200, { metadata: { name: 'n', uid: 'u' } }));
    const owner = { apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u' };
    const metadata = { name: 'n', namespace: 'kube-node-lease', ownerReferences: [owner] };
    expect(requestsOf(io)).toEqual([
      [`GET ${PATH}/n`],
      ['GET /api/v1/nodes/n'],
      [`POST ${PATH}`, { ...HELD, metadata, spec: SPEC }],
    ]);
  });

  it('waits for the next period while there is no Node', () => {
    const { kubelet, state, io } = setting();
    expect(foundOwner(kubelet, state, io, answer(404))).toBe(state);
    expect(io.effects).toMatchObject([{ do: 'after', timer: 'node.lease', delay: 10_000_000 }]);
  });

  it('asks again after 0.2 s, doubling to 7 s', () => {
    const { kubelet, state, io } = setting();
    let next = renew(kubelet, state, io);
    for (let i = 0; i < 8; i++) next = foundLease(kubelet, next, io, answer(503));
    const waits = io.effects.flatMap((one) => (one.do === 'after' ? [one.delay / 1_000_000] : []));
    expect(waits).toEqual([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 7, 7]);
  });
});
