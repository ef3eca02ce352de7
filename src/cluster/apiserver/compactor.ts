// The port `compactor`: every five minutes etcd may forget what was five minutes ago. Several
// servers would take turns by the version of one key. Models
// apiserver/pkg/storage/etcd3/compact.go.

import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import { ETCD_REQUESTS, type EtcdRequest, type EtcdResponse } from '../protocol/etcd.ts';
import type { ApiServerState } from './state.ts';

/** The slice that the port owns. */
export type CompactorSlices = Pick<ApiServerState, 'compactNext'>;

const KEY = 'compact_rev_key';

/** Handles one message. */
export function receiveCompactor(
  state: ApiServerState,
  envelope: Envelope,
  io: Io,
): CompactorSlices {
  const { message } = envelope;
  const same = { compactNext: state.compactNext };
  if (message.type === 'compactor.tick') {
    io.after('compactor', state.config.compactionInterval, { type: 'compactor.tick' });
    const value = String(state.compactNext);
    ask(io, {
      type: 'etcd.txn',
      compare: [],
      success: [{ op: 'put', key: KEY, value }],
      failure: [],
    });
    return same;
  }
  if (message.type !== 'etcd.response') return same;
  const answered = message as EtcdResponse;
  // The put's own answer tells the present revision; that of a compaction has no result.
  if (answered.results.length === 0) return same;
  if (state.compactNext > 0) ask(io, { type: 'etcd.compact', revision: state.compactNext });
  return { compactNext: answered.revision };
}

function ask(io: Io, request: EtcdRequest): void {
  const actor = io.find('etcd');
  if (actor !== undefined) io.send({ actor, port: ETCD_REQUESTS }, request);
}
