import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  civilOfUnix,
  microsSince,
  parseRfc3339,
  rfc3339,
  rfc3339Micro,
  rfc3339Nano,
  unixOfCivil,
  weekday,
} from './calendar.ts';

test('prints what the platform prints', () => {
  fc.assert(
    fc.property(fc.integer({ min: -2_000_000_000, max: 8_000_000_000 }), (unix) => {
      expect(rfc3339(unix, 0)).toBe(new Date(unix * 1000).toISOString().replace('.000', ''));
      expect(weekday(unix)).toBe(new Date(unix * 1000).getUTCDay());
      expect(unixOfCivil(civilOfUnix(unix))).toBe(unix);
      expect(parseRfc3339(rfc3339(unix, 0))).toEqual({ seconds: unix, micros: 0 });
    }),
  );
});

test('parts of a second', () => {
  const epoch = Date.UTC(2024, 1, 29) / 1000;
  expect(rfc3339(epoch, 1_999_999)).toBe('2024-02-29T00:00:01Z');
  expect(rfc3339Micro(epoch, 1_000_042)).toBe('2024-02-29T00:00:01.000042Z');
  expect(rfc3339Nano(epoch, 500_000)).toBe('2024-02-29T00:00:00.5Z');
  expect(rfc3339Nano(epoch, 0, 7)).toBe('2024-02-29T00:00:00.000000007Z');
  expect(microsSince(epoch, '2024-02-29T01:00:01.25+01:00')).toBe(1_250_000);
  expect(parseRfc3339('2023-02-29T00:00:00Z')).toBeUndefined();
  expect(parseRfc3339('yesterday')).toBeUndefined();
});
