// Links between processes: latency, order per connection, cut and slow links. Pure bookkeeping; the
// simulation asks it when a message will arrive.

import { hashNumber, mix32 } from '../base/hash.ts';
import type { Endpoint } from './message.ts';
import type { Duration, Micros } from './time.ts';

/** Latency of one kind of link: at least `base`, plus up to `jitter`. */
export interface LatencyProfile {
  readonly base: Duration;
  readonly jitter: Duration;
}

/** Which profile holds between two kinds of process. */
export type LatencyOf = (fromKind: string, toKind: string) => LatencyProfile;

/** What left last on a connection. A sender that still works may have it leave in the future. */
export interface Departure {
  readonly sentAt: Micros;
  readonly at: Micros;
  /** Last delivery of what overtook it by leaving earlier. */
  readonly overtaken: Micros;
}

/** What the bus remembers; plain data in maps that a checkpoint copies. */
export interface BusState {
  /** Last departure per connection `actor/port>actor/port`: a connection keeps its order. */
  readonly last: Map<string, Departure>;
  /** Cut links as `a|b` with the names in order. */
  readonly cut: Set<string>;
  /** Extra latency per link `a|b`. */
  readonly slow: Map<string, Duration>;
  /** How many of the next messages get lost, per direction `from>to`. */
  readonly drop: Map<string, number>;
}

/** A bus on which nothing was sent. */
export function emptyBus(): BusState {
  return { last: new Map(), cut: new Set(), slow: new Map(), drop: new Map() };
}

/** A copy that later sends do not change. */
export function copyBus(bus: BusState): BusState {
  return {
    last: new Map(bus.last),
    cut: new Set(bus.cut),
    slow: new Map(bus.slow),
    drop: new Map(bus.drop),
  };
}

/** The name of the link between two processes, whichever is named first. */
export function linkKey(a: string, b: string): string {
  return a < b ? `${a}|${b}` : `${b}|${a}`;
}

/** The name of a connection. */
export function connectionKey(from: Endpoint, to: Endpoint): string {
  return `${from.actor}/${from.port}>${to.actor}/${to.port}`;
}

/** Whether the next message from one process to another gets lost; counts it. */
export function isDropped(bus: BusState, from: string, to: string): boolean {
  const direction = `${from}>${to}`;
  const left = bus.drop.get(direction);
  if (left === undefined) return false;
  if (left > 1) bus.drop.set(direction, left - 1);
  else bus.drop.delete(direction);
  return true;
}

/** One direction between two ports: all that does not change while they talk. */
export interface Wire {
  readonly connection: string;
  readonly link: string;
  readonly profile: LatencyProfile;
  /** Seed and connection mixed: the key of its latency draws. */
  readonly key: number;
}

/** When a message that leaves at `sentAt` arrives; notes it for the order of the connection. */
export function arrival(bus: BusState, wire: Wire, sentAt: Micros): Micros {
  const { base, jitter } = wire.profile;
  const slowed = bus.slow.size === 0 ? 0 : (bus.slow.get(wire.link) ?? 0);
  const luck = mix32(hashNumber(sentAt, wire.key)) / 0x1_0000_0000;
  const soonest = sentAt + base + Math.floor(luck * (jitter + 1)) + slowed;
  const last = bus.last.get(wire.connection);
  if (last === undefined || sentAt >= last.sentAt) {
    const at = Math.max(soonest, last?.at ?? soonest) as Micros;
    bus.last.set(wire.connection, { sentAt, at, overtaken: at });
    return at;
  }
  // It leaves before something that was announced earlier: it need not wait for that.
  const own = last.overtaken === last.at ? 0 : last.overtaken;
  const at = Math.min(Math.max(soonest, own), last.at) as Micros;
  bus.last.set(wire.connection, { ...last, overtaken: at });
  return at;
}
