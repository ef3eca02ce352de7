// Asking the runtime how it is, every 5 s, and which images it has, every 30 s.
// Models pkg/kubelet/kubelet.go, updateRuntimeUp.

import { set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import { seconds } from '../../../kernel/time.ts';
import { kubeletBehaviour } from '../../editions/kubelet-behaviour.ts';
import { type CriRequest, type CriResponse, criRequest } from '../../protocol/cri.ts';
import type { RuntimeCondition } from '../../protocol/cri-objects.ts';
import { callKey } from '../api-client.ts';
import { callRuntime } from '../cri-client.ts';
import type { KubeletState } from '../state.ts';
import { arm } from './calls.ts';
import type { NodeCall, NodeStatusState } from './state.ts';

/** The timers of the two questions. */
export const RUNTIME_TIMER: string = 'node.runtime';
export const IMAGES_TIMER: string = 'node.images';

const RUNTIME_PERIOD = seconds(5);
const IMAGES_PERIOD = seconds(30);

function askRuntime(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  what: NodeCall,
  request: CriRequest,
): NodeStatusState {
  const id = callRuntime(kubelet.config, io, request);
  return { ...state, calls: set(state.calls, callKey(id), what) };
}

/** Asks how the runtime is. */
export function askStatus(kubelet: KubeletState, state: NodeStatusState, io: Io): NodeStatusState {
  return askRuntime(kubelet, state, io, 'runtime-status', criRequest('Status', {}));
}

/** The next look comes 5 s after the end of the one before, whatever that said. */
export function askStatusLater(io: Io): void {
  arm(io, RUNTIME_TIMER, RUNTIME_PERIOD);
}

/** Asks which images there are, and again in 30 s. */
export function askImages(kubelet: KubeletState, state: NodeStatusState, io: Io): NodeStatusState {
  arm(io, IMAGES_TIMER, IMAGES_PERIOD);
  return askRuntime(kubelet, state, io, 'images', criRequest('ListImages', {}));
}

/** Asks what the runtime is. */
export function askVersion(kubelet: KubeletState, state: NodeStatusState, io: Io): NodeStatusState {
  return askRuntime(kubelet, state, io, 'runtime-version', criRequest('Version', {}));
}

/** What the runtime answered; a failure changes nothing, time does. */
export function runtimeAnswered(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  response: CriResponse,
): NodeStatusState {
  if (response.error !== undefined) return state;
  const { runtime } = state;
  switch (response.method) {
    case 'Version': {
      const { runtimeName, runtimeVersion } = response.result;
      return {
        ...state,
        runtime: { ...runtime, runtimeVersion: `${runtimeName}://${runtimeVersion}` },
      };
    }
    case 'ListImages':
      return { ...state, images: response.result.images };
    case 'Status':
      return withConditions(kubelet, state, io, response.result.conditions);
    default:
      return state;
  }
}

function withConditions(
  kubelet: KubeletState,
  state: NodeStatusState,
  io: Io,
  conditions: readonly RuntimeCondition[],
): NodeStatusState {
  const texts = kubeletBehaviour(kubelet.config.edition).runtimeNotReady;
  const { networkError: _network, runtimeError: _runtime, ...rest } = state.runtime;
  const network = conditions.find((one) => one.type === 'NetworkReady');
  const ready = conditions.find((one) => one.type === 'RuntimeReady');
  const networkError =
    network?.isTrue === false
      ? { networkError: `${texts.network}: ${conditionText(network)}` }
      : {};
  if (ready !== undefined && !ready.isTrue) {
    const runtimeError = `${texts.runtime}: ${conditionText(ready)}`;
    return { ...state, runtime: { ...rest, ...networkError, runtimeError } };
  }
  return { ...state, runtime: { ...rest, ...networkError, lastGoodAt: io.now } };
}

function conditionText({ type, isTrue, reason, message }: RuntimeCondition): string {
  return `${type}=${isTrue} reason:${reason ?? ''} message:${message ?? ''}`;
}
