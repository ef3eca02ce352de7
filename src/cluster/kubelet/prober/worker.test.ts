// What a probe worker makes of outcomes, and of a container that takes another's place.

import { expect, it } from 'vitest';
import type { Pod, PodStatus } from '../../../api/pod.ts';
import { NEVER } from '../../../kernel/time.ts';
import { newWorker, type ProbeWorker } from './state.ts';
import { afterProbe, atTick, type ResultChange } from './worker.ts';

const POD = {
  metadata: { uid: 'u', name: 'web' },
  spec: { containers: [{ name: 'c', image: 'x', readinessProbe: { tcpSocket: { port: 80 } } }] },
} as unknown as Pod;

const WORKER = newWorker(POD, 'c', 'readiness', NEVER);

function statusWith(id: string): PodStatus {
  const running = { startedAt: '2026-01-01T00:00:00Z' };
  const container = { name: 'c', containerID: `docker://${id}`, started: true, state: { running } };
  return { phase: 'Running', containerStatuses: [container] } as unknown as PodStatus;
}

/** Looks at the container, probes it with success, and gives what was recorded. */
function succeed(worker: ProbeWorker, id: string): [ProbeWorker, readonly ResultChange[]] {
  const view = { status: statusWith(id), now: NEVER, epochSeconds: 0 };
  const seen = atTick(worker, view);
  expect(seen.next).toBe('probe');
  const after = afterProbe(seen.worker, 'success', false);
  return [after.worker, [...seen.changes, ...after.changes]];
}

it('tells the verdict of each container, though it is the one of the container before', () => {
  const [first, told] = succeed(WORKER, 'one');
  expect(told.at(-1)).toEqual({ containerId: 'one', result: 'Success' });
  const [same] = succeed(first, 'one');
  expect(same).toBe(first);
  const [, toldOfNext] = succeed(same, 'two');
  expect(toldOfNext).toEqual([
    { containerId: 'one' },
    { containerId: 'two', result: 'Failure' },
    { containerId: 'two', result: 'Success' },
  ]);
});
