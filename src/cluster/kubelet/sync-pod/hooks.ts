// Lifecycle hooks: exec in the container, an HTTP GET to the pod, or a sleep.
// Models pkg/kubelet/lifecycle/handlers.go.

import type { Container, LifecycleHandler } from '../../../api/container.ts';
import { get } from '../../../base/persistent-map.ts';
import type { Message } from '../../../kernel/message.ts';
import { seconds } from '../../../kernel/time.ts';
import { type CriResponse, criRequest, type ExecResult } from '../../protocol/cri.ts';
import type { NetCall, NetResult } from '../../protocol/linux-network.ts';
import { callLinux } from '../linux-client.ts';
import { podText } from '../pod-names.ts';
import type { PodWorker, WorkerTimer } from '../pod-workers/state.ts';
import { askRuntime, expect, planOf, type Turn } from './turn.ts';

/** Starts a hook; its answer comes under `tag`. */
export function runHook(
  turn: Turn,
  worker: PodWorker,
  hook: LifecycleHandler,
  container: Container,
  containerId: string,
  tag: string,
): void {
  if (hook.exec !== undefined) {
    const cmd = hook.exec.command ?? [];
    const request = criRequest('ExecSync', { containerId, cmd, timeoutSeconds: 0 });
    askRuntime(turn, worker, request, tag);
    return;
  }
  if (hook.sleep !== undefined) {
    const message: WorkerTimer = { type: 'worker.timer', uid: worker.uid, tag, isOk: true };
    turn.io.after(`sleep/${containerId}`, seconds(hook.sleep.seconds), message);
    return;
  }
  if (hook.httpGet !== undefined) {
    const call = httpCall(turn, worker, hook.httpGet, container);
    expect(turn, worker, callLinux(turn.state.config, turn.io, call), tag);
    return;
  }
  // What the API accepts for old time's sake (tcpSocket) nobody carries out.
  const error = 'invalid handler';
  const message: WorkerTimer = { type: 'worker.timer', uid: worker.uid, tag, error };
  turn.io.after(`invalid/${containerId}`, seconds(0), message);
}

function httpCall(
  turn: Turn,
  worker: PodWorker,
  get_: NonNullable<LifecycleHandler['httpGet']>,
  container: Container,
): NetCall {
  const runtime = get(turn.state.podCache, worker.uid);
  const ip = get_.host ?? planOf(worker).context.podIps[0] ?? runtime?.ips[0] ?? '';
  const named = container.ports?.find((port) => port.name === get_.port)?.containerPort;
  const port = typeof get_.port === 'number' ? get_.port : (named ?? Number(get_.port));
  return {
    type: 'linux.call',
    ip,
    port,
    payload: {
      kind: 'http',
      method: 'GET',
      path: get_.path ?? '/',
      headers: get_.httpHeaders ?? [],
      isTls: get_.scheme === 'HTTPS',
    },
    timeout: seconds(30),
  };
}

/** How a hook went wrong. */
export interface HookFailure {
  readonly error: string;
  /** The error with the container's name and what the command printed: v1.20 tells it. */
  readonly text: string;
}

/** How the hook of a container went wrong; undefined when it went well. */
export function hookFailure(
  worker: PodWorker,
  hook: LifecycleHandler,
  container: string,
  message: Message,
): HookFailure | undefined {
  const failure = failureOf(hook, message);
  if (failure === undefined) return undefined;
  const { error, output = '' } = failure;
  const where = `for Container "${container}" in Pod "${podText(worker.pod)}"`;
  const told = `${where} failed - error: ${error}, message: ${JSON.stringify(output)}`;
  const { exec, httpGet } = hook;
  if (exec !== undefined) {
    return { error, text: `Exec lifecycle hook ([${exec.command?.join(' ')}]) ${told}` };
  }
  if (httpGet === undefined) return { error, text: error };
  return { error, text: `Http lifecycle hook (${httpGet.path ?? ''}) ${told}` };
}

function failureOf(
  hook: LifecycleHandler,
  message: Message,
): { readonly error: string; readonly output?: string } | undefined {
  if (message.type === 'worker.timer') {
    const { isOk, error = 'hook timed out' } = message as WorkerTimer;
    return isOk === true ? undefined : { error };
  }
  if (message.type === 'cri.response') {
    const response = message as CriResponse;
    if (response.error !== undefined) return { error: response.error.message };
    const { exitCode, stdout, stderr } = response.result as ExecResult;
    const command = hook.exec?.command?.join(' ') ?? '';
    const error = `command '${command}' exited with ${exitCode}: ${stderr}`;
    return exitCode === 0 ? undefined : { error, output: stdout + stderr };
  }
  const { answer } = message as NetResult;
  if (answer.kind === 'failed') return { error: answer.error };
  const isBad = answer.kind === 'http' && answer.status >= 400;
  return isBad ? { error: `failed with HTTP status code ${answer.status}` } : undefined;
}
