// What the kubelet wishes for: pods by uid, and the mirrors of static pods by full name.
// Models pkg/kubelet/pod/pod_manager.go.

import type { Pod } from '../../api/pod.ts';
import { isMirrorPod, isStaticPod } from '../../api/pod-helpers.ts';
import { emptyMap, get, remove, set } from '../../base/persistent-map.ts';
import { fullNameOf } from './pod-names.ts';
import type { PodManagerState } from './state.ts';

/** Nothing is wished for. */
export function initialPodManagerState(): PodManagerState {
  return {
    pods: emptyMap(),
    limited: emptyMap(),
    statics: emptyMap(),
    mirrors: emptyMap(),
    translations: emptyMap(),
  };
}

/** The wished-for pod of that uid. */
export function recordOf(state: PodManagerState, uid: string): Pod | undefined {
  return get(state.pods, uid);
}

/** The mirror of a static pod. */
export function mirrorFor(state: PodManagerState, pod: Pod): Pod | undefined {
  return get(state.mirrors, fullNameOf(pod));
}

/** The static pod of a mirror. */
export function staticPodFor(state: PodManagerState, mirror: Pod): Pod | undefined {
  return get(state.statics, fullNameOf(mirror));
}

/** With one more pod, or one that changed. */
export function withPod(state: PodManagerState, pod: Pod): PodManagerState {
  const fullName = fullNameOf(pod);
  if (isMirrorPod(pod)) {
    const owner = get(state.statics, fullName);
    return { ...translated(state, pod, owner), mirrors: set(state.mirrors, fullName, pod) };
  }
  const uid = uidOf(pod);
  const pods = set(state.pods, uid, pod);
  const isLimited = pod.spec.activeDeadlineSeconds !== undefined;
  const limited = isLimited ? set(state.limited, uid, pod) : remove(state.limited, uid);
  if (!isStaticPod(pod)) return { ...state, pods, limited };
  const statics = set(state.statics, fullName, pod);
  return { ...translated(state, get(state.mirrors, fullName), pod), pods, limited, statics };
}

/** Without a pod. Whose status a mirror shows is remembered as long as the mirror is there. */
export function withoutPod(state: PodManagerState, pod: Pod): PodManagerState {
  const fullName = fullNameOf(pod);
  if (isMirrorPod(pod)) {
    const translations = remove(state.translations, uidOf(pod));
    return { ...state, mirrors: remove(state.mirrors, fullName), translations };
  }
  const uid = uidOf(pod);
  const next = { ...state, pods: remove(state.pods, uid), limited: remove(state.limited, uid) };
  return isStaticPod(pod) ? { ...next, statics: remove(state.statics, fullName) } : next;
}

/** The uid by which the kubelet knows an object of the API. Models TranslatePodUID. */
export function translatedUid(state: PodManagerState, pod: Pod): string {
  return get(state.translations, uidOf(pod)) ?? uidOf(pod);
}

function translated(
  state: PodManagerState,
  mirror: Pod | undefined,
  owner: Pod | undefined,
): PodManagerState {
  if (mirror === undefined || owner === undefined) return state;
  return { ...state, translations: set(state.translations, uidOf(mirror), uidOf(owner)) };
}

function uidOf(pod: Pod): string {
  return pod.metadata.uid ?? '';
}
