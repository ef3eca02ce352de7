// Links between processes: latency, order per connection, cut and slow links. Pure bookkeeping; the
// simulation asks it when a message will arrive.

import type { Endpoint } from './message.ts';
import type { Draw } from './random.ts';
import { type Duration, type Micros, microseconds } from './time.ts';

/** Latency of one kind of link: at least `base`, plus up to `jitter`. */
export interface LatencyProfile {
  readonly base: Duration;
  readonly jitter: Duration;
}

/** Which profile holds between two kinds of process. */
export type LatencyOf = (fromKind: string, toKind: string) => LatencyProfile;

/** What the bus remembers; plain data in maps that a checkpoint copies. */
export interface BusState {
  /** Last delivery per connection `actor/port>actor/port`: a connection keeps its order. */
  readonly last: Map<string, Micros>;
  /** Cut links as `a|b` with the names in order. */
  readonly cut: Set<string>;
  /** Extra latency per link `a|b`. */
  readonly slow: Map<string, Duration>;
}

/** A bus on which nothing was sent. */
export function emptyBus(): BusState {
  return { last: new Map(), cut: new Set(), slow: new Map() };
}

/** A copy that later sends do not change. */
export function copyBus(bus: BusState): BusState {
  return { last: new Map(bus.last), cut: new Set(bus.cut), slow: new Map(bus.slow) };
}

/** The name of the link between two processes, whichever is named first. */
export function linkKey(a: string, b: string): string {
  return a < b ? `${a}|${b}` : `${b}|${a}`;
}

/** The name of a connection. */
export function connectionKey(from: Endpoint, to: Endpoint): string {
  return `${from.actor}/${from.port}>${to.actor}/${to.port}`;
}

/** When a message that leaves at `sentAt` arrives; notes it for the order of the connection. */
export function arrival(
  bus: BusState,
  connection: string,
  link: string,
  sentAt: Micros,
  profile: LatencyProfile,
  draw: Draw,
): Micros {
  const slowed = bus.slow.get(link) ?? microseconds(0);
  const soonest = sentAt + draw.between(profile.base, (profile.base + profile.jitter) as Duration);
  const at = Math.max(soonest + slowed, bus.last.get(connection) ?? 0) as Micros;
  bus.last.set(connection, at);
  return at;
}
