// Chunks around the playhead, and the rows as of the playhead: row changes are applied forwards or
// backwards to get there. Mutable on purpose: one owner, the player.

import { partitionPoint } from '../base/search.ts';
import type { Row, RowChange, RowKey } from '../projection/rows.ts';
import type { Beat, Chunk, WatchId } from '../session/protocol.ts';
import { cutFlights, type FlightBook, NO_FLIGHTS, withFlights } from './flights.ts';

/** Rows of one watch. */
export type Rows = ReadonlyMap<RowKey, Row>;

/** Where rows are told. */
export interface RowsSink {
  rows(watch: WatchId, rows: Rows): void;
}

interface Entry {
  readonly at: number;
  readonly watch: WatchId;
  readonly changes: readonly RowChange[];
}

/** What lies around the playhead. */
export interface Buffer {
  /** The chunks reach from here … */
  from: number;
  /** … to here. */
  to: number;
  /** Rows are as of this instant. */
  at: number;
  entries: Entry[];
  /** How many entries have been applied. */
  applied: number;
  rows: Map<WatchId, Map<RowKey, Row>>;
  /** Watches opened later know nothing of before. */
  origins: Map<WatchId, number>;
  flights: FlightBook;
  /** Beats of the whole branch as far as they are known, in order. */
  beats: Beat[];
  /** Watches whose rows changed since they were told. */
  touched: Set<WatchId>;
}

const LONGEST = 40_000;

/** Nothing known. */
export function emptyBuffer(): Buffer {
  return {
    from: 0,
    to: 0,
    at: 0,
    entries: [],
    applied: 0,
    rows: new Map(),
    origins: new Map(),
    flights: NO_FLIGHTS,
    beats: [],
    touched: new Set(),
  };
}

/** Takes a chunk in: appended when it follows on, else the buffer starts anew from it. */
export function addChunk(buffer: Buffer, chunk: Chunk): void {
  const isInside = chunk.from >= buffer.from && chunk.from <= buffer.to;
  if (!isInside || (chunk.from === 0 && chunk.keyframe !== undefined)) restart(buffer, chunk.from);
  else if (chunk.from < buffer.to) truncate(buffer, chunk.from);
  if (chunk.keyframe !== undefined) takeKeyframe(buffer, chunk);
  for (const { at, watch, changes } of chunk.changes) buffer.entries.push({ at, watch, changes });
  if (chunk.keyframe !== undefined) forgetFlights(buffer, chunk.flights);
  buffer.flights = withFlights(buffer.flights, chunk.flights);
  appendBeats(buffer, chunk);
  buffer.to = Math.max(chunk.to, chunk.from);
}

/** Whether rows can be had at `at` without asking the session. */
export function covers(buffer: Buffer, at: number): boolean {
  if (at < buffer.from || at > buffer.to) return false;
  for (const origin of buffer.origins.values()) if (at < origin) return false;
  return true;
}

/** Moves the rows to `at`, forwards or backwards. */
export function moveRows(buffer: Buffer, at: number): void {
  const { entries } = buffer;
  while (buffer.applied < entries.length && (entries[buffer.applied] as Entry).at <= at) {
    applyEntry(buffer, entries[buffer.applied] as Entry, 1);
    buffer.applied += 1;
  }
  while (buffer.applied > 0 && (entries[buffer.applied - 1] as Entry).at > at) {
    buffer.applied -= 1;
    applyEntry(buffer, entries[buffer.applied] as Entry, -1);
  }
  buffer.at = at;
}

/** Tells the rows of all watches that changed since it was told last. */
export function tellTouched(buffer: Buffer, sink: RowsSink): void {
  for (const watch of buffer.touched) sink.rows(watch, new Map(buffer.rows.get(watch) ?? []));
  buffer.touched.clear();
}

/** Forgets what lies far behind the playhead. */
export function trim(buffer: Buffer, keepFrom: number): void {
  if (buffer.entries.length < LONGEST) return;
  const cut = buffer.entries.findIndex((entry) => entry.at > keepFrom);
  const drop = Math.min(cut < 0 ? buffer.applied : cut, buffer.applied);
  if (drop <= 0) return;
  buffer.from = (buffer.entries[drop - 1] as Entry).at;
  buffer.entries.splice(0, drop);
  buffer.applied -= drop;
  buffer.flights = cutFlights(buffer.flights, buffer.from, Number.POSITIVE_INFINITY);
}

/** Drops a watch and its rows. */
export function forgetWatch(buffer: Buffer, watch: WatchId): void {
  buffer.rows.delete(watch);
  buffer.origins.delete(watch);
  buffer.applied -= buffer.entries.slice(0, buffer.applied).filter((e) => e.watch === watch).length;
  buffer.entries = buffer.entries.filter((entry) => entry.watch !== watch);
}

/** Index of the first beat after `at`. */
export function beatsUntil(beats: readonly Beat[], at: number): number {
  return partitionPoint(beats.length, (i) => (beats[i] as Beat).at <= at);
}

/** Forgets everything after `at`: another future begins there. */
export function truncate(buffer: Buffer, at: number): void {
  if (buffer.at > at) moveRows(buffer, at);
  buffer.entries = buffer.entries.filter((entry) => entry.at <= at);
  buffer.applied = Math.min(buffer.applied, buffer.entries.length);
  buffer.flights = cutFlights(buffer.flights, buffer.from, at);
  buffer.beats.length = beatsUntil(buffer.beats, at);
  buffer.to = Math.min(buffer.to, at);
}

function restart(buffer: Buffer, from: number): void {
  buffer.entries = [];
  buffer.applied = 0;
  buffer.flights = NO_FLIGHTS;
  buffer.from = from;
  buffer.to = from;
  buffer.at = from;
  buffer.origins.clear();
}

function takeKeyframe(buffer: Buffer, chunk: Chunk): void {
  const wanted = Math.max(buffer.at, chunk.from);
  moveRows(buffer, chunk.from);
  for (const { watch, rows } of chunk.keyframe ?? []) {
    if (!buffer.rows.has(watch) && chunk.from > buffer.from) {
      buffer.origins.set(watch, chunk.from);
    }
    buffer.rows.set(watch, new Map(rows));
    buffer.touched.add(watch);
  }
  buffer.at = Math.min(wanted, chunk.from);
}

/** A keyframe comes with everything in the air, some of it known already. */
function forgetFlights(buffer: Buffer, again: Chunk['flights']): void {
  const ids = new Set<number>(again.map((flight) => flight.id));
  const { flights, longest } = buffer.flights;
  buffer.flights = { flights: flights.filter((flight) => !ids.has(flight.id)), longest };
}

function appendBeats(buffer: Buffer, chunk: Chunk): void {
  const last = buffer.beats.at(-1);
  for (const beat of chunk.beats) {
    if (last !== undefined && (beat.at < last.at || isKnown(last, beat))) continue;
    buffer.beats.push(beat);
  }
}

function isKnown(last: Beat, beat: Beat): boolean {
  return beat.at === last.at && beat.event <= last.event;
}

function applyEntry(buffer: Buffer, entry: Entry, direction: 1 | -1): void {
  let rows = buffer.rows.get(entry.watch);
  if (rows === undefined) {
    rows = new Map();
    buffer.rows.set(entry.watch, rows);
  }
  for (const change of entry.changes) {
    const row = direction === 1 ? change.after : change.before;
    if (row === undefined) rows.delete(change.key);
    else rows.set(change.key, row);
  }
  buffer.touched.add(entry.watch);
}
