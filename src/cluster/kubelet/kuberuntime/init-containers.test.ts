// Which init container comes next after the sandbox was made anew (KUBELET-45).

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import type { RuntimePodStatus } from '../runtime-types.ts';
import { computeInitActions } from './init-containers.ts';
import type { ActionInput } from './kill-decisions.ts';

const POD = {
  spec: {
    restartPolicy: 'OnFailure',
    initContainers: [{ name: 'i' }],
    containers: [{ name: 'c' }],
  },
} as unknown as Pod;

/** What the sandbox made at that time needs, beside an app container made at 10 that has exited. */
function actions(sandboxAt: number): ReturnType<typeof computeInitActions> {
  const app = { id: 'c0', metadata: { name: 'c' }, state: 'CONTAINER_EXITED', createdAt: 10 };
  const runtime = { sandboxes: [{ createdAt: sandboxAt }], containers: [app] };
  return computeInitActions({
    pod: POD,
    runtime: runtime as unknown as RuntimePodStatus,
    isPauseTiedToHash: false,
    isRestartingAll: false,
  } as unknown as ActionInput);
}

describe('KUBELET-45: init containers that the runtime does not have any more', () => {
  it('are done when an app container was made in the same sandbox', () => {
    expect(actions(5)).toMatchObject({ isInitialized: true, toStart: [] });
  });

  it('run again in a new sandbox, whatever ran in the old one', () => {
    expect(actions(20)).toMatchObject({ isInitialized: false, toStart: [0] });
  });
});
