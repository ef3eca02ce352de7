// What an API server is made of: its edition, its patience, its latencies. Data only.

import type { ApiObject } from '../../apimachinery/meta.ts';
import { type Duration, milliseconds, minutes, seconds } from '../../kernel/time.ts';
import type { EditionName } from '../editions/edition.ts';

/** How long work takes: fastest and slowest. */
export interface WorkTime {
  readonly low: Duration;
  readonly high: Duration;
}

/** A port that waits for services, or the control port of a process that is not up before. */
export interface ServiceWatcher {
  readonly process: string;
  readonly port: string;
}

/** What an API server is made of. */
export interface ApiServerConfig {
  readonly edition: EditionName;
  /** From the start of the process to the first answer. */
  readonly startup: Duration;
  /** Admission, defaulting, validation: before a write goes to etcd. */
  readonly writeWork: WorkTime;
  /** Before a read goes to etcd, or is answered from the cache. */
  readonly readWork: WorkTime;
  /** Events hang on leases of this length. */
  readonly eventTtlSeconds: number;
  /** A request that got no answer from etcd ends after this. */
  readonly requestTimeout: Duration;
  /** Watches without `timeoutSeconds` end after this, up to twice. */
  readonly minRequestTimeout: Duration;
  readonly bookmarkInterval: Duration;
  readonly compactionInterval: Duration;
  /** The watch cache keeps at least so many events, and all that are younger than 75 s. */
  readonly watchCacheSize: number;
  /** First address and size of the range of cluster IPs. */
  readonly serviceRange: { readonly prefix: readonly [number, number]; readonly size: number };
  /** Processes to be told of the first service with a selector. */
  readonly serviceWatchers: readonly ServiceWatcher[];
  /** What the cluster holds from the start besides what every cluster has. */
  readonly objects: readonly ApiObject[];
}

/** The recorded API server: its latencies, no service account admission. */
export function apiServerDefaults(edition: EditionName): ApiServerConfig {
  return {
    edition,
    startup: milliseconds(0),
    writeWork: { low: milliseconds(1), high: milliseconds(3) },
    readWork: { low: milliseconds(1), high: milliseconds(4) },
    eventTtlSeconds: 3_600,
    requestTimeout: seconds(60),
    minRequestTimeout: minutes(30),
    bookmarkInterval: minutes(1),
    compactionInterval: minutes(5),
    watchCacheSize: 100,
    serviceRange: { prefix: [10, 96], size: 65_536 },
    serviceWatchers: [],
    objects: [],
  };
}
