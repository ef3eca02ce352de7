// Eviction thresholds as flags and configuration give them: `memory.available<100Mi`, percentages,
// grace periods, minimum reclaims. Models pkg/kubelet/eviction/helpers.go, ParseThresholdConfig.

import { parseQuantity, wholeValue } from '../../../apimachinery/quantity.ts';
import { parseGoDuration } from '../../../base/go-duration.ts';
import { singlePrecision } from '../../../base/single.ts';
import type { Duration } from '../../../kernel/time.ts';
import { meaningOf } from './signals.ts';

/** An amount, or a part of the capacity (in single precision, as the kubelet keeps it). */
export type ThresholdValue = { readonly quantity: string } | { readonly percentage: number };

/** One threshold. */
export interface Threshold {
  readonly signal: string;
  readonly operator: string;
  readonly value: ThresholdValue;
  /** How long it has to be met; 0 is a hard threshold. */
  readonly gracePeriod: Duration;
  readonly minReclaim?: ThresholdValue;
}

/** The five settings thresholds come from. */
export interface EvictionSettings {
  readonly hard: Statements;
  readonly soft: Statements;
  readonly softGracePeriod: Statements;
  readonly minimumReclaim: Statements;
  /** Whether the pods' cgroup is limited, so that memory in it can run short by itself. */
  readonly isPodsEnforced: boolean;
}

/** Values by signal. */
export interface Statements {
  readonly [signal: string]: string;
}

/** The thresholds, or what is wrong with the settings. */
export type ParsedThresholds =
  | { readonly thresholds: readonly Threshold[] }
  | { readonly error: string };

const NO_GRACE = 0 as Duration;

class BadSetting extends Error {}

/** Reads all settings; the hard thresholds come first. */
export function parseThresholds(settings: EvictionSettings): ParsedThresholds {
  try {
    return { thresholds: read(settings) };
  } catch (problem) {
    if (problem instanceof BadSetting) return { error: problem.message };
    throw problem;
  }
}

function read(settings: EvictionSettings): readonly Threshold[] {
  const hard = statements(settings.hard);
  const soft = statements(settings.soft);
  const graces = mapped(settings.softGracePeriod, graceOf);
  const reclaims = mapped(settings.minimumReclaim, reclaimOf);
  const graced = soft.map((threshold) => {
    const gracePeriod = graces.get(threshold.signal);
    if (gracePeriod !== undefined) return { ...threshold, gracePeriod };
    const what = `grace period must be specified for the soft eviction threshold`;
    throw new BadSetting(`${what} ${threshold.signal}`);
  });
  const all = [...hard, ...graced].map((threshold) => {
    const minReclaim = reclaims.get(threshold.signal);
    return minReclaim === undefined ? threshold : { ...threshold, minReclaim };
  });
  return settings.isPodsEnforced ? [...all, ...allocatable(all)] : all;
}

/** Memory that runs short for pods alone: the hard memory threshold once more. */
function allocatable(thresholds: readonly Threshold[]): readonly Threshold[] {
  return thresholds
    .filter(({ signal, gracePeriod }) => signal === 'memory.available' && gracePeriod === NO_GRACE)
    .map((threshold) => ({ ...threshold, signal: 'allocatableMemory.available' }));
}

function statements(given: Statements): readonly Threshold[] {
  return Object.entries(given).flatMap(([signal, text]) => {
    const value = valueFrom(signal, text);
    return value === undefined
      ? []
      : [{ signal, operator: 'LessThan', value, gracePeriod: NO_GRACE }];
  });
}

/** The value of a threshold; 0% and 100% switch it off. */
function valueFrom(signal: string, text: string): ThresholdValue | undefined {
  known(signal);
  if (!text.endsWith('%')) {
    const quantity = parseQuantity(text);
    if (typeof quantity === 'string') throw new BadSetting(quantity);
    if (quantity.nanos <= 0n) {
      throw new BadSetting(`eviction threshold ${signal} must be positive: ${text}`);
    }
    return { quantity: text };
  }
  if (text === '0%' || text === '100%') return undefined;
  const percentage = percentageOf(text);
  const what = `eviction percentage threshold ${signal} must be`;
  if (percentage < 0) throw new BadSetting(`${what} >= 0%: ${text}`);
  if (percentage > 1) throw new BadSetting(`${what} <= 100%: ${text}`);
  return { percentage };
}

function known(signal: string): void {
  if (meaningOf(signal) === undefined) {
    throw new BadSetting(`unsupported eviction signal ${signal}`);
  }
}

function percentageOf(text: string): number {
  const percentage = parsePercentage(text);
  if (percentage !== undefined) return percentage;
  throw new BadSetting(`strconv.ParseFloat: parsing "${text.replace(/%+$/, '')}": invalid syntax`);
}

/** `25.5%` as a part of one; undefined when it is no number. Models parsePercentage. */
export function parsePercentage(text: string): number | undefined {
  const number = text.replace(/%+$/, '');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number)) return undefined;
  return singlePrecision(singlePrecision(Number(number)) / 100);
}

function mapped<T>(
  given: Statements,
  read: (signal: string, text: string) => T,
): ReadonlyMap<string, T> {
  return new Map(
    Object.entries(given).map(([signal, text]) => {
      known(signal);
      return [signal, read(signal, text)];
    }),
  );
}

function graceOf(_signal: string, text: string): Duration {
  const period = parseGoDuration(text);
  if (typeof period === 'string') throw new BadSetting(period);
  if (period >= 0) return period as Duration;
  const what = 'invalid eviction grace period specified';
  throw new BadSetting(`${what}: ${text}, must be a positive value`);
}

function reclaimOf(signal: string, text: string): ThresholdValue {
  if (text.endsWith('%')) {
    const percentage = percentageOf(text);
    if (percentage > 0) return { percentage };
    const what = `eviction percentage minimum reclaim ${signal}`;
    throw new BadSetting(`${what} must be positive: ${text}`);
  }
  const quantity = parseQuantity(text);
  if (typeof quantity === 'string') throw new BadSetting(quantity);
  if (quantity.nanos >= 0n) return { quantity: text };
  throw new BadSetting(`negative eviction minimum reclaim specified for ${signal}`);
}

/** The amount a value comes to. Models GetThresholdQuantity. */
export function amountOfValue(value: ThresholdValue, capacity: number): number {
  if ('quantity' in value) return wholeValue(value.quantity);
  return Math.trunc(capacity * value.percentage);
}
