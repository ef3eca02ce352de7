// Counters of whatever has not moved anything yet: shared, so that they are known by identity.

import type { DiskCounters, NetworkCounters } from '../../protocol/linux-usage.ts';

/** Nothing was read or written. */
export const NO_DISK: DiskCounters = { readBytes: 0, reads: 0, writtenBytes: 0, writes: 0 };

/** Nothing was sent or received. */
export const NO_WIRE: NetworkCounters = {
  rxBytes: 0,
  rxPackets: 0,
  txBytes: 0,
  txPackets: 0,
  txDropped: 0,
};
