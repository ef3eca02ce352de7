// How klog writes: the head of a line, and values behind keys.
// Models k8s.io/klog/v2, klog.go, and its internal/serialize.

import { civilOfUnix, rfc3339Micro } from '../../base/calendar.ts';
import type { Micros } from '../../kernel/time.ts';

/** How grave a line is. */
export type Severity = 'I' | 'W' | 'E';

/** A pod as lines name it. */
export interface PodName {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}

/** `s01/web`. */
export function shortName({ name, namespace }: PodName): string {
  return `${namespace}/${name}`;
}

/** `web_s01(8cfd3cad-…)`, as v1.20 names pods. */
export function fullName({ name, namespace, uid }: PodName): string {
  return `${name}_${namespace}(${uid})`;
}

/** Key and value pairs behind a message. */
export type Pairs = readonly (readonly [key: string, value: unknown])[];

/** `"SyncLoop ADD" source="api" pods=["s01/web"]`. */
export function structured(message: string, pairs: Pairs): string {
  return [
    JSON.stringify(message),
    ...pairs.map(([key, value]) => `${key}=${valueText(value)}`),
  ].join(' ');
}

function valueText(value: unknown): string {
  return JSON.stringify(value ?? null);
}

/** `I1123 08:15:07.903877   12668 config.go:326] `. */
export function head(
  severity: Severity,
  epochSeconds: number,
  at: Micros,
  pid: number,
  source: string,
): string {
  const whole = Math.floor(at / 1_000_000);
  const { month, day, hour, minute, second } = civilOfUnix(epochSeconds + whole);
  const two = (part: number): string => String(part).padStart(2, '0');
  const micros = String(at - whole * 1_000_000).padStart(6, '0');
  const clock = `${two(hour)}:${two(minute)}:${two(second)}.${micros}`;
  return `${severity}${two(month)}${two(day)} ${clock} ${String(pid).padStart(7)} ${source}] `;
}

/** `2026-11-23 08:15:07.905824 +0000 UTC`, as Go prints a time. */
export function goTime(epochSeconds: number, at: Micros): string {
  const [date = '', time = ''] = rfc3339Micro(epochSeconds, at).split('T');
  return `${date} ${time.slice(0, -1)} +0000 UTC`;
}
