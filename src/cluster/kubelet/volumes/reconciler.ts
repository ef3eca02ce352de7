// The loop that brings volumes to where they shall be: mounts what is wished for, unmounts what is
// not. In Go it runs every 100 ms; here it is armed, on the same grid, only while there is work.
// Models pkg/kubelet/volumemanager/reconciler and populator.

import type { Pod, Volume } from '../../../api/pod.ts';
import { podSubject } from '../../../api/pod-helpers.ts';
import { entries, get, remove, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import {
  type Duration,
  elapsed,
  type Micros,
  milliseconds,
  seconds,
} from '../../../kernel/time.ts';
import { callKey } from '../api-client.ts';
import type { RecordEvent } from '../channels.ts';
import type { KubeletState } from '../state.ts';
import { observeMount, observeStorage } from './durations.ts';
import { beginMount, files, type MountStep, unmountOps } from './mount.ts';
import type { PodVolume, PodVolumes, VolumeManagerState } from './state.ts';

/** The timer of the loop. */
export const LOOP_TIMER: string = 'volumes.loop';

const PERIOD = milliseconds(100);
const FIRST_BACKOFF = milliseconds(500);
const LAST_BACKOFF = seconds(122);

type Volumes = VolumeManagerState;

/** Arms the loop for the next tick of its grid at or after `from`. */
export function armLoop(state: Volumes, io: Io, from: Micros): Volumes {
  const at = (Math.ceil((from + 1) / PERIOD) * PERIOD) as Micros;
  if (state.nextLoopAt !== undefined && state.nextLoopAt <= at && state.nextLoopAt > io.now) {
    return state;
  }
  io.after(LOOP_TIMER, elapsed(io.now, at), { type: 'tick' }, 'volume-manager');
  return { ...state, nextLoopAt: at };
}

/** One pass over everything that is not where it shall be. */
export function reconcile(kubelet: KubeletState, state: Volumes, io: Io): Volumes {
  const { nextLoopAt: _now, ...idle } = state;
  let next: Volumes = idle;
  let wakeAt: Micros | undefined;
  for (const [uid, pod] of entries(state.pods)) {
    for (const volume of pod.volumes) {
      if (pod.isDesired && volume.phase === 'desired') {
        if (volume.retryAt <= io.now) next = mountOne(kubelet, next, io, uid, volume);
        else if (wakeAt === undefined || volume.retryAt < wakeAt) wakeAt = volume.retryAt;
      } else if (!pod.isDesired && volume.phase !== 'mounting' && volume.phase !== 'unmounting') {
        next = unmountOne(kubelet, next, io, uid, volume);
      }
    }
  }
  for (const [, pod] of entries(next.pods)) {
    for (const { phase, retryAt } of pod.isDesired ? pod.volumes : []) {
      if (phase === 'desired' && (wakeAt === undefined || retryAt < wakeAt)) wakeAt = retryAt;
    }
  }
  return wakeAt === undefined ? next : armLoop(next, io, (Math.max(wakeAt, io.now) - 1) as Micros);
}

function specOf(pod: Pod, name: string): Volume | undefined {
  return pod.spec.volumes?.find((one) => one.name === name);
}

/** Changes one volume of a pod. */
export function withVolume(
  state: Volumes,
  uid: string,
  name: string,
  change: (volume: PodVolume) => PodVolume,
): Volumes {
  const pod = get(state.pods, uid);
  if (pod === undefined) return state;
  const volumes = pod.volumes.map((one) => (one.name === name ? change(one) : one));
  return { ...state, pods: set(state.pods, uid, { ...pod, volumes }) };
}

function mountOne(
  kubelet: KubeletState,
  state: Volumes,
  io: Io,
  uid: string,
  volume: PodVolume,
): Volumes {
  const known = get(state.pods, uid);
  const spec = known === undefined ? undefined : specOf(known.pod, volume.name);
  if (known === undefined || spec === undefined) return state;
  const mounting = withVolume(state, uid, volume.name, (one) => ({
    ...one,
    phase: 'mounting',
    beganAt: io.now,
  }));
  observeStorage(io, spec, 'verify_controller_attached_volume', io.now, true);
  const step = beginMount(kubelet, mounting, io, known.pod, spec);
  return applyStep(mounting, io, uid, volume.name, step);
}

/** Notes what became of a step of a mount. */
export function applyStep(
  state: Volumes,
  io: Io,
  uid: string,
  name: string,
  step: MountStep,
): Volumes {
  if (step.is === 'asked') return step.state;
  if (step.is === 'refused') {
    const problem = step.error;
    return withVolume(state, uid, name, (one) => ({ ...one, phase: 'refused', problem }));
  }
  return step.is === 'done'
    ? mounted(state, io, uid, name)
    : mountFailed(state, io, uid, name, step.error);
}

/** The volume is mounted. */
export function mounted(
  state: Volumes,
  io: Io,
  uid: string,
  name: string,
  found: Partial<PodVolume> = {},
): Volumes {
  const pod = get(state.pods, uid);
  const before = pod?.volumes.find((one) => one.name === name);
  if (pod === undefined || before === undefined) return state;
  if (!before.isMounted) tell(io, pod, name, 'mounted');
  observeMount(io, specOf(pod.pod, name), before);
  const backoff = 0 as Duration;
  return withVolume(state, uid, name, (one) => ({
    ...one,
    ...found,
    phase: 'mounted',
    isMounted: true,
    backoff,
  }));
}

/** The mount failed: it is told, and tried again after a growing wait. */
export function mountFailed(
  state: Volumes,
  io: Io,
  uid: string,
  name: string,
  error: string,
): Volumes {
  const known = get(state.pods, uid);
  if (known === undefined) return state;
  const message = `MountVolume.SetUp failed for volume "${name}" : ${error}`;
  const { pod } = known;
  const record: RecordEvent = {
    type: 'event.record',
    pod,
    eventType: 'Warning',
    reason: 'FailedMount',
    message,
  };
  io.signal('events', record);
  tell(io, known, name, 'failed');
  const tried = known.volumes.find((one) => one.name === name);
  observeStorage(io, specOf(pod, name), 'volume_mount', tried?.beganAt, false);
  const failed = withVolume(state, uid, name, (one) => {
    const backoff = Math.min(LAST_BACKOFF, one.backoff === 0 ? FIRST_BACKOFF : one.backoff * 2);
    const retryAt = (io.now + backoff) as Micros;
    return { ...one, phase: 'desired', backoff: backoff as Duration, retryAt };
  });
  const retryAt = get(failed.pods, uid)?.volumes.find((one) => one.name === name)?.retryAt;
  return retryAt === undefined ? failed : armLoop(failed, io, (retryAt - 1) as Micros);
}

function unmountOne(
  kubelet: KubeletState,
  state: Volumes,
  io: Io,
  uid: string,
  volume: PodVolume,
): Volumes {
  const known = get(state.pods, uid);
  const spec = known === undefined ? undefined : specOf(known.pod, volume.name);
  const ops = spec === undefined || !volume.isMounted ? [] : unmountOps(uid, spec);
  if (ops.length === 0) return unmounted(state, io, uid, volume.name);
  const id = files(kubelet, io, ops);
  const call = { uid, volume: volume.name, step: 'unmount' as const };
  const going = withVolume(state, uid, volume.name, (one) => ({
    ...one,
    phase: 'unmounting',
    beganAt: io.now,
  }));
  return { ...going, calls: set(going.calls, callKey(id), call) };
}

/** The volume is gone; with the last one its pod is. */
export function unmounted(state: Volumes, io: Io, uid: string, name: string): Volumes {
  const pod = get(state.pods, uid);
  if (pod === undefined) return state;
  const before = pod.volumes.find((one) => one.name === name);
  if (before?.isMounted === true) {
    tell(io, pod, name, 'unmounted');
    const from = before.phase === 'unmounting' ? before.beganAt : io.now;
    observeStorage(io, specOf(pod.pod, name), 'volume_unmount', from, true);
  }
  const volumes = pod.volumes.filter((one) => one.name !== name);
  const isEmpty = volumes.length === 0 && pod.waiter === undefined;
  const pods = isEmpty ? remove(state.pods, uid) : set(state.pods, uid, { ...pod, volumes });
  return { ...state, pods };
}

function tell(io: Io, { pod }: PodVolumes, volume: string, step: string): void {
  io.fact('Mount', podSubject(pod), { volume, step });
}
