// From observations to decisions.

import { describe, expect, it } from 'vitest';
import { type Duration, type Micros, seconds } from '../../../kernel/time.ts';
import {
  firstObserved,
  graceOver,
  lastObserved,
  mergeThresholds,
  observedSince,
  thresholdsMet,
  thresholdsUpdated,
} from './decide.ts';
import { parseThresholds, type Threshold } from './thresholds.ts';

const GIB = 1_024 ** 3;

function at(second: number): Micros {
  return seconds(second) as number as Micros;
}

function parse(soft: string, reclaim: string): readonly Threshold[] {
  const parsed = parseThresholds({
    hard: { 'memory.available': '1Gi' },
    soft: { 'memory.available': soft },
    softGracePeriod: { 'memory.available': '1m30s' },
    minimumReclaim: { 'memory.available': reclaim },
    isPodsEnforced: true,
  });
  return 'error' in parsed ? [] : parsed.thresholds;
}

function memory(gib: number): {
  readonly [signal: string]: { available: number; capacity: number };
} {
  return { 'memory.available': { available: gib * GIB, capacity: 8 * GIB } };
}

describe('thresholds', () => {
  const [hard, soft, allocatable] = parse('25%', '512Mi') as [Threshold, Threshold, Threshold];

  it('PRESSURE-1: are met strictly below their amount or their part of the capacity', () => {
    expect(allocatable.signal).toBe('allocatableMemory.available');
    expect(thresholdsMet([hard, soft], memory(2), false)).toEqual([]);
    expect(thresholdsMet([hard, soft], memory(1.9), false)).toEqual([soft]);
    expect(thresholdsMet([hard, soft], memory(0.9), false)).toEqual([hard, soft]);
    expect(thresholdsMet([allocatable], memory(0.1), false)).toEqual([]);
  });

  it('PRESSURE-1: a soft one without a grace period is a mistake', () => {
    const soft = { 'nodefs.available': '10%' };
    const none = { hard: {}, softGracePeriod: {}, minimumReclaim: {}, isPodsEnforced: false };
    expect(parseThresholds({ ...none, soft })).toEqual({
      error: 'grace period must be specified for the soft eviction threshold nodefs.available',
    });
    expect(parseThresholds({ ...none, soft: {}, hard: { 'nodefs.free': '1Gi' } })).toEqual({
      error: 'unsupported eviction signal nodefs.free',
    });
  });

  it('PRESSURE-2: end with their minimum reclaim', () => {
    expect(thresholdsMet([hard], memory(1.4), true)).toEqual([hard]);
    expect(thresholdsMet([hard], memory(1.6), true)).toEqual([]);
    expect(mergeThresholds([hard], [hard, soft])).toEqual([hard, soft]);
  });

  it('PRESSURE-3: soft ones wait for their grace, from the first look on', () => {
    const first = firstObserved([hard, soft], [], at(10));
    const again = firstObserved([soft], first, at(50));
    expect(graceOver(first, at(10))).toEqual([hard]);
    expect(graceOver(again, at(99))).toEqual([]);
    expect(graceOver(again, at(100))).toEqual([soft]);
  });

  it('PRESSURE-3: the same measurement counts once', () => {
    const seen = (second: number): object => ({
      'memory.available': { available: 0, capacity: 1, at: at(second) },
    });
    expect(thresholdsUpdated([hard], seen(5) as never, seen(5) as never)).toEqual([]);
    expect(thresholdsUpdated([hard], seen(6) as never, seen(5) as never)).toEqual([hard]);
    expect(thresholdsUpdated([hard], seen(5) as never, {})).toEqual([hard]);
  });

  it('PRESSURE-4: conditions stand for the transition period', () => {
    const times = lastObserved(['DiskPressure'], { MemoryPressure: at(0) }, at(40));
    const period = seconds(60) as Duration;
    expect(observedSince(times, period, at(59))).toEqual(['MemoryPressure', 'DiskPressure']);
    expect(observedSince(times, period, at(60))).toEqual(['DiskPressure']);
    expect(observedSince(times, period, at(100))).toEqual([]);
  });
});
