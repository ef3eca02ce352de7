// Events vanish after their time: each hangs on an etcd lease, and one lease serves all events of a
// minute. Models apiserver/pkg/storage/etcd3/lease_manager.go.

import { seconds } from '../../kernel/time.ts';
import type { Desk } from './desk.ts';

/** A shared lease lives longer than its first event by this, so that its last one has its time. */
export const ETCD_LEASE_SLACK_SECONDS = 60 as const;

/** The lease to use now, or undefined when a new one is due. */
export function leaseFor(desk: Desk): number | undefined {
  const { eventLease, io } = desk;
  if (eventLease === null) return undefined;
  const isFresh = io.now - eventLease.grantedAt < seconds(ETCD_LEASE_SLACK_SECONDS);
  return isFresh ? eventLease.id : undefined;
}
