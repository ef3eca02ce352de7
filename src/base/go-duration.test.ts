// Durations as Go reads and prints them.

import { expect, test } from 'vitest';
import { goDurationText, parseGoDuration } from './go-duration.ts';

test.each([
  ['0', 0],
  ['-0', 0],
  ['1m30s', 90_000_000],
  ['-1.5h', -5_400_000_000],
  ['+.5ms', 500],
  ['37us', 37],
  ['37µs', 37],
  ['1500ns', 2],
  ['1h1h', 7_200_000_000],
  ['', 'time: invalid duration ""'],
  ['-', 'time: invalid duration "-"'],
  ['s', 'time: invalid duration "s"'],
  ['1s ', 'time: unknown unit "s " in duration "1s "'],
  ['.s', 'time: invalid duration ".s"'],
  ['15', 'time: missing unit in duration "15"'],
  ['1m5', 'time: missing unit in duration "1m5"'],
  ['1d', 'time: unknown unit "d" in duration "1d"'],
  ['1constructor', 'time: unknown unit "constructor" in duration "1constructor"'],
  ['9999999h', 'time: invalid duration "9999999h"'],
])('reads %j', (text, read) => {
  expect(parseGoDuration(text)).toBe(read);
});

test('reads what it prints', () => {
  for (const micros of [0, 1, 999, 1_000, 1_500, 61_000_000, 3_600_000_001, -250_000]) {
    expect(parseGoDuration(goDurationText(micros))).toBe(micros);
  }
});
