// Addresses of pods on a node: which one an engine gives next. IPv4 only, as recorded.

import { assert } from '../../base/assert.ts';
import { has, type PersistentMap } from '../../base/persistent-map.ts';

/** Address to whoever holds it. */
export type Addresses = PersistentMap<string>;

/** The gateway: the first address of the range. */
export function gatewayOf(cidr: string): string {
  return dotted(rangeOf(cidr).first + 1);
}

/** Docker's bridge: the lowest free address, so one is used again as soon as it is free. */
export function lowestFree(cidr: string, taken: Addresses): string | undefined {
  const { first, last } = rangeOf(cidr);
  for (let address = first + 2; address < last; address++) {
    if (!has(taken, dotted(address))) return dotted(address);
  }
  return undefined;
}

/** CNI's host-local: the next free one after the last that was given, round the range. */
export function nextAfter(cidr: string, previous: string, taken: Addresses): string | undefined {
  const { first, last } = rangeOf(cidr);
  const lowest = first + 2;
  const count = last - lowest;
  const start = previous === '' ? 0 : numberOf(previous) + 1 - lowest;
  for (let i = 0; i < count; i++) {
    const address = dotted(lowest + ((start + i) % count));
    if (!has(taken, address)) return address;
  }
  return undefined;
}

interface AddressRange {
  readonly first: number;
  /** The broadcast address. */
  readonly last: number;
}

function rangeOf(cidr: string): AddressRange {
  const slash = cidr.indexOf('/');
  const bits = Number(cidr.slice(slash + 1));
  assert(slash > 0 && bits >= 8 && bits <= 30, `not a pod range: ${cidr}`);
  const size = 1 << (32 - bits);
  const first = Math.floor(numberOf(cidr.slice(0, slash)) / size) * size;
  return { first, last: first + size - 1 };
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function dotted(address: number): string {
  const byte = (power: number): number => Math.floor(address / power) % 256;
  return `${byte(16_777_216)}.${byte(65_536)}.${byte(256)}.${byte(1)}`;
}
