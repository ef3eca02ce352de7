// Which beat the page tells about, and its words: looked up by topic, filled with the beat's own data.

import { beatsUntil } from '../player/buffer.ts';
import type { PlayerView } from '../player/player.ts';
import type { Beat } from '../session/protocol.ts';
import type { Explanation, Explanations } from './i18n.ts';

/** The last beat at or before the playhead that is worth a sentence. */
export function currentBeat(view: PlayerView): Beat | undefined {
  for (let i = beatsUntil(view.beats, view.at) - 1; i >= 0; i -= 1) {
    const beat = view.beats[i] as Beat;
    if (beat.weight < 2) continue;
    if (view.follow === undefined || beat.uid === view.follow) return beat;
  }
  return undefined;
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
    .replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(valueOf(beat, name)))
    .replace(/ {2,}/g, ' ')
    .replace(/ ([.,;:。，；：])/g, '$1')
    .trim();
}

/** What the beat calls by another name: a change of a pod has it as `name`, an event as `object`. */
function valueOf(beat: Beat, name: string): string | number {
  const { data } = beat;
  if (name === 'pod' || name === 'object')
    return data['pod'] ?? data['object'] ?? data['name'] ?? '';
  return data[name] ?? '';
}

/** One sentence for a beat. */
export function headlineOf(all: Explanations, beat: Beat): string {
  const explanation = explanationOf(all, beat.topic);
  if (explanation !== undefined) return fill(explanation.headline, beat);
  const words = Object.values(beat.data).filter((value) => value !== '');
  return `${beat.topic}${words.length > 0 ? `: ${words.join(' · ')}` : ''}`;
}
