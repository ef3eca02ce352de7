// Which beat the page tells about, and its words: looked up by topic, filled with the beat's own
// data.

import { beatsUntil } from '../player/buffer.ts';
import type { PlayerView } from '../player/view.ts';
import type { Beat } from '../session/protocol.ts';
import type { Explanation, Explanations } from './i18n.ts';

/** After this long without news, what is still going on is told again. */
const LULL = 1e6;
/** How many beats one looks through for what is still going on, or comes next. */
const FARTHEST = 600;

/**
 * The beat the page tells about: the last one so far, and of several at one instant each in turn. A
 * pull that has not ended is told rather than what happened beside it some time ago.
 */
export function currentBeat(view: PlayerView): Beat | undefined {
  const { beats, at } = view;
  const here: Beat[] = [];
  for (let i = beatsUntil(beats, at) - 1; i >= 0; i -= 1) {
    const beat = beats[i] as Beat;
    if (beat.weight < 2 || !isOfStory(view, i)) continue;
    if (beat.at === at) here.push(beat);
    else if (here.length > 0) break;
    else return at - beat.at > LULL ? (openPull(view) ?? beat) : beat;
  }
  return inTurn(here.reverse(), view);
}

/** The next few beats of the story after the playhead, as far as they are known. */
export function nextBeats(view: PlayerView, most: number): readonly Beat[] {
  const { beats, at } = view;
  const first = beatsUntil(beats, at);
  const found: Beat[] = [];
  for (let i = first; i < Math.min(beats.length, first + FARTHEST); i += 1) {
    const beat = beats[i] as Beat;
    if (beat.weight > 1 && isOfStory(view, i)) found.push(beat);
    if (found.length === most) break;
  }
  return found;
}

/** Whether a beat belongs to the pod that is followed, or to a flow in which it appears. */
function isOfStory(view: PlayerView, index: number): boolean {
  const { beats, follow, flows } = view;
  const beat = beats[index];
  if (beat === undefined || follow === undefined) return beat !== undefined;
  if (beat.uid !== undefined) return beat.uid === follow;
  return flows.has(beat.flow) && (!isPull(beat) || isPulling(view, index));
}

/** What the runtime says of a pull names no pod: it is for the one that waits for a pull. */
function isPulling({ beats, follow }: PlayerView, index: number): boolean {
  for (let i = index - 1; i >= Math.max(0, index - FARTHEST); i -= 1) {
    const beat = beats[i] as Beat;
    if (beat.uid === follow && isPull(beat)) return beat.topic === 'Pull.start';
  }
  return false;
}

function isPull({ topic }: Beat): boolean {
  return topic.startsWith('Pull.');
}

/** The latest news of a pull that has not ended. */
function openPull(view: PlayerView): Beat | undefined {
  const { beats, at } = view;
  const last = beatsUntil(beats, at) - 1;
  for (let i = last; i >= Math.max(0, last - FARTHEST); i -= 1) {
    const beat = beats[i] as Beat;
    if (!isPull(beat) || !isOfStory(view, i)) continue;
    return /\.(done|failed)$/.test(beat.topic) ? undefined : beat;
  }
  return undefined;
}

function inTurn(here: readonly Beat[], view: PlayerView): Beat | undefined {
  const chosen = view.event > 0 ? here.find((beat) => beat.event === view.event) : undefined;
  const turn = Math.min(here.length - 1, Math.floor(view.part * here.length));
  return chosen ?? here[Math.max(0, turn)];
}

/** A finished request, as its beat tells it. */
export interface FinishedRequest {
  readonly id: number;
  readonly at: number;
  readonly verb: string;
  readonly path: string;
  readonly code: number;
}

/** Index after the last finished request at the playhead. */
export function requestsUntil(view: PlayerView): number {
  for (let i = beatsUntil(view.beats, view.at) - 1; i >= 0; i -= 1) {
    if (view.beats[i]?.topic.startsWith('ApiRequest')) return i + 1;
  }
  return 0;
}

/** The last few finished requests before an index, newest first. */
export function requestsBefore(
  beats: readonly Beat[],
  end: number,
  most: number,
): readonly FinishedRequest[] {
  const found: FinishedRequest[] = [];
  for (let i = end - 1; i >= 0 && found.length < most; i -= 1) {
    const { topic, event, at, data } = beats[i] as Beat;
    if (!topic.startsWith('ApiRequest')) continue;
    const [verb, path] = [String(data['verb'] ?? ''), String(data['path'] ?? '')];
    found.push({ id: event, at, verb, path, code: Number(data['code'] ?? 0) });
  }
  return found;
}

/** The explanation of a topic, or of the nearest wider one: `A.b.c`, `A.b`, `A`. */
export function explanationOf(all: Explanations, topic: string): Explanation | undefined {
  let current = topic;
  for (;;) {
    const found = all[current];
    if (found !== undefined) return found;
    const dot = current.lastIndexOf('.');
    if (dot < 0) return undefined;
    current = current.slice(0, dot);
  }
}

/** Puts the beat's data into `{{name}}` of a text; what is unknown leaves no gap. */
export function fill(text: string, beat: Beat): string {
  return text
    .replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(datumOf(beat, name)))
    .replace(/ {2,}/g, ' ')
    .replace(/ ([.,;:。，；：])/g, '$1')
    .trim();
}

/**
 * What the beat calls by another name: a change of a pod has it as `name`, an event as `object`.
 */
function datumOf(beat: Beat, name: string): string | number {
  const { data } = beat;
  if (name === 'pod' || name === 'object')
    return data['pod'] ?? data['object'] ?? data['name'] ?? '';
  return data[name] ?? '';
}

/** One sentence for the line below the stage. */
export function captionOf(all: Explanations, beat: Beat): string {
  const caption = explanationOf(all, beat.topic)?.caption;
  return caption === undefined ? headlineOf(all, beat) : fill(caption, beat);
}

/** The headline for a beat; where nobody wrote one, its topic and data in plain. */
export function headlineOf(all: Explanations, beat: Beat): string {
  const explanation = explanationOf(all, beat.topic);
  if (explanation !== undefined) return fill(explanation.headline, beat);
  const words = Object.values(beat.data).filter((value) => value !== '');
  return `${beat.topic}${words.length > 0 ? `: ${words.join(' · ')}` : ''}`;
}

/** Name of the pod, from what beats say about it. */
export function podNameIn(view: PlayerView, uid: string): string | undefined {
  const beat = view.beats.find(
    (one) => one.uid === uid && one.topic.startsWith('ObjectChanged.pod'),
  );
  const name = beat?.data['name'];
  return name === undefined ? undefined : String(name);
}

/** The node a pod is bound to, known as soon as the simulation has got there. */
export function boundNodeIn(view: PlayerView, uid: string): string | undefined {
  const beat = view.beats.find(
    (one) =>
      one.uid === uid &&
      one.topic.startsWith('ObjectChanged.pod.') &&
      one.data['node'] !== undefined,
  );
  const node = beat?.data['node'];
  return node === undefined ? undefined : String(node);
}
