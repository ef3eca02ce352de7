// What is done to machines and processes themselves: systemctl, files on a node, etcdctl, curl, faults.

import { assert } from '../../base/assert.ts';
import type { Message } from '../../kernel/message.ts';
import { CONTROL } from '../../kernel/message.ts';
import type { Fault } from '../protocol/commands.ts';
import {
  ETCD_REQUESTS,
  type EtcdError,
  type EtcdReply,
  type EtcdResponse,
  type EtcdWatchResponse,
} from '../protocol/etcd.ts';
import { LINUX_PORT, type ServeUrl } from '../protocol/linux.ts';
import type { FileOp, FilesRequest, FilesResult } from '../protocol/linux-files.ts';
import type {
  EtcdctlCommand,
  NodeFileCommand,
  SystemctlCommand,
} from '../protocol/node-commands.ts';
import type { RegistryConfigure } from '../protocol/registry.ts';
import { ask, fail, print, type Reply, type Routine, type Setting, say } from './calls.ts';
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

function* control(process: string, message: Message): Routine<void> {
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

function* files(node: string, ops: readonly FileOp[]): Routine<FilesResult | undefined> {
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

function* etcd(message: Message): Routine<EtcdReply | undefined> {
  const reply = yield* ask('etcd', ETCD_REQUESTS, message);
  const type = reply.message?.type ?? '';
  if (type.startsWith('etcd.')) return reply.message as EtcdReply;
  yield* fail('Error: context deadline exceeded');
  return undefined;
}

/** The end of the range of keys that start with `prefix`. */
function prefixEnd(prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1);
  return prefix.slice(0, -1) + String.fromCharCode(last + 1);
}

/** Runs any `etcdctl …` line. */
export function* etcdctl(command: EtcdctlCommand): Routine {
  const range =
    'isPrefix' in command && command.isPrefix ? { rangeEnd: prefixEnd(command.key) } : {};
  const { key } = command;
  if (command.type === 'etcdctl.watch') return yield* etcdWatch(command, range);
  const answer = yield* etcd(etcdRequest(command, range));
  if (answer === undefined) return 1;
  if (answer.type === 'etcd.error') {
    const { code, message } = answer as EtcdError;
    return yield* fail(`Error: rpc error: code = ${code} desc = ${message}`);
  }
  const { results, revision } = answer as EtcdResponse;
  const [result] = results;
  if (result?.op === 'delete') yield* say(String(result.deleted));
  if (result?.op === 'put') yield* say('OK');
  if (result?.op === 'range' && command.type === 'etcdctl.get') {
    const { isKeysOnly, output } = command;
    const { kvs, count } = result;
    yield* print({ kind: 'etcd-kvs', kvs, count, revision, isKeysOnly, output });
  }
  assert(key !== '', 'etcdctl works on a key');
  return 0;
}

function etcdRequest(
  command: Exclude<EtcdctlCommand, { readonly type: 'etcdctl.watch' }>,
  range: { readonly rangeEnd?: string },
): Message {
  const { key } = command;
  switch (command.type) {
    case 'etcdctl.put': {
      const message = { type: 'etcd.put', key, value: jsonOrText(command.value) };
      return message;
    }
    case 'etcdctl.del': {
      const message = { type: 'etcd.delete', key, ...range };
      return message;
    }
    default: {
      const { rangeEnd, limit, revision, isKeysOnly } = command;
      const message = {
        type: 'etcd.range',
        key,
        ...range,
        ...(rangeEnd === undefined ? {} : { rangeEnd }),
        ...(limit === undefined ? {} : { limit }),
        ...(revision === undefined ? {} : { revision }),
        ...(isKeysOnly ? { isKeysOnly } : {}),
      };
      return message;
    }
  }
}

/** The store keeps values as data; what is no JSON is kept as text. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function* etcdWatch(
  command: Extract<EtcdctlCommand, { readonly type: 'etcdctl.watch' }>,
  range: { readonly rangeEnd?: string },
): Routine {
  const { key, revision } = command;
  const start = revision === undefined ? {} : { startRevision: revision };
  const message = { type: 'etcd.watch', key, ...range, ...start };
  let answer = yield* etcd(message);
  while (answer?.type === 'etcd.watch.response') {
    const { events, isCanceled, cancelReason } = answer as EtcdWatchResponse;
    if (isCanceled) return yield* fail(`watch was canceled (${cancelReason ?? ''})`);
    if (events.length > 0) yield* print({ kind: 'etcd-events', events });
    const reply: Reply = yield { call: 'next' };
    answer = reply.message as EtcdReply | undefined;
  }
  return 1;
}

/** Runs any `lab …` line. */
export function* lab(fault: Fault, setting: Setting): Routine {
  switch (fault.type) {
    case 'lab.partition':
      yield* control(fault.a, { type: 'link.cut', ...peer(fault.b) });
      return 0;
    case 'lab.heal':
      return yield* heal(fault, setting);
    case 'lab.delay': {
      const message = { type: 'link.slow', ...peer(fault.b), byMicros: fault.delayMicros };
      yield* control(fault.a, message);
      return 0;
    }
    case 'lab.registry':
      return yield* registry(fault);
    case 'lab.image': {
      const answer = fault.answer === 'not-found' ? '404' : fault.answer === 'ok' ? 'ok' : '401';
      return yield* configureRegistry({ rules: [{ image: fault.image, answer }] });
    }
    case 'lab.crash':
      yield* control(fault.process, { type: 'process.stop' });
      return 0;
    case 'lab.restart':
      yield* control(fault.process, { type: 'process.stop' });
      yield* control(fault.process, { type: 'process.start' });
      return 0;
    case 'lab.fill-disk':
      return yield* fillDisk(fault, setting);
    case 'lab.drop':
    case 'lab.load':
      return yield* fail(`${fault.type.replace('.', ' ')}: not possible in this simulation yet`);
    default:
      return 1;
  }
}

function peer(name: string): { readonly peer: string } {
  return { peer: name };
}

/** Without names: every link between a node and the control plane. */
function* heal(fault: Extract<Fault, { type: 'lab.heal' }>, setting: Setting): Routine {
  if (fault.a !== undefined && fault.b !== undefined) {
    yield* control(fault.a, { type: 'link.heal', ...peer(fault.b) });
    return 0;
  }
  for (const node of setting.nodes) {
    yield* control(`kubelet@${node}`, { type: 'link.heal', ...peer('apiserver') });
  }
  return 0;
}

function* registry(fault: Extract<Fault, { type: 'lab.registry' }>): Routine {
  const { isDown, bytesPerSecond, latencyMicros } = fault;
  return yield* configureRegistry({
    ...(isDown === undefined ? {} : { isDown }),
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
    ...(latencyMicros === undefined ? {} : { latency: latencyMicros as never }),
  });
}

function* configureRegistry(change: Omit<RegistryConfigure, 'type'>): Routine {
  const message: RegistryConfigure = { type: 'registry.configure', ...change };
  yield { call: 'tell', process: 'registry', port: 'requests', message };
  return 0;
}

/** Fills the disk with one big file, measured against what the machine says it has. */
function* fillDisk(fault: Extract<Fault, { type: 'lab.fill-disk' }>, setting: Setting): Routine {
  const node = fault.node ?? nodeOf({}, setting);
  const reply = yield* ask(`linux@${node}`, LINUX_PORT, { type: 'linux.machine' });
  if (reply.message?.type !== 'linux.machineInfo') return yield* fail(`lab: no node ${node}`);
  const { diskBytes, diskUsedBytes } = reply.message as unknown as {
    readonly diskBytes: number;
    readonly diskUsedBytes: number;
  };
  const zeros = Math.max(0, Math.floor((diskBytes * fault.percent) / 100) - diskUsedBytes);
  const done = yield* files(node, [{ op: 'write', path: '/var/lab-filler', content: '', zeros }]);
  return done?.outcomes[0]?.isOk === true ? 0 : yield* fail('lab: no space left on device');
}
