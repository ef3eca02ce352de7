// The kubelet's own books: counters, gauges and histograms by series, and the calls that are being
// timed. Any port writes into them, only the page `/metrics` reads them, a restart loses them.
// Models prometheus/client_golang as far as pkg/kubelet/metrics uses it.

import type { Pod } from '../../../api/pod.ts';
import {
  emptyMap,
  entries,
  get,
  type PersistentMap,
  remove,
  set,
} from '../../../base/persistent-map.ts';
import type { Whole } from '../../../base/readonly.ts';
import type { Io, Note } from '../../../kernel/component.ts';
import type { EventId } from '../../../kernel/message.ts';
import type { Micros } from '../../../kernel/time.ts';
import { BOUNDS, type Histogram, observed } from '../histogram.ts';
import { podRules } from '../late.ts';

/** A call that is not answered yet. */
export interface OpenCall {
  /**
   * `runtime_operations`, `docker_operations`, `http_requests`, `cgroup_manager`,
   * `rest_client_request`.
   */
  readonly of: string;
  /** Values of the labels, joined. */
  readonly labels: string;
  readonly at: Micros;
  /** Of the histogram of durations. */
  readonly bounds: readonly number[];
}

/** What is known of the start of a pod that does not run yet, or not for long. */
export interface PodStart {
  /** Pulls that are over, and the beginnings of those that are not; in microseconds. */
  readonly pulls: readonly { readonly from: number; readonly to: number }[];
  readonly pulling: readonly number[];
  /** When the present init container started, and how long those before it took. */
  readonly initFrom?: number;
  readonly initTook: number;
  /** When the API server knew that all containers had started. */
  readonly runningAt?: number;
  readonly isRecorded?: boolean;
}

/** A moment of a pod's start. */
export interface StartEntry {
  readonly do: 'start';
  readonly uid: string;
  readonly moment:
    | 'watched'
    | 'pulling'
    | 'pulled'
    | 'init-started'
    | 'init-finished'
    | 'written'
    | 'forgotten';
  /** Of an init container; of a pod its creation. */
  readonly at: number;
  readonly pod?: Pod;
}

/** Slice `metrics`. */
export interface MetricsBook {
  /** Counters and gauges, by the series' key. */
  readonly values: PersistentMap<number>;
  readonly histograms: PersistentMap<Histogram>;
  /** By event id of the request. */
  readonly calls: PersistentMap<OpenCall>;
  /** By uid. */
  readonly starts: PersistentMap<PodStart>;
}

type Entry =
  | StartEntry
  | { readonly do: 'add' | 'set'; readonly key: string; readonly value: number }
  | {
      readonly do: 'observe';
      readonly key: string;
      readonly value: number;
      readonly bounds: readonly number[];
    }
  | { readonly do: 'begin'; readonly id: EventId; readonly call: OpenCall }
  | { readonly do: 'end'; readonly id: EventId; readonly error: string }
  | { readonly do: 'lose'; readonly of: string; readonly error: string };

/** What the kubelet asks of its runtime. */
export const RUNTIME_OPERATIONS: string = 'runtime_operations';

/** What it asks of the API server. */
export const API_CALLS: string = 'rest_client_request';

/** Nothing has happened. */
export function emptyBook(): MetricsBook {
  return { values: emptyMap(), histograms: emptyMap(), calls: emptyMap(), starts: emptyMap() };
}

/** The key of a series: its family, and the values of its labels in the family's order. */
export function seriesKey(family: string, ...labels: readonly string[]): string {
  return [family, ...labels].join('\n');
}

/** One more, or `by` more. */
export function count(io: Pick<Io, 'note'>, key: string, by: number = 1): void {
  io.note({ do: 'add', key, value: by } satisfies Entry);
}

/** A gauge's new value. */
export function gauge(io: Io, key: string, value: number): void {
  io.note({ do: 'set', key, value } satisfies Entry);
}

/** One more value of a histogram, in the histogram's own unit. */
export function observe(
  io: Io,
  key: string,
  value: number,
  bounds: readonly number[] = BOUNDS,
): void {
  io.note({ do: 'observe', key, value, bounds } satisfies Entry);
}

/** One more duration, since `from`. */
export function observeSince(
  io: Io,
  key: string,
  from: number,
  bounds: readonly number[] = BOUNDS,
): void {
  observe(io, key, (io.now - from) / 1_000_000, bounds);
}

/** A call begins: what it took is observed at its end. */
export function callBegins(
  io: Pick<Io, 'note' | 'now'>,
  id: EventId,
  of: string,
  labels: string,
  bounds: readonly number[] = BOUNDS,
): void {
  io.note({ do: 'begin', id, call: { of, labels, at: io.now, bounds } } satisfies Entry);
}

/** It was answered; further answers to the same call count for nothing. */
export function callEnds(io: Io, id: EventId, error: string = ''): void {
  io.note({ do: 'end', id, error } satisfies Entry);
}

/** A pod's start goes on. */
export function notePodStart(
  io: Io,
  uid: string,
  moment: StartEntry['moment'],
  at: number = 0,
  pod?: Pod,
): void {
  io.note({ do: 'start', uid, moment, at, ...(pod && { pod }) } satisfies Entry);
}

/** Whom they were made to is gone: all calls of a kind end. */
export function callsLost(io: Io, of: string, error: string): void {
  io.note({ do: 'lose', of, error } satisfies Entry);
}

/** Writes what an event noted. */
export function writeBook(book: unknown, notes: readonly Note[], now: Micros): MetricsBook {
  const { values, histograms, calls, starts } = book as MetricsBook;
  const next: Whole<MetricsBook> = { values, histograms, calls, starts };
  for (const note of notes as readonly Entry[]) write(next, note, now);
  return next;
}

function write(book: Whole<MetricsBook>, entry: Entry, now: Micros): void {
  switch (entry.do) {
    case 'add':
      add(book, entry.key, entry.value);
      break;
    case 'set':
      book.values = set(book.values, entry.key, entry.value);
      break;
    case 'observe':
      see(book, entry.key, entry.value, entry.bounds);
      break;
    case 'begin':
      book.calls = set(book.calls, String(entry.id), entry.call);
      break;
    case 'end':
      end(book, String(entry.id), entry.error, now);
      break;
    case 'start':
      podRules.get().podStartNoted(book, entry, now);
      break;
    case 'lose':
      for (const [id, call] of entries(book.calls)) {
        if (call.of === entry.of) end(book, id, entry.error, now);
      }
  }
}

function add(book: Whole<MetricsBook>, key: string, by: number): void {
  book.values = set(book.values, key, (get(book.values, key) ?? 0) + by);
}

function see(
  book: Whole<MetricsBook>,
  key: string,
  value: number,
  bounds: readonly number[],
): void {
  const histogram = observed(get(book.histograms, key), value, bounds);
  book.histograms = set(book.histograms, key, histogram);
}

/** How many there were is in the histogram; the error of a call to the API server is its code. */
function end(book: Whole<MetricsBook>, id: string, error: string, now: Micros): void {
  const call = get(book.calls, id);
  if (call === undefined) return;
  const { of, labels, at, bounds } = call;
  const took = (now - at) / 1_000_000;
  book.calls = remove(book.calls, id);
  see(book, `${of}_duration_seconds\n${labels}`, took, bounds);
  if (of === API_CALLS) add(book, `${of}s_total\n${error}\n${labels}`, 1);
  else if (error !== '') add(book, `${of}_errors_total\n${labels}`, 1);
  if (labels === 'RunPodSandbox') {
    see(book, 'run_podsandbox_duration_seconds\n', took, BOUNDS);
    if (error !== '') add(book, 'run_podsandbox_errors_total\n', 1);
  }
}
