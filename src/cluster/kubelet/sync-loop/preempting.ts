// The sync loop makes room for a critical pod: it ends one victim after the other and waits for
// each, as upstream's loop does; what comes meanwhile waits in its channels.
// Models pkg/kubelet/preemption/preemption.go, evictPodsToFreeRequests, and killPodNow.

import type { Pod } from '../../../api/pod.ts';
import type { Io } from '../../../kernel/component.ts';
import { seconds } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import type { RecordEvent, UpdatePod } from '../channels.ts';
import { count, seriesKey } from '../metrics/book.ts';
import type { KubeletState } from '../state.ts';
import { resourceRefusal } from './admission.ts';
import type { Dispatched } from './dispatch.ts';
import { release } from './standstill.ts';
import type { Preemption, SyncLoopState } from './state.ts';

/** The timer of a victim that takes too long. */
export const KILL_TIMER: string = 'preemption';

/** The longest wait for a victim's containers, when its grace is short. */
const KILL_TIMEOUT_SECONDS = 10;
const MESSAGE = 'Preempted in order to admit critical pod';

/** The loop as it stands until the first victim has gone. */
export function preempt(
  kubelet: KubeletState,
  admitted: Dispatched,
  victims: readonly Pod[],
  io: Io,
): SyncLoopState {
  const standing = {
    ...kubelet.syncLoop,
    standstill: { since: io.now, wait: seconds(0), held: [] },
  };
  const resource = resourceRefusal(kubelet, admitted.pod)?.shortage?.resource ?? '';
  return endNext({ ...kubelet, syncLoop: standing }, { admitted, resource, victims }, io);
}

function endNext(kubelet: KubeletState, preemption: Preemption, io: Io): SyncLoopState {
  const [victim, ...victims] = preemption.victims as readonly [Pod, ...Pod[]];
  end(kubelet, victim, io);
  const uid = victim.metadata.uid ?? '';
  return { ...kubelet.syncLoop, preemption: { ...preemption, victims, ending: uid } };
}

function end(kubelet: KubeletState, pod: Pod, io: Io): void {
  const event: RecordEvent = {
    type: 'event.record',
    pod,
    eventType: 'Warning',
    reason: 'Preempting',
    message: MESSAGE,
  };
  io.signal('events', event);
  const { hasDisruptionTarget } = kubeletBehaviour(kubelet.config.edition);
  const disruption = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'TerminationByKubelet',
    message: 'Pod was preempted by Kubelet to accommodate a critical pod.',
  };
  const update: UpdatePod = {
    type: 'pod.update',
    updateType: 'kill',
    pod,
    kill: {
      isEvict: true,
      isWaiting: true,
      status: {
        phase: 'Failed',
        reason: 'Preempting',
        message: MESSAGE,
        ...(hasDisruptionTarget ? { conditions: [disruption] } : {}),
      },
    },
  };
  io.signal('pod-workers', update);
  const grace = pod.spec.terminationGracePeriodSeconds ?? 0;
  const timeout = Math.max(KILL_TIMEOUT_SECONDS, Math.floor(grace * 1.5));
  io.after(KILL_TIMER, seconds(timeout), { type: 'preemption.late' }, 'sync-loop');
}

/** A victim has gone, or takes too long: the next one, or on with the pod that got the room. */
export function victimGone(
  kubelet: KubeletState,
  uid: string | undefined,
  io: Io,
  admit: (kubelet: KubeletState, admitted: Dispatched) => void,
): SyncLoopState {
  const { preemption, ...loop } = kubelet.syncLoop;
  if (preemption === undefined || (uid !== undefined && uid !== preemption.ending)) {
    return kubelet.syncLoop;
  }
  io.cancel(KILL_TIMER);
  count(io, seriesKey('preemptions', preemption.resource));
  if (preemption.victims.length > 0) return endNext({ ...kubelet, syncLoop: loop }, preemption, io);
  admit(kubelet, preemption.admitted);
  return release(loop, io);
}
