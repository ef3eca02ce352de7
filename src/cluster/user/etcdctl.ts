// etcdctl: from a typed line to requests of etcd.

import type { Message } from '../../kernel/message.ts';
import {
  ETCD_REQUESTS,
  type EtcdError,
  type EtcdReply,
  type EtcdResponse,
  type EtcdWatchResponse,
} from '../protocol/etcd.ts';
import type { EtcdctlCommand } from '../protocol/node-commands.ts';
import { ask, fail, print, type Reply, type Routine, say } from './calls.ts';

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
