// What the kubelet wishes for: pods by uid, and the mirrors of static pods by full name.
// Models pkg/kubelet/pod/pod_manager.go.

import type { Pod } from '../../api/pod.ts';
import { isMirrorPod } from '../../api/pod-helpers.ts';
import { emptyMap, get, remove, set } from '../../base/persistent-map.ts';
import type { PodManagerState } from './state.ts';

/** Nothing is wished for. */
export function initialPodManagerState(): PodManagerState {
  return { pods: emptyMap(), mirrors: emptyMap() };
}

/** `namespace/name`: what a static pod and its mirror share. */
export function fullNameOf(pod: Pod): string {
  return `${pod.metadata.namespace ?? 'default'}/${pod.metadata.name ?? ''}`;
}

/** The wished-for pod of that uid. */
export function recordOf(state: PodManagerState, uid: string): Pod | undefined {
  return get(state.pods, uid);
}

/** The mirror of a static pod. */
export function mirrorFor(state: PodManagerState, pod: Pod): Pod | undefined {
  return get(state.mirrors, fullNameOf(pod));
}

/** With one more pod, or one that changed. */
export function withPod(state: PodManagerState, pod: Pod): PodManagerState {
  if (isMirrorPod(pod)) return { ...state, mirrors: set(state.mirrors, fullNameOf(pod), pod) };
  return { ...state, pods: set(state.pods, pod.metadata.uid ?? '', pod) };
}

/** Without a pod. */
export function withoutPod(state: PodManagerState, pod: Pod): PodManagerState {
  if (isMirrorPod(pod)) {
    const known = get(state.mirrors, fullNameOf(pod));
    if (known?.metadata.uid !== pod.metadata.uid) return state;
    return { ...state, mirrors: remove(state.mirrors, fullNameOf(pod)) };
  }
  return { ...state, pods: remove(state.pods, pod.metadata.uid ?? '') };
}
