// Tells a stretch of the run as chunks: a keyframe where the stream begins, then per instant which
// rows changed, with the flights and beats between. Works in slices, so that other wishes are
// heard.

import { assert } from '../base/assert.ts';
import type { TypedLine } from '../cluster/protocol/commands.ts';
import type { EventId } from '../kernel/message.ts';
import type { Micros } from '../kernel/time.ts';
import type { Timeline } from '../kernel/timeline.ts';
import type { RowChange, ViewRequest } from '../projection/rows.ts';
import { type Memo, newMemo, type ViewSetting } from '../projection/view.ts';
import { updateView } from '../projection/views.ts';
import { inWords, isDrawn } from './flights.ts';
import type { Chunk, Flight, WatchId } from './protocol.ts';
import { flightIn, type Recorder } from './recorder.ts';

/** One watch of the page. */
export interface Watch {
  readonly view: ViewRequest;
  memo: Memo;
}

/** A stretch that is wanted; `from` moves on as it is told. */
export interface Demand {
  from: Micros;
  readonly until: Micros;
}

/** The teller's end of a session. */
export interface Teller {
  readonly timeline: Timeline<TypedLine>;
  readonly setting: ViewSetting;
  readonly recorder: Recorder;
  readonly watches: Map<WatchId, Watch>;
  demand: Demand | undefined;
  /** How far the stream of chunks has come; undefined when the next one needs a keyframe. */
  told: Micros | undefined;
  /** Whether the timeline is on its way to where the stream begins. */
  isSeeking: boolean;
}

/** More events in one instant than any cluster has: something sends to itself for ever. */
const INSTANT_LIMIT = 1_000_000;
/** Seeks further than this go by a checkpoint. */
const NEAR_MICROS = 1_000_000;

/** Works on the demand for about `budget` events; gives a chunk when there is something to tell. */
export function tell(teller: Teller, budget: number): Chunk | undefined {
  const { demand, recorder } = teller;
  if (demand === undefined) return undefined;
  let left = budget;
  let keyframe: Chunk['keyframe'];
  let pending: readonly Flight[] = [];
  if (teller.told !== demand.from) {
    left -= seek(teller, demand.from, left);
    if (teller.isSeeking) return undefined;
    keyframe = keyframeOf(teller);
    pending = flightsInAir(teller, demand.from);
    teller.told = demand.from;
  }
  const from = demand.from;
  recorder.flights = [...pending];
  recorder.told = [];
  recorder.isTelling = true;
  const changes = run(teller, demand, left);
  recorder.isTelling = false;
  const to = teller.told as Micros;
  demand.from = to;
  if (to >= demand.until) teller.demand = undefined;
  const { flights, told: beats } = recorder;
  recorder.flights = [];
  recorder.told = [];
  const branch = teller.timeline.branch.id;
  return {
    branch,
    from,
    to,
    ...(keyframe === undefined ? {} : { keyframe }),
    changes,
    flights,
    beats,
  };
}

/** The timeline was moved for another purpose: the stream must find its place again. */
export function loseTrack(teller: Teller): void {
  teller.told = undefined;
  teller.isSeeking = false;
}

function seek(teller: Teller, to: Micros, budget: number): number {
  const { timeline } = teller;
  if (!teller.isSeeking) {
    const isNear = timeline.now <= to && to - timeline.now <= NEAR_MICROS;
    if (!isNear) timeline.rewind(to);
    teller.isSeeking = true;
  }
  const result = timeline.advance(to, Math.max(1, budget));
  if (result.stopped !== 'budget') teller.isSeeking = false;
  return result.events;
}

function keyframeOf(teller: Teller): NonNullable<Chunk['keyframe']> {
  teller.recorder.touched.clear();
  return [...teller.watches].map(([watch, one]) => {
    one.memo = newMemo();
    updateView(teller.timeline.world, teller.setting, one.view, one.memo);
    return { watch, rows: [...one.memo.rows] };
  });
}

/** What left before and has not arrived. */
function flightsInAir({ timeline }: Teller, at: Micros): readonly Flight[] {
  const { world } = timeline;
  return timeline
    .pending()
    .filter((envelope) => isDrawn(envelope) && envelope.deliverAt > at)
    .map((envelope) => flightIn(world, envelope, inWords(envelope), 'delivered'));
}

/** Runs on, instant by instant. */
function run(teller: Teller, demand: Demand, budget: number): Chunk['changes'] {
  const { timeline } = teller;
  const changes: Chunk['changes'][number][] = [];
  let left = budget;
  do {
    const next = timeline.nextAt;
    if (next === undefined || next > demand.until) {
      timeline.advance(demand.until);
      teller.told = demand.until;
      return changes;
    }
    const result = timeline.advance(next, INSTANT_LIMIT);
    assert(result.stopped !== 'budget', `instant ${next} does not end`);
    left -= result.events;
    teller.told = next;
    collect(teller, next, changes);
  } while (left > 0);
  return changes;
}

function collect(teller: Teller, at: Micros, into: Chunk['changes'][number][]): void {
  const { timeline, setting, watches, recorder } = teller;
  const event = (recorder.current?.id ?? 0) as EventId;
  for (const [watch, { view, memo }] of watches) {
    const changes: readonly RowChange[] = updateView(
      timeline.world,
      setting,
      view,
      memo,
      recorder.touched,
    );
    if (changes.length > 0) into.push({ at, event, watch, changes });
  }
  recorder.touched.clear();
}
