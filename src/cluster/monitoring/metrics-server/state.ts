// What metrics-server keeps: what it watches, the scrape under way, and the points of the last two.

import type { PersistentMap } from '../../../base/persistent-map.ts';
import type { Duration, Micros } from '../../../kernel/time.ts';
import type { Reflected } from '../../reflect/reflector.ts';

/**
 * What its arguments and its version say. v0.4 reads the summary of the kubelet, whose rates it
 * passes on; later versions read `/metrics/resource` and make rates of two points themselves.
 */
export interface Options {
  readonly isModern: boolean;
  readonly resolution: Duration;
  readonly scrapeTimeout: Duration;
  readonly port: number;
}

/** What was measured of a node or a container at one instant. */
export interface Point {
  /** Start of the container; of a node nobody says it. */
  readonly startedAt: Micros;
  readonly at: Micros;
  /** CPU time used since the start. */
  readonly cpuNanos: number;
  /** Billionths of a core, where the kubelet says it. */
  readonly nanoCores: number;
  readonly memoryBytes: number;
}

/** A point of one container. */
export interface ContainerPoint {
  readonly name: string;
  readonly point: Point;
}

/** Points by node, and by pod (`namespace/name`). */
export interface Batch {
  readonly nodes: PersistentMap<Point>;
  readonly pods: PersistentMap<readonly ContainerPoint[]>;
}

/** The last batch, and for each of its points the one to compare it with. */
export interface Storage {
  readonly last: Batch;
  readonly previous: Batch;
}

/** A scrape under way. */
export interface Scrape {
  /** Nodes that have not answered yet, with the request that was sent to each. */
  readonly waiting: PersistentMap<string>;
  readonly batch: Batch;
  /** How many nodes answered. */
  readonly answered: number;
  readonly errors: readonly string[];
}

/** The slice of the loop. */
export interface MetricsServerLoop {
  readonly options: Options;
  readonly reflected: Reflected;
  readonly isServing: boolean;
  readonly scrape: Scrape | null;
  /** A tick came while the last scrape was still under way. */
  readonly isTickWaiting: boolean;
  /** When the last scrape began. */
  readonly tickedAt: Micros | null;
  /** Whether any node answered in it. */
  readonly isTickOk: boolean;
  readonly storage: Storage;
}
