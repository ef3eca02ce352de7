// What can be searched for, and which of it a few words mean: pods, nodes, parts of the machine,
// what has been told so far, and what was typed. Pure.

import type { PlayerView } from '../../player/view.ts';
import type { PodRow } from '../../projection/rows.ts';
import { captionOf } from '../beats.ts';
import { formatAt } from '../format.ts';
import type { Explanations } from '../i18n.ts';

/** Where a find leads. */
export type Goal =
  | { readonly go: 'pod'; readonly uid: string }
  | { readonly go: 'node'; readonly node: string }
  | { readonly go: 'part'; readonly id: string }
  | { readonly go: 'moment'; readonly at: number };

/** Kinds of finds, in the order in which they are shown. */
export const KINDS = ['pod', 'node', 'part', 'command', 'fact'] as const;

/** One thing that can be found. */
export interface Find {
  readonly key: string;
  readonly kind: (typeof KINDS)[number];
  readonly text: string;
  readonly detail: string;
  readonly goal: Goal;
}

/** Of each kind so many are shown. */
const MOST: { readonly [K in Find['kind']]: number } = {
  pod: 6,
  node: 4,
  part: 6,
  command: 4,
  fact: 8,
};
const PART = 'Component.';

/** Everything there is to find. */
export function everything(
  pods: readonly PodRow[],
  view: PlayerView,
  words: Explanations,
): readonly Find[] {
  return [
    ...pods.map((pod): Find => {
      const { uid, name, namespace, statusText, node = '' } = pod;
      const detail = [namespace, node, statusText].filter((part) => part !== '').join(' · ');
      return { key: `pod ${uid}`, kind: 'pod', text: name, detail, goal: { go: 'pod', uid } };
    }),
    ...view.nodes.map(
      (node): Find => ({
        key: `node ${node}`,
        kind: 'node',
        text: node,
        detail: '',
        goal: { go: 'node', node },
      }),
    ),
    ...Object.entries(words)
      .filter(([topic]) => topic.startsWith(PART))
      .map(([topic, { headline }]): Find => {
        const id = topic.slice(PART.length);
        return { key: topic, kind: 'part', text: headline, detail: id, goal: { go: 'part', id } };
      }),
    ...view.commands.map(
      ({ id, at, text }): Find => ({
        key: `command ${id}`,
        kind: 'command',
        text,
        detail: formatAt(at),
        goal: { go: 'moment', at },
      }),
    ),
    ...facts(view, words),
  ];
}

/** What was told up to the playhead, the newest first; what is the same is there once. */
function facts(view: PlayerView, words: Explanations): readonly Find[] {
  const found = new Map<string, Find>();
  for (let i = view.beats.length - 1; i >= 0; i -= 1) {
    const beat = view.beats[i];
    if (beat === undefined || beat.weight < 2 || beat.at > view.seen) continue;
    const text = captionOf(words, beat);
    if (found.has(text)) continue;
    const { event, at } = beat;
    const goal = { go: 'moment', at } as const;
    found.set(text, { key: `fact ${event} ${i}`, kind: 'fact', text, detail: formatAt(at), goal });
  }
  return [...found.values()];
}

/** What holds all of the words; what begins with them comes first. */
export function search(all: readonly Find[], typed: string): readonly Find[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = all.filter(({ text, detail }) => {
    const whole = `${text} ${detail}`.toLowerCase();
    return words.every((word) => whole.includes(word));
  });
  const [first = ''] = words;
  const rank = ({ text }: Find): number => (text.toLowerCase().startsWith(first) ? 0 : 1);
  return KINDS.flatMap((kind) =>
    hits
      .filter((one) => one.kind === kind)
      .sort((a, b) => rank(a) - rank(b))
      .slice(0, MOST[kind]),
  );
}
