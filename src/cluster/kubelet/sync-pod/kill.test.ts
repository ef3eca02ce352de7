// A stop that the runtime refuses: the sync ends there, and what it was to be followed by waits.

import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../api/pod.ts';
import { emptyMap } from '../../../base/persistent-map.ts';
import { testIo } from '../../../kernel/test-io.ts';
import { micros } from '../../../kernel/time.ts';
import type { EditionName } from '../../editions/edition.ts';
import { type CriRequest, criFailure, criResponse } from '../../protocol/cri.ts';
import { newWorker, type PodWorker } from '../pod-workers/state.ts';
import type { KubeletState } from '../state.ts';
import { initialStatusManagerState } from '../status/state.ts';
import { testConfig } from '../testing.ts';
import { killStep, makeTarget } from './kill.ts';
import { FRESH_CONTEXT, type Plan, type PlanStep } from './plan.ts';
import { makeTurn, planOf, type StepResult, type Turn } from './turn.ts';

const POD: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { uid: 'u', name: 'web', namespace: 'default' },
  spec: { containers: [{ name: 'a' }, { name: 'b' }] },
};

type Io = ReturnType<typeof testIo>;
type Kill = Extract<PlanStep, { do: 'kill' }>;

function turnOf(edition: EditionName): { turn: Turn; io: Io } {
  const config = testConfig(edition);
  const io = testIo({ processes: [config.engine, config.linux] });
  const state = {
    config,
    podCache: emptyMap(),
    statuses: initialStatusManagerState(10),
    podWorkers: { crashBackoff: emptyMap(), statics: {} },
  } as unknown as KubeletState;
  return { turn: makeTurn(state, io), io };
}

function workerWith(names: readonly string[], kind: Plan['kind'], isWhole: boolean): PodWorker {
  const bare = newWorker('u', { type: 'pod.update', updateType: 'sync', pod: POD });
  const targets = names.map((name) =>
    makeTarget(bare, { id: name, metadata: { name, attempt: 0 } }, 'Stopping', 'sync'),
  );
  const sandboxes = isWhole ? ['s'] : [];
  const step: Kill = { do: 'kill', targets, sandboxes, isStoppingSandboxes: isWhole, errors: [] };
  const plan: Plan = {
    kind,
    steps: [step],
    cursor: 0,
    startedAt: micros(0),
    context: FRESH_CONTEXT,
  };
  return { ...bare, plan };
}

/** Begins, and answers `tag` after `tag` with a failure or not. */
function run(
  turn: Turn,
  worker: PodWorker,
  answers: readonly (readonly [tag: string, error?: readonly [string, string]])[],
): StepResult {
  let result = killStep.begin(turn, worker, stepOf(worker));
  for (const [tag, error] of answers) {
    const message =
      error === undefined
        ? criResponse('StopContainer', {})
        : criFailure('StopContainer', error[0] as never, error[1]);
    const now = result.worker;
    result = killStep.answer?.(turn, now, stepOf(now), tag, { message } as never) ?? result;
  }
  return result;
}

function stepOf(worker: PodWorker): Kill {
  return planOf(worker).steps[0] as Kill;
}

const EOF = ['Unavailable', 'error reading from server: EOF'] as const;
const TEXT =
  'failed to "KillContainer" for "a" with KillContainerError: ' +
  '"rpc error: code = Unavailable desc = error reading from server: EOF"';

describe('KUBELET-41: a container that cannot be stopped', () => {
  it('ends the sync that was to restart it', () => {
    const { turn } = turnOf('containerd');
    const worker = workerWith(['a'], 'SyncPod', false);
    const result = run(turn, worker, [['stop:a', EOF]]);
    expect(result.go).toBe('end');
    expect(planOf(result.worker).context).toMatchObject({ errors: [TEXT], hasActed: false });
  });

  it('is gone where containerd does not know it; the older kubelet takes it for a failure', () => {
    const missing = ['NotFound', 'not found'] as const;
    const go = (['containerd', 'docker'] as const).map((edition) => {
      const worker = workerWith(['a'], 'SyncPod', false);
      return run(turnOf(edition).turn, worker, [['stop:a', missing]]).go;
    });
    expect(go).toEqual(['next', 'end']);
  });

  it('does not keep the rest of an ending pod alive, and is told', () => {
    const { turn, io } = turnOf('containerd');
    const worker = workerWith(['a', 'b'], 'TerminatingPod', true);
    const half = run(turn, worker, [['stop:a', EOF], ['stop:b']]);
    expect(half.go).toBe('wait');
    const asked = io.effects.flatMap((effect) =>
      effect.do === 'send' ? [(effect.message as CriRequest).method] : [],
    );
    expect(asked).toEqual(['StopContainer', 'StopContainer', 'StopPodSandbox']);
    const { worker: now } = half;
    const envelope = { message: criResponse('StopPodSandbox', {}) } as never;
    const end = killStep.answer?.(turn, now, stepOf(now), 'sandbox:s', envelope);
    expect(end?.go).toBe('end');
    const told = io.effects.flatMap((effect) => (effect.do === 'signal' ? [effect.message] : []));
    expect(told.at(-1)).toMatchObject({
      type: 'event.record',
      reason: 'FailedKillPod',
      message: `error killing pod: ${TEXT}`,
    });
  });
});
