// A flight is drawn from the instant it leaves until just before it arrives.

import { expect, it } from 'vitest';
import type { Flight } from '../session/protocol.ts';
import { flightsAt, NO_FLIGHTS, withFlights } from './flights.ts';

const flight = (id: number, sentAt: number, deliverAt: number): Flight =>
  ({ id, sentAt, deliverAt, channel: 'api' }) as unknown as Flight;

const book = withFlights(withFlights(NO_FLIGHTS, [flight(1, 0, 100), flight(3, 50, 50)]), [
  flight(2, 40, 60),
]);

it('shows those with sentAt ≤ at < arrival, and how far they are', () => {
  const ids = (at: number): readonly number[] => flightsAt(book, at).map((now) => now.flight.id);
  expect(ids(0)).toEqual([1]);
  expect(ids(45)).toEqual([1, 2]);
  expect(ids(50)).toEqual([1, 2, 3]);
  expect(ids(51)).toEqual([1, 2]);
  expect(ids(100)).toEqual([]);
  expect(flightsAt(book, 45).map((now) => now.progress)).toEqual([0.45, 0.25]);
  expect(flightsAt(book, 45, (one) => one.id !== 1)).toHaveLength(1);
});
