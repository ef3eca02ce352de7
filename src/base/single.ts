// Numbers in single precision, as Go's float32 keeps them: 24 bits and no more.

/** The nearest single to a number that is not negative and smaller than 2^23. */
export function singlePrecision(value: number): number {
  if (value <= 0) return value === 0 ? 0 : -singlePrecision(-value);
  let scale = 1;
  while (value * scale < 0x80_0000) scale *= 2;
  return Math.round(value * scale) / scale;
}
