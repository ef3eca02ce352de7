// Which messages are on the wire at the playhead, and how far. A pure function of flights and time.

import { partitionPoint } from '../base/search.ts';
import type { Flight } from '../session/protocol.ts';

/** A flight at one moment. */
export interface FlightNow {
  readonly flight: Flight;
  /** 0 when it leaves, 1 when it arrives. */
  readonly progress: number;
}

/** Flights ordered by departure, with the longest one among them. */
export interface FlightBook {
  readonly flights: readonly Flight[];
  readonly longest: number;
}

/** No flights. */
export const NO_FLIGHTS: FlightBook = { flights: [], longest: 1 };

/** Messages inside one process take no simulated time; they are seen for the microsecond after. */
export function arrivalOf(flight: Flight): number {
  return Math.max(flight.deliverAt, flight.sentAt + 1);
}

/** Adds flights, which all leave at or after those in the book. */
export function withFlights(book: FlightBook, more: readonly Flight[]): FlightBook {
  if (more.length === 0) return book;
  const known = idsFrom(book, more);
  const sorted = more
    .filter((flight) => !known.has(flight.id))
    .sort((a, b) => a.sentAt - b.sentAt || a.id - b.id);
  let { longest } = book;
  for (const flight of sorted) longest = Math.max(longest, arrivalOf(flight) - flight.sentAt);
  return { flights: merge(book.flights, sorted), longest };
}

/** What is in the air when a stretch begins anew is told again. */
function idsFrom({ flights }: FlightBook, more: readonly Flight[]): ReadonlySet<number> {
  const since = more.reduce((least, flight) => Math.min(least, flight.sentAt), Infinity);
  const ids = new Set<number>();
  for (let i = firstFrom(flights, since); i < flights.length; i += 1) {
    ids.add((flights[i] as Flight).id);
  }
  return ids;
}

/** Only the flights that leave in [from, until). */
export function cutFlights(book: FlightBook, from: number, until: number): FlightBook {
  const flights = book.flights.filter((one) => arrivalOf(one) > from && one.sentAt < until);
  return { flights, longest: book.longest };
}

/** Flights with `sentAt ≤ at < arrival`, oldest first. */
export function flightsAt(
  book: FlightBook,
  at: number,
  isWanted: (flight: Flight) => boolean = () => true,
): readonly FlightNow[] {
  const found: FlightNow[] = [];
  const { flights, longest } = book;
  for (let i = firstFrom(flights, at - longest); i < flights.length; i += 1) {
    const flight = flights[i] as Flight;
    if (flight.sentAt > at) break;
    const end = arrivalOf(flight);
    if (at >= end || !isWanted(flight)) continue;
    found.push({ flight, progress: (at - flight.sentAt) / (end - flight.sentAt) });
  }
  return found;
}

/** How long a hop stays on stage in story pace, by how far apart its ends are drawn. */
export function hopMs(flight: Flight): number {
  switch (flight.channel) {
    case 'internal':
    case 'os':
    case 'etcd':
      return 450;
    case 'api':
    case 'metrics':
    case 'source':
      return 850;
    case 'registry':
    case 'command':
      return 500;
    default:
      return 600;
  }
}

function merge(a: readonly Flight[], b: readonly Flight[]): readonly Flight[] {
  const last = a.at(-1);
  const first = b[0];
  if (last === undefined || first === undefined || last.sentAt <= first.sentAt) return [...a, ...b];
  return [...a, ...b].sort((x, y) => x.sentAt - y.sentAt || x.id - y.id);
}

/** Index of the first flight that leaves at or after `at`. */
export function firstFrom(flights: readonly Flight[], at: number): number {
  return partitionPoint(flights.length, (i) => (flights[i] as Flight).sentAt < at);
}
