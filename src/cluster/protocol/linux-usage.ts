// What an operating system counts of network, disk and limits of CPU time, and what a load can be
// told to use.

/** What went over the wire of a network namespace. */
export interface NetworkCounters {
  readonly rxBytes: number;
  readonly rxPackets: number;
  readonly txBytes: number;
  readonly txPackets: number;
  /** Sent, and never answered: the way was cut. */
  readonly txDropped: number;
}

/** What went to and from the disk, past the page cache. */
export interface DiskCounters {
  readonly readBytes: number;
  readonly reads: number;
  readonly writtenBytes: number;
  readonly writes: number;
}

/** How a limit of CPU time was enforced: in how many of its periods, and for how long. */
export interface CfsCounters {
  readonly periods: number;
  readonly throttledPeriods: number;
  readonly throttledNanos: number;
}

/** What a load does at a rate; 0 stops it. */
export interface LoadDials {
  /** Bytes of memory that it takes each second and never gives back. */
  readonly leakPerSecond?: number;
  /** Bytes that it writes each second to a file in its container. */
  readonly writePerSecond?: number;
  /** Where it sends requests. */
  readonly traffic?: TrafficDial;
}

/** Requests at a rate. */
export interface TrafficDial {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly perSecond: number;
}
