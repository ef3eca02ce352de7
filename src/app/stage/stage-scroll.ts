// Where the story is on the stage, and how a stage that scrolls (a phone's) gets it into view: as
// little as possible, so that what is already seen stays where it is.

import type { Beat } from '../../session/protocol.ts';
import type { PlaceId } from './places.ts';

const LANE_PLACE: { readonly [lane in Beat['lane']]: PlaceId } = {
  kubectl: 'user',
  apiserver: 'apiserver',
  etcd: 'etcd',
  scheduler: 'scheduler',
  kubelet: 'loop',
  runtime: 'engine',
  node: 'node',
};

const TOPIC_PLACE: readonly (readonly [RegExp, PlaceId])[] = [
  [/^SyncStep|^Transition\.pod-worker/, 'workers'],
  [/^Config/, 'cache'],
  [/^PlegEvent|^Relist/, 'tile.pleg'],
  [/^StatusPatch/, 'tile.status'],
  [/^Mount/, 'tile.volumes'],
  [/^Probe|^Transition\.probe/, 'tile.probes'],
];

/** The place a beat is about. */
export function placeOfBeat(beat: Beat): PlaceId {
  if (beat.lane === 'runtime' && beat.uid !== undefined) return `pod.${beat.uid}`;
  if (beat.topic.startsWith('EventRecorded') && beat.uid !== undefined) return `pod.${beat.uid}`;
  if (beat.lane !== 'kubelet') return LANE_PLACE[beat.lane];
  return TOPIC_PLACE.find(([pattern]) => pattern.test(beat.topic))?.[1] ?? 'loop';
}

/** Room kept between what is shown and the edge of the stage. */
const MARGIN = 12;

/** Scrolls a place into view, where the stage scrolls at all; to the top of it when `isJump`. */
export function showPlace(place: PlaceId, isJump: boolean): void {
  const stage = document.querySelector<HTMLElement>('.stage:has(.stage-phone)');
  if (stage === null) return;
  const station = partOf(stage, place) ?? partOf(stage, place.startsWith('pod.') ? 'engine' : '');
  if (station === undefined) return;
  const room = stage.getBoundingClientRect();
  const box = station.getBoundingClientRect();
  const above = box.top - room.top - MARGIN;
  const below = box.bottom - room.bottom + MARGIN;
  const by = isJump || above < 0 || box.height > room.height ? above : Math.max(0, below);
  if (Math.abs(by) < 1) return;
  const isCalm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  stage.scrollTo({ top: stage.scrollTop + by, behavior: isCalm ? 'auto' : 'smooth' });
}

/** The element of a place, or of a part that is none; of a pod or an engine all of it. */
function partOf(stage: HTMLElement, place: PlaceId): HTMLElement | undefined {
  const found = stage.querySelector<HTMLElement>(`[data-place="${place}"], [data-part="${place}"]`);
  return found?.closest<HTMLElement>('.pod, .frame') ?? found ?? undefined;
}
