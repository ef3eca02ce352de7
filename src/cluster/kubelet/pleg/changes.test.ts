// What PLEG makes of two looks at the runtime (KUBELET-6).

import { describe, expect, it } from 'vitest';
import type { CriContainer, PodSandbox } from '../../protocol/cri-objects.ts';
import { changedPods, eventsOf, groupByPod } from './changes.ts';

type States = { readonly [id: string]: 'running' | 'exited' | 'unknown' };

/** One look: containers by pod and id. */
function look(pods: { readonly [uid: string]: States }): ReturnType<typeof groupByPod> {
  const containers = Object.entries(pods).flatMap(([uid, states]) =>
    Object.entries(states).map(([id, state]) => {
      const labels = { 'io.kubernetes.pod.uid': uid };
      return { id, labels, state: `CONTAINER_${state.toUpperCase()}` } as unknown as CriContainer;
    }),
  );
  return groupByPod([], containers);
}

describe('two looks (KUBELET-6)', () => {
  it('show what started, what died and what went', () => {
    const first = look({
      1234: { c1: 'exited', c2: 'running', c3: 'unknown' },
      4567: { c1: 'exited' },
    });
    const second = look({ 1234: { c2: 'exited', c3: 'running' }, 4567: { c4: 'running' } });
    expect(changedPods(first, first)).toEqual([]);
    expect(changedPods(first, second)).toEqual([
      {
        uid: '1234',
        events: [
          { event: 'ContainerRemoved', id: 'c1' },
          { event: 'ContainerDied', id: 'c2' },
          { event: 'ContainerStarted', id: 'c3' },
        ],
      },
      {
        uid: '4567',
        events: [
          { event: 'ContainerRemoved', id: 'c1' },
          { event: 'ContainerStarted', id: 'c4' },
        ],
      },
    ]);
  });

  it('tell of a running container that is gone that it died first', () => {
    expect(eventsOf('running', 'non-existent')).toEqual(['ContainerDied', 'ContainerRemoved']);
    expect(eventsOf('exited', 'non-existent')).toEqual(['ContainerRemoved']);
  });

  it('count a sandbox like a container: ready is running, all else exited', () => {
    const labels = { 'io.kubernetes.pod.uid': 'u' };
    const sandbox = (state: PodSandbox['state']): ReturnType<typeof look> =>
      groupByPod([{ id: 's', labels, state } as unknown as PodSandbox], []);
    const [change] = changedPods(sandbox('SANDBOX_READY'), sandbox('SANDBOX_NOTREADY'));
    expect(change?.events).toEqual([{ event: 'ContainerDied', id: 's' }]);
  });
});
