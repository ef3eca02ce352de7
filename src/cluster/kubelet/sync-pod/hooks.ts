// Lifecycle hooks: exec in the container, an HTTP GET to the pod, or a sleep.
// Models pkg/kubelet/lifecycle/handlers.go.

import type { Container, LifecycleHandler } from '../../../api/container.ts';
import { present } from '../../../base/assert.ts';
import { get } from '../../../base/persistent-map.ts';
import type { Message } from '../../../kernel/message.ts';
import { seconds } from '../../../kernel/time.ts';
import { type CriResponse, criRequest, type ExecResult } from '../../protocol/cri.ts';
import { LINUX_PORT } from '../../protocol/linux.ts';
import type { NetCall, NetResult } from '../../protocol/linux-network.ts';
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
    const { config } = turn.state;
    const actor = present(turn.io.find(config.linux), `no process ${config.linux}`);
    const call = httpCall(turn, worker, hook.httpGet, container);
    expect(turn, worker, turn.io.send({ actor, port: LINUX_PORT }, call), tag);
  }
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

/** The error of a hook's answer; undefined when it went well. */
export function hookError(message: Message): string | undefined {
  if (message.type === 'worker.timer') {
    return (message as WorkerTimer).isOk ? undefined : 'hook timed out';
  }
  if (message.type === 'cri.response') {
    const response = message as CriResponse;
    if (response.error !== undefined) return response.error.message;
    const { exitCode } = response.result as ExecResult;
    return exitCode === 0 ? undefined : `command exited with ${exitCode}`;
  }
  const { answer } = message as NetResult;
  if (answer.kind === 'failed') return answer.error;
  const isBad = answer.kind === 'http' && answer.status >= 400;
  return isBad ? `HTTP probe failed with statuscode: ${answer.status}` : undefined;
}
