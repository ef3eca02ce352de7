// What the machine itself uses: the kernel, the kubelet, the engine and the rest of the system. It
// never stands quite still: how busy it is wavers from one ten seconds to the next.

import { hashText } from '../../base/hash.ts';
import type { Micros } from '../../kernel/time.ts';
import type { DiskCounters, NetworkCounters } from '../protocol/linux-usage.ts';
import { NO_DISK, NO_WIRE } from '../runtime/process/nothing.ts';
import type { Draft } from './state.ts';

/** Use of the system, or of a part of it. */
export interface SystemUse {
  readonly cpuNanos: number;
  readonly systemNanos: number;
  readonly memoryBytes: number;
  readonly processes: number;
  /** What its processes have open. */
  readonly files: number;
  readonly sockets: number;
  readonly disk: DiskCounters;
  readonly wire: NetworkCounters;
}

const WAVE: number = 10_000_000;
/** How far the rate wavers, in thousandths of itself: it stays positive. */
const SWING = 600;
const PER_MILLE = 1_000;
const HASHES = 4_294_967_296;
/** Writes of the system's own logs. */
const WRITTEN_PER_SECOND = 6_000;
const WRITE_BYTES = 4_096;
/** What the processes of a recorded machine had open, on average (2284 and 451 of 150). */
const FILES_OF_PROCESS = 15;
const SOCKETS_OF_PROCESS = 3;

/** The most that the system takes of a steady rate, in thousandths of a core. */
export function mostMillis(steadyMillis: number): number {
  return Math.ceil((steadyMillis * (PER_MILLE + SWING)) / PER_MILLE);
}

/** All of the system's own use since the machine started. */
function wholeUse(draft: Draft, now: Micros): SystemUse {
  const { baseCpuMillis, baseMemoryBytes, baseProcesses, bootId } = draft.config;
  const age = Math.max(0, now - draft.bootAt);
  const nanos = baseCpuMillis * (age + wavering(bootId, age));
  const writtenBytes = Math.floor(age / 1_000_000) * WRITTEN_PER_SECOND;
  return {
    cpuNanos: Math.floor(nanos),
    systemNanos: Math.floor(nanos / 3),
    memoryBytes: baseMemoryBytes,
    processes: 0,
    files: baseProcesses * FILES_OF_PROCESS,
    sockets: baseProcesses * SOCKETS_OF_PROCESS,
    disk: { ...NO_DISK, writtenBytes, writes: Math.ceil(writtenBytes / WRITE_BYTES) },
    wire: systemWire(Math.floor(age / 1_000_000)),
  };
}

/** The kubelet talks to the API server: watches, leases, statuses. */
function systemWire(seconds: number): NetworkCounters {
  return {
    rxBytes: seconds * 1_400,
    rxPackets: seconds * 5,
    txBytes: seconds * 2_100,
    txPackets: seconds * 6,
    txDropped: 0,
  };
}

/** Time that the system is ahead of its steady rate or behind, in microseconds: never far. */
function wavering(key: string, age: number): number {
  const wave = Math.floor(age / WAVE);
  const rest = (age - wave * WAVE) / WAVE;
  const luck = (at: number): number => (at === 0 ? 0 : hashText(key, at) / HASHES);
  const level = luck(wave) + (luck(wave + 1) - luck(wave)) * rest;
  return (level * WAVE * SWING) / PER_MILLE;
}

/** What of it is a cgroup's: all of `/`, a part of a daemon's; undefined: nothing. */
export function systemUse(draft: Draft, path: string, now: Micros): SystemUse | undefined {
  if (path === '/') return wholeUse(draft, now);
  const daemon = draft.config.daemons.find((one) => one.cgroup === path);
  if (daemon === undefined) return undefined;
  const all = wholeUse(draft, now);
  const part = (amount: number): number => Math.floor((amount * daemon.perMille) / PER_MILLE);
  return {
    cpuNanos: part(all.cpuNanos),
    systemNanos: part(all.systemNanos),
    memoryBytes: part(all.memoryBytes),
    processes: daemon.processes,
    files: daemon.processes * FILES_OF_PROCESS,
    sockets: daemon.processes * SOCKETS_OF_PROCESS,
    disk: {
      ...NO_DISK,
      writtenBytes: part(all.disk.writtenBytes),
      writes: part(all.disk.writes),
    },
    wire: NO_WIRE,
  };
}
