// What is done to machines and processes themselves: systemctl, files on a node.

import { CONTROL, type ControlMessage, type Message } from '../../kernel/message.ts';
import { DOCKER_PORT, type DockerAwaitEnd, type DockerTerminate } from '../protocol/docker.ts';
import { LINUX_PORT, type ServeUrl } from '../protocol/linux.ts';
import type { FileOp, FilesRequest, FilesResult } from '../protocol/linux-files.ts';
import type { NodeFileCommand, SystemctlCommand } from '../protocol/node-commands.ts';
import { ask, fail, type Routine, type Setting, say } from './calls.ts';
import { nodeOf } from './node.ts';

/** The process behind a unit: on the node, or of the control plane. */
function processOf(unit: string, node: string): string {
  switch (unit) {
    case 'kube-apiserver':
      return 'apiserver';
    case 'kube-scheduler':
      return 'scheduler';
    case 'kube-controller-manager':
      return 'controller-manager';
    case 'etcd':
      return 'etcd';
    default:
      return `${unit}@${node}`;
  }
}

/** A message to the control port of a process. */
export function* control(process: string, message: Message): Routine<void> {
  yield { call: 'tell', process, port: CONTROL, message };
}

/** What lives and dies with a process, itself included: cAdvisor is a part of the kubelet. */
export function together(process: string): readonly string[] {
  const [kind, node] = process.split('@');
  return kind === 'kubelet' ? [process, `cadvisor@${node}`] : [process];
}

/** `systemctl`. A killed unit stays down until somebody starts it. */
export function* systemctl(command: SystemctlCommand, setting: Setting): Routine {
  const { verb, unit } = command;
  const process = processOf(unit, nodeOf(command, setting));
  const isEngine = unit === 'docker' || unit === 'containerd';
  if (isEngine && (unit === 'containerd') !== (setting.edition === 'containerd')) {
    return yield* fail(`Failed to ${verb} ${unit}.service: Unit ${unit}.service not found.`);
  }
  switch (verb) {
    case 'start':
      yield* begin(process, command, setting);
      return 0;
    case 'stop':
    case 'kill':
      yield* end(process, command);
      return 0;
    case 'restart':
      yield* end(process, command);
      yield* begin(process, command, setting);
      return 0;
    default:
      yield* say(`● ${unit}.service`);
      return 0;
  }
}

function* begin(
  process: string,
  { unit, configs }: SystemctlCommand,
  { startup }: Setting,
): Routine<void> {
  // A start that is asked for while the unit still stops waits for its turn.
  const awaitEnd: DockerAwaitEnd = { type: 'docker.awaitEnd' };
  if (unit === 'docker') yield* ask(process, DOCKER_PORT, awaitEnd);
  const afterMicros = startup[unit];
  for (const one of together(process)) {
    const config = configs?.[one];
    const start: ControlMessage = {
      type: 'process.start',
      ...(config === undefined ? {} : { config }),
      ...(afterMicros === undefined ? {} : { afterMicros }),
    };
    yield* control(one, start);
  }
}

/** dockerd has work to do before it ends, unless it is killed. */
function* end(process: string, { unit, signal }: SystemctlCommand): Routine<void> {
  if (unit === 'docker' && signal !== 'SIGKILL') {
    const terminate: DockerTerminate = { type: 'docker.terminate' };
    yield* ask(process, DOCKER_PORT, terminate);
  }
  for (const one of together(process)) yield* control(one, { type: 'process.stop' });
}

/** Operations on the files of a node; undefined when there is no such node. */
export function* files(node: string, ops: readonly FileOp[]): Routine<FilesResult | undefined> {
  const request: FilesRequest = { type: 'linux.files', ops };
  const reply = yield* ask(`linux@${node}`, LINUX_PORT, request);
  return reply.message?.type === 'linux.filesDone' ? (reply.message as FilesResult) : undefined;
}

/** `write`, `rm` and `serve`. */
export function* nodeFile(command: NodeFileCommand, setting: Setting): Routine {
  const node = nodeOf(command, setting);
  if (command.type === 'serve') {
    const { url, content, status } = command;
    const process = `linux@${node}`;
    const message: ServeUrl = { type: 'linux.serve', url, content, status };
    yield { call: 'tell', process, port: LINUX_PORT, message };
    return 0;
  }
  const { path } = command;
  const isWrite = command.type === 'write';
  const op: FileOp = isWrite
    ? { op: 'write', path, content: command.content }
    : { op: 'remove', path };
  const done = yield* files(node, [op]);
  const outcome = done?.outcomes[0];
  if (outcome?.isOk === true) return 0;
  const why = outcome?.error ?? 'EIO';
  const text = why === 'ENOENT' ? 'No such file or directory' : why;
  if (isWrite) return yield* fail(`bash: ${path}: ${text}`);
  return yield* fail(`rm: cannot remove '${path}': ${text}`);
}
