// crictl and ctr: from a typed line to calls of containerd.

import type { CtrCall, CtrRequest, CtrResponse } from '../protocol/containerd.ts';
import { CONTAINERD_PORT } from '../protocol/containerd.ts';
import {
  type CriMethod,
  type CriParams,
  type CriResponse,
  type CriResult,
  criErrorText,
  criRequest,
} from '../protocol/cri.ts';
import type { CrictlCommand, CtrCommand } from '../protocol/node-commands.ts';
import { ask, fail, print, type Routine, type Setting, say } from './calls.ts';
import { logText, nodeOf } from './node.ts';

const SOCKET = 'unix:///run/containerd/containerd.sock' as const;

/** A result, or undefined and the trouble is said. */
function* cri<M extends CriMethod>(
  node: string,
  method: M,
  params: CriParams<M>,
): Routine<CriResult<M> | undefined> {
  const reply = yield* ask(`containerd@${node}`, CONTAINERD_PORT, criRequest(method, params));
  if (reply.message?.type !== 'cri.response') {
    const why = `connection error: desc = "transport: Error while dialing: dial ${SOCKET}: connect: connection refused"`;
    yield* fail(`FATA[0000] rpc error: code = Unavailable desc = ${why}`);
    return undefined;
  }
  const answer = reply.message as CriResponse;
  if (answer.error === undefined) return answer.result as CriResult<M>;
  yield* fail(`FATA[0000] ${criErrorText(answer.error)}`);
  return undefined;
}

/** Runs any `crictl …` line. */
export function* crictl(command: CrictlCommand, setting: Setting): Routine {
  if (setting.edition !== 'containerd') return yield* fail('bash: crictl: command not found');
  const node = nodeOf(command, setting);
  switch (command.type) {
    case 'crictl.ps':
      return yield* ps(node, command);
    case 'crictl.pods':
      return yield* pods(node, command.quiet);
    case 'crictl.images':
      return yield* images(node);
    case 'crictl.pull': {
      const pulled = yield* cri(node, 'PullImage', { image: command.image });
      if (pulled === undefined) return 1;
      yield* say(`Image is up to date for ${pulled.imageRef}`);
      return 0;
    }
    case 'crictl.rmi':
      return yield* removeImages(node, command.images);
    case 'crictl.logs':
      return yield* logs(node, command.container, command.tail);
    case 'crictl.exec':
      return yield* exec(node, command.container, command.command);
    case 'crictl.inspect':
      return yield* inspect(node, command.container);
    case 'crictl.inspectp':
      return yield* inspectPod(node, command.pod);
    case 'crictl.stopp':
    case 'crictl.rmp':
      return yield* eachPod(node, command);
    default:
      return yield* eachContainer(node, command);
  }
}

function* ps(node: string, command: Extract<CrictlCommand, { type: 'crictl.ps' }>): Routine {
  const filter = { state: 'CONTAINER_RUNNING' } as const;
  const request = criRequest('ListContainers', command.all ? {} : { filter });
  const reply = yield* ask(`containerd@${node}`, CONTAINERD_PORT, request);
  const result = yield* resultOf(reply.message as CriResponse | undefined);
  if (result === undefined) return 1;
  const { containers } = result as CriResult<'ListContainers'>;
  yield* print({ kind: 'crictl-ps', containers, isQuiet: command.quiet, at: reply.at });
  return 0;
}

function* pods(node: string, isQuiet: boolean): Routine {
  const request = criRequest('ListPodSandbox', {});
  const reply = yield* ask(`containerd@${node}`, CONTAINERD_PORT, request);
  const result = yield* resultOf(reply.message as CriResponse | undefined);
  if (result === undefined) return 1;
  const { items } = result as CriResult<'ListPodSandbox'>;
  yield* print({ kind: 'crictl-pods', pods: items, isQuiet, at: reply.at });
  return 0;
}

function* resultOf(answer: CriResponse | undefined): Routine<unknown> {
  if (answer?.type === 'cri.response' && answer.error === undefined) return answer.result;
  const text =
    answer?.type === 'cri.response' && answer.error !== undefined
      ? criErrorText(answer.error)
      : `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial ${SOCKET}: connect: connection refused"`;
  yield* fail(`FATA[0000] ${text}`);
  return undefined;
}

function* images(node: string): Routine {
  const found = yield* cri(node, 'ListImages', {});
  if (found === undefined) return 1;
  yield* print({ kind: 'crictl-images', images: found.images });
  return 0;
}

function* removeImages(node: string, words: readonly string[]): Routine {
  for (const image of words) {
    const done = yield* cri(node, 'RemoveImage', { image });
    if (done === undefined) return 1;
    yield* say(`Deleted: ${image}`);
  }
  return 0;
}

/** The id that `word` is the start of; the word itself when there is none. */
function* containerId(node: string, word: string): Routine<string | undefined> {
  const found = yield* cri(node, 'ListContainers', {});
  if (found === undefined) return undefined;
  return found.containers.find((one) => one.id.startsWith(word))?.id ?? word;
}

function* podId(node: string, word: string): Routine<string | undefined> {
  const found = yield* cri(node, 'ListPodSandbox', {});
  if (found === undefined) return undefined;
  return found.items.find((one) => one.id.startsWith(word))?.id ?? word;
}

type ContainerVerb = Extract<CrictlCommand, { readonly containers: readonly string[] }>;
type PodVerb = Extract<CrictlCommand, { readonly pods: readonly string[] }>;

function* eachContainer(node: string, command: ContainerVerb): Routine {
  for (const word of command.containers) {
    const id = yield* containerId(node, word);
    if (id === undefined) return 1;
    if (command.type === 'crictl.stop' || command.isForced) {
      const timeoutSeconds = command.type === 'crictl.stop' ? command.timeoutSeconds : 0;
      const stopped = yield* cri(node, 'StopContainer', { containerId: id, timeoutSeconds });
      if (stopped === undefined) return 1;
    }
    if (command.type === 'crictl.rm') {
      const removed = yield* cri(node, 'RemoveContainer', { containerId: id });
      if (removed === undefined) return 1;
    }
    yield* say(word);
  }
  return 0;
}

function* eachPod(node: string, command: PodVerb): Routine {
  for (const word of command.pods) {
    const podSandboxId = yield* podId(node, word);
    if (podSandboxId === undefined) return 1;
    if (command.type === 'crictl.stopp' || command.isForced) {
      const stopped = yield* cri(node, 'StopPodSandbox', { podSandboxId });
      if (stopped === undefined) return 1;
      if (command.type === 'crictl.stopp') yield* say(`Stopped sandbox ${word}`);
    }
    if (command.type === 'crictl.rmp') {
      const removed = yield* cri(node, 'RemovePodSandbox', { podSandboxId });
      if (removed === undefined) return 1;
      yield* say(`Removed sandbox ${word}`);
    }
  }
  return 0;
}

function* logs(node: string, word: string, tail: number | undefined): Routine {
  const id = yield* containerId(node, word);
  if (id === undefined) return 1;
  const found = yield* cri(node, 'ReadLogs', {
    containerId: id,
    ...(tail === undefined ? {} : { tailLines: tail }),
  });
  if (found === undefined) return 1;
  for (const line of found.lines) yield* print(logText(line));
  return 0;
}

function* exec(node: string, word: string, cmd: readonly string[]): Routine {
  const id = yield* containerId(node, word);
  if (id === undefined) return 1;
  const done = yield* cri(node, 'ExecSync', { containerId: id, cmd, timeoutSeconds: 0 });
  if (done === undefined) return 1;
  if (done.stdout !== '') yield* print({ kind: 'text', text: done.stdout });
  if (done.stderr !== '') yield* print({ kind: 'text', text: done.stderr, isError: true });
  if (done.exitCode === 0) return 0;
  return yield* fail(`FATA[0000] command terminated with exit code ${done.exitCode}`);
}

function* inspect(node: string, word: string): Routine {
  const id = yield* containerId(node, word);
  if (id === undefined) return 1;
  const found = yield* cri(node, 'ContainerStatus', { containerId: id });
  if (found === undefined) return 1;
  yield* print({ kind: 'json', value: found as never });
  return 0;
}

function* inspectPod(node: string, word: string): Routine {
  const podSandboxId = yield* podId(node, word);
  if (podSandboxId === undefined) return 1;
  const found = yield* cri(node, 'PodSandboxStatus', { podSandboxId });
  if (found === undefined) return 1;
  yield* print({ kind: 'json', value: found as never });
  return 0;
}

/** Runs any `ctr …` line. */
export function* ctr(command: CtrCommand, setting: Setting): Routine {
  if (setting.edition !== 'containerd') return yield* fail('bash: ctr: command not found');
  const call = callOf(command);
  const request: CtrRequest = { type: 'ctr.request', call };
  const reply = yield* ask(`containerd@${nodeOf(command, setting)}`, CONTAINERD_PORT, request);
  if (reply.message?.type !== 'ctr.response') {
    return yield* fail('ctr: failed to dial "/run/containerd/containerd.sock": connection refused');
  }
  const { error, rows } = reply.message as CtrResponse;
  if (error !== undefined) return yield* fail(error.startsWith('ctr:') ? error : `ctr: ${error}`);
  if (call.op === 'tasks-ls' || call.op === 'containers-ls') {
    const list = call.op === 'tasks-ls' ? 'tasks' : 'containers';
    yield* print({ kind: 'ctr-rows', list, rows: rows ?? [] });
  }
  return 0;
}

function callOf(command: CtrCommand): CtrCall {
  const { type, node: _node, ...rest } = command;
  return { op: type.slice('ctr.'.length), ...rest } as unknown as CtrCall;
}
