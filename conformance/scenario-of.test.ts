// What a case's cluster has been through before its first command.

import { describe, expect, it } from 'vitest';
import { ageByReport } from './beginning.ts';
import type { Recording, Step } from './recording.ts';
import { instant, scenarioOf } from './scenario-of.ts';

const CASE: Recording = {
  id: 'containerd/x',
  edition: 'containerd',
  title: 'x',
  setup: {
    nodes: [{ name: 'n', cpu: '2', memory: '4Gi', pods: 110 }],
    draws: { evictionLoopTick: 42.19 },
  },
  commands: [],
  until: 60,
  steps: [],
};

/** The second of the case in which its kubelet has begun. */
function begun(recording: Recording, age: number): number {
  const { steps } = scenarioOf(recording, { seed: 1, age });
  const restart = steps.find(({ line }) => line.text.includes('systemctl restart kubelet'));
  return ((restart?.at ?? Number.NaN) - instant(0, age)) / 1_000_000 + 0.2;
}

describe('a kubelet of which a tick is known', () => {
  it('begins whole periods before it, the sooner the older the cluster is', () => {
    expect(begun(CASE, 152)).toBeCloseTo(2.19 - 30);
    expect(begun(CASE, 252)).toBeCloseTo(2.19 - 130);
  });

  it('is as old as the cluster when none is known', () => {
    const { draws: _none, ...setup } = CASE.setup;
    expect(begun({ ...CASE, setup }, 152)).toBeNaN();
  });
});

it('tells no age by a report that was due to a node that is well again', () => {
  const well = { MemoryPressure: 'False', Ready: 'True/KubeletReady' };
  const node = (t: number, conditions: object): Step =>
    ({ t, kind: 'watch', node: 'n', type: 'MODIFIED', conditions }) as Step;
  const report: Step = { t: 20, kind: 'api', by: 'kubelet', path: 'nodes/n/status' };
  const steps = [node(10, { Ready: 'Unknown/NodeStatusUnknown' }), report, node(20.1, well)];
  expect(ageByReport({ ...CASE, steps }, { seed: 1, age: 152 })).toBeUndefined();
});
