// Words for what goes to and from etcd.

import type {
  EtcdOp,
  EtcdReply,
  EtcdRequest,
  EtcdWatchResponse,
} from '../../cluster/protocol/etcd.ts';
import type { Subject } from '../../kernel/message.ts';
import { andMore, type Describers, type Description, described } from './description.ts';

/** Describers of etcd's protocol. */
export const ETCD: Describers<EtcdRequest | EtcdReply> = {
  'etcd.range': ({ key, rangeEnd }) => request(`range ${keyText(key, rangeEnd)}`, key),
  'etcd.put': ({ key }) => request(`put ${key}`, key),
  'etcd.delete': ({ key, rangeEnd }) => request(`delete ${keyText(key, rangeEnd)}`, key),
  'etcd.txn': ({ success, failure }) => transaction(success[0] ?? failure[0]),
  'etcd.compact': ({ revision }) => request(`compact ${revision}`),
  'etcd.watch': ({ key, rangeEnd }) => request(`watch ${keyText(key, rangeEnd)}`, key),
  'etcd.watch.cancel': () => request('cancel watch'),
  'etcd.lease.grant': ({ ttlSeconds }) => request(`grant lease ${ttlSeconds}s`),
  'etcd.lease.keepalive': () => request('keep lease alive'),
  'etcd.lease.revoke': () => request('revoke lease'),
  'etcd.response': ({ revision, succeeded, results }) =>
    described(
      'etcd',
      'response',
      succeeded ? `revision ${revision}` : 'compare failed',
      subjectOfKey(keyOfResults(results)),
    ),
  'etcd.lease.response': ({ lease }) => described('etcd', 'response', `lease ${lease}`),
  'etcd.watch.response': watchResponse,
  'etcd.error': ({ message }) => described('etcd', 'response', message),
};

function request(label: string, key?: string): Description {
  return described('etcd', 'request', label, subjectOfKey(key));
}

function keyText(key: string, rangeEnd: string | undefined): string {
  return rangeEnd === undefined ? key : `${key}…`;
}

function transaction(op: EtcdOp | undefined): Description {
  if (op === undefined) return request('txn');
  return request(`txn ${op.op === 'range' ? '' : `${op.op} `}${op.key}`, op.key);
}

function keyOfResults(results: readonly { readonly op: string }[]): string | undefined {
  const result = results[0] as { readonly kvs?: readonly { readonly key: string }[] } | undefined;
  return result?.kvs?.length === 1 ? result.kvs[0]?.key : undefined;
}

function watchResponse(message: EtcdWatchResponse): Description {
  const { events, isCanceled, isCreated } = message;
  const first = events[0];
  if (first === undefined) {
    return described(
      'etcd',
      'watch',
      isCanceled ? 'watch canceled' : isCreated ? 'watch created' : `progress ${message.revision}`,
    );
  }
  const label = andMore(`${first.type} ${first.kv.key}`, events.length);
  return described('etcd', 'watch', label, subjectOfKey(first.kv.key));
}

const KINDS: { readonly [folder: string]: string } = {
  minions: 'node',
  leases: 'lease',
  services: 'service',
};
const CLUSTER_WIDE = [
  'csinodes',
  'minions',
  'namespaces',
  'ranges',
  'priorityclasses',
  'persistentvolumes',
];

/** `/registry/pods/default/web` is about the pod default/web. */
export function subjectOfKey(key: string | undefined): Subject | undefined {
  const [folder, ...rest] = (key ?? '').split('/').slice(2);
  if (folder === undefined || rest.length === 0 || rest.at(-1) === '') return undefined;
  const kind = KINDS[folder] ?? folder.replace(/s$/, '');
  const name = rest.at(-1) as string;
  if (CLUSTER_WIDE.includes(folder) || rest.length === 1) return { kind, name };
  return { kind, name, namespace: rest.at(-2) as string };
}
