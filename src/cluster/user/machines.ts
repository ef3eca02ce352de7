// What is done to machines and processes themselves: systemctl, files on a node.

import type { Message } from '../../kernel/message.ts';
import { CONTROL } from '../../kernel/message.ts';
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

/** `systemctl`. A killed unit stays down until somebody starts it. */
export function* systemctl(command: SystemctlCommand, setting: Setting): Routine {
  const process = processOf(command.unit, nodeOf(command, setting));
  const isEngine = command.unit === 'docker' || command.unit === 'containerd';
  if (isEngine && (command.unit === 'containerd') !== (setting.edition === 'containerd')) {
    return yield* fail(
      `Failed to ${command.verb} ${command.unit}.service: Unit ${command.unit}.service not found.`,
    );
  }
  const start: Message & { readonly config?: unknown } = {
    type: 'process.start',
    ...(command.config === undefined ? {} : { config: command.config }),
  };
  switch (command.verb) {
    case 'start':
      yield* control(process, start);
      return 0;
    case 'stop':
    case 'kill':
      yield* control(process, { type: 'process.stop' });
      return 0;
    case 'restart':
      yield* control(process, { type: 'process.stop' });
      yield* control(process, start);
      return 0;
    default:
      yield* say(`● ${command.unit}.service`);
      return 0;
  }
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
