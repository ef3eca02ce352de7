// Resource quantities: the text `500m`, `1.5Gi` or `1e3` as an exact number of billionths, and back
// to the canonical text. Models apimachinery/pkg/api/resource/quantity.go. BigInt because 8Ei in
// billionths does not fit a number; objects keep the text, so no BigInt ever enters state.

/** How a quantity likes to be written. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** An amount in billionths, and the format it was written in. */
export interface Quantity {
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

/** Why a text is no quantity, in upstream's words. */
export type QuantityProblem =
  | "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
  | "unable to parse quantity's suffix"
  | 'unable to parse numeric part of quantity';

const NANO = 1_000_000_000n;
const MAX_INT64 = 9_223_372_036_854_775_807n;
const BINARY: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: readonly string[] = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];

/** Reads a quantity; a string answers why it is none. */
export function parseQuantity(input: string | number): Quantity | QuantityProblem {
  const text = String(input);
  const match = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/.exec(text);
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match ?? [];
  if (match === null || whole + fraction === '') {
    return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  }
  const scale = scaleOf(suffix);
  if (scale === undefined) return "unable to parse quantity's suffix";
  const digits = BigInt(whole + fraction);
  const multiplied = digits * (scale.base === 2 ? 1n << BigInt(scale.exponent) : 1n);
  const power = 9 - fraction.length + (scale.base === 10 ? scale.exponent : 0);
  let nanos = power >= 0 ? multiplied * 10n ** BigInt(power) : ceilDiv(multiplied, -power);
  let { format } = scale;
  if (format === 'BinarySI' && nanos > MAX_INT64 * NANO) nanos = MAX_INT64 * NANO;
  if (format === 'BinarySI' && nanos > 0n && nanos < NANO) format = 'DecimalSI';
  return { nanos: sign === '-' ? -nanos : nanos, format };
}

interface Scale {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function scaleOf(suffix: string): Scale | undefined {
  const decimal = DECIMAL.indexOf(suffix);
  if (decimal >= 0) return { base: 10, exponent: (decimal - 3) * 3, format: 'DecimalSI' };
  const binary = BINARY.indexOf(suffix);
  if (binary > 0) return { base: 2, exponent: binary * 10, format: 'BinarySI' };
  const exponent = /^[eE]([-+]?[0-9]{1,3})$/.exec(suffix);
  if (exponent === null) return undefined;
  return { base: 10, exponent: Number(exponent[1]), format: 'DecimalExponent' };
}

function ceilDiv(value: bigint, powerOfTen: number): bigint {
  const divisor = 10n ** BigInt(powerOfTen);
  return (value + divisor - 1n) / divisor;
}

/** Reads a quantity that was validated before; anything else counts as zero. */
export function quantityOf(input: string | number | undefined): Quantity {
  const parsed = input === undefined ? undefined : parseQuantity(input);
  return typeof parsed === 'object' ? parsed : { nanos: 0n, format: 'DecimalSI' };
}

/** Whether a text is a quantity. */
export function isQuantity(input: string | number): boolean {
  return typeof parseQuantity(input) === 'object';
}

/** The canonical text: no fraction, the largest suffix that loses nothing. */
export function formatQuantity(quantity: Quantity): string {
  const { nanos, format } = quantity;
  if (nanos === 0n) return '0';
  const size = nanos < 0n ? -nanos : nanos;
  const sign = nanos < 0n ? '-' : '';
  if (format === 'BinarySI' && size >= 1024n * NANO && size % NANO === 0n) {
    return sign + formatBinary(size / NANO);
  }
  return sign + formatDecimal(size, format === 'DecimalExponent');
}

function formatBinary(size: bigint): string {
  let rest = size;
  let step = 0;
  while (rest % 1024n === 0n && step < 6) {
    rest /= 1024n;
    step += 1;
  }
  return `${rest}${BINARY[step] ?? ''}`;
}

function formatDecimal(nanos: bigint, isExponent: boolean): string {
  let rest = nanos;
  let exponent = -9;
  const top = isExponent ? 300 : 18;
  while (rest % 1000n === 0n && exponent < top) {
    rest /= 1000n;
    exponent += 3;
  }
  if (isExponent) return exponent === 0 ? `${rest}` : `${rest}e${exponent}`;
  return `${rest}${DECIMAL[exponent / 3 + 3] ?? ''}`;
}

/** The canonical text of a quantity's text; unchanged when it is no quantity. */
export function canonicalQuantity(input: string | number): string {
  const parsed = parseQuantity(input);
  return typeof parsed === 'object' ? formatQuantity(parsed) : String(input);
}

/** Whole units, rounded up as Go's `Value()` does: bytes of memory, whole CPUs. */
export function wholeValue(input: string | number | undefined): number {
  return scaled(input, NANO, 1);
}

/** Thousandths, rounded up as Go's `MilliValue()` does: millicores of CPU. */
export function milliValue(input: string | number | undefined): number {
  return scaled(input, 1_000_000n, 1000);
}

function scaled(input: string | number | undefined, divisor: bigint, perUnit: number): number {
  if (typeof input === 'string' && /^[0-9]{1,9}$/.test(input)) return Number(input) * perUnit;
  const { nanos } = quantityOf(input);
  return Number(nanos > 0n ? (nanos + divisor - 1n) / divisor : nanos / divisor);
}

/** Below zero, zero or above zero as `a` is less than, equal to or greater than `b`. */
export function compareQuantities(
  a: string | number | undefined,
  b: string | number | undefined,
): number {
  const difference = quantityOf(a).nanos - quantityOf(b).nanos;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Canonical text of the sum; the format is the first one's unless that is zero. */
export function addQuantities(a: string | undefined, b: string | undefined): string {
  return combine(quantityOf(a), quantityOf(b), 1n);
}

/** Canonical text of the difference. */
export function subtractQuantities(a: string | undefined, b: string | undefined): string {
  return combine(quantityOf(a), quantityOf(b), -1n);
}

function combine(a: Quantity, b: Quantity, sign: bigint): string {
  const format = a.nanos === 0n ? b.format : a.format;
  return formatQuantity({ nanos: a.nanos + sign * b.nanos, format });
}

/** Canonical text of `value` thousandths. */
export function milliQuantity(value: number, format: QuantityFormat = 'DecimalSI'): string {
  return formatQuantity({ nanos: BigInt(Math.trunc(value)) * 1_000_000n, format });
}

/** Canonical text of `value` whole units. */
export function wholeQuantity(value: number, format: QuantityFormat = 'DecimalSI'): string {
  return formatQuantity({ nanos: BigInt(Math.trunc(value)) * NANO, format });
}
