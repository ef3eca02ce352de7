// Numbers as the page writes them: ages, bytes, shares. Short, in figures, the same in both
// languages.

import type { Micros } from '../kernel/time.ts';

/** `0.338 s`, `42.0 s`, `4 m 12 s`, `1 h 03 m`. */
export function formatAge(micros: number): string {
  const seconds = Math.max(0, micros) / 1e6;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} m`;
}

/** `0.338 s` up to a minute, then `1:02.500`. */
export function formatAt(at: Micros | number): string {
  const ms = Math.floor(at / 1e3);
  const seconds = Math.floor(ms / 1e3);
  const rest = String(ms % 1e3).padStart(3, '0');
  if (seconds < 60) return `${seconds}.${rest} s`;
  const minutes = Math.floor(seconds / 60);
  const tail = `${String(seconds % 60).padStart(2, '0')}.${rest}`;
  if (minutes < 60) return `${minutes}:${tail}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${tail}`;
}

/** `4.2 s` of a length of time, without trailing zeros where they say nothing. */
export function formatLength(micros: number): string {
  const seconds = micros / 1e6;
  if (seconds < 1) return `${Math.round(micros / 1e3)} ms`;
  if (seconds < 60)
    return `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
  return formatAge(micros);
}

/** `14:03:20`, UTC, of an instant of the simulation. */
export function formatClock(epochSeconds: number, at: number): string {
  const total = Math.floor(epochSeconds + at / 1e6);
  const part = (value: number): string => String(value % 60).padStart(2, '0');
  const hours = String(Math.floor(total / 3600) % 24).padStart(2, '0');
  return `${hours}:${part(Math.floor(total / 60))}:${part(total)}`;
}

/** `64 MiB`, `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const text = value >= 10 || unit === 0 ? String(Math.round(value)) : value.toFixed(1);
  return `${text} ${units[unit]}`;
}

/** The last part of an image name, with its tag: `nginx:1.25`. */
export function shortImage(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1);
  return name.replace(/@sha256:([0-9a-f]{6}).*$/, '@$1…');
}
