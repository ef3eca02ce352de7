// Figures as Go prints them where Prometheus reads them.
// Models strconv.FormatFloat(x, 'g', -1, 64).

/** `331776`, `1.048576e+06`, `0.035`, `9.1e-05`. */
export function goFloat(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (!Number.isFinite(value)) return 'NaN';
  if (value === 0) return '0';
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(value);
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits}e${exponent < 0 ? '-' : '+'}${size}`;
}
