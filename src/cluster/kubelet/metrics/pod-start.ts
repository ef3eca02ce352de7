// How long pods took to start, from their creation to the watch event that shows all containers
// started: with and without the time spent on pulling images and in init containers.
// Models pkg/kubelet/util/pod_startup_latency_tracker.go.

import type { Pod } from '../../../api/pod.ts';
import { get, remove, set } from '../../../base/persistent-map.ts';
import type { Whole } from '../../../base/readonly.ts';
import { observed } from '../histogram.ts';
import type { MetricsBook, PodStart, StartEntry } from './book.ts';
import { STARTUP_BOUNDS } from './bounds.ts';

/** Seen for the first time. */
const BEGUN: PodStart = { pulls: [], pulling: [], initTook: 0 };

/** One more moment of a pod's start. */
export function podStartNoted(book: Whole<MetricsBook>, entry: StartEntry, now: number): void {
  const { uid, moment, pod } = entry;
  const known = get(book.starts, uid);
  if (moment === 'watched') watched(book, known, entry, now);
  else if (known !== undefined) {
    if (moment === 'forgotten') book.starts = remove(book.starts, uid);
    else book.starts = set(book.starts, uid, after(known, entry, pod, now));
  }
}

function after(
  start: PodStart,
  { moment, at }: StartEntry,
  pod: Pod | undefined,
  now: number,
): PodStart {
  switch (moment) {
    case 'pulling':
      return { ...start, pulling: [...start.pulling, now] };
    case 'pulled': {
      const [from, ...pulling] = start.pulling;
      if (from === undefined) return start;
      return { ...start, pulling, pulls: [...start.pulls, { from, to: now }] };
    }
    case 'init-started':
      return { ...start, initFrom: at };
    case 'init-finished': {
      const { initFrom, ...rest } = start;
      if (initFrom === undefined) return start;
      return { ...rest, initTook: start.initTook + Math.max(0, at - initFrom) };
    }
    default: {
      const isNews = start.runningAt === undefined && pod !== undefined && hasStarted(pod);
      return isNews ? { ...start, runningAt: now } : start;
    }
  }
}

/** The pod as the API server told it; `at` is when it was created. */
function watched(
  book: Whole<MetricsBook>,
  known: PodStart | undefined,
  { uid, pod, at }: StartEntry,
  now: number,
): void {
  if (pod === undefined) return;
  const { phase, startTime, conditions } = pod.status ?? {};
  const isUnschedulable = conditions?.some(
    (one) => one.type === 'PodScheduled' && one.reason === 'Unschedulable',
  );
  if (phase === 'Failed' || phase === 'Succeeded' || isUnschedulable === true) {
    if (known !== undefined) book.starts = remove(book.starts, uid);
  } else if (known === undefined) {
    if (startTime === undefined) book.starts = set(book.starts, uid, BEGUN);
  } else if (known.runningAt !== undefined && known.isRecorded !== true && hasStarted(pod)) {
    book.starts = set(book.starts, uid, { ...known, isRecorded: true });
    record(book, known, pod, (now - at) / 1_000_000);
  }
}

function record(book: Whole<MetricsBook>, start: PodStart, pod: Pod, took: number): void {
  const add = (key: string, value: number): void => {
    const histogram = observed(get(book.histograms, key), value, STARTUP_BOUNDS);
    book.histograms = set(book.histograms, key, histogram);
  };
  add('pod_start_total_duration_seconds', took);
  if (isStateful(pod)) return;
  const without = took - (pullingTime(start) + start.initTook) / 1_000_000;
  add('pod_start_sli_duration_seconds', without);
  const first = 'first_network_pod_start_sli_duration_seconds';
  const isFirst = pod.spec.hostNetwork !== true && get(book.values, first) === undefined;
  if (isFirst) book.values = set(book.values, first, without);
}

/** Pulls that ran at the same time count once. */
function pullingTime({ pulls }: PodStart): number {
  let time = 0;
  let end = 0;
  for (const [i, { from, to }] of pulls.entries()) {
    if (i === 0 || from > end) time += to - from;
    else if (to > end) time += to - end;
    end = Math.max(end, to);
  }
  return time;
}

function hasStarted({ status }: Pod): boolean {
  return (status?.containerStatuses ?? []).every(({ state }) => state?.running !== undefined);
}

function isStateful({ spec }: Pod): boolean {
  return (spec.volumes ?? []).some(
    ({ secret, configMap, downwardAPI, emptyDir, projected }) =>
      (secret ?? configMap ?? downwardAPI ?? emptyDir ?? projected) === undefined,
  );
}
