// The story of a scenario as text: every event that a command led to, and what it told. One line an
// event: instant, id, cause, from and to, what; the facts of an event are indented under it. The
// legend is in docs/golden.md.

import { newStory } from '../src/cluster/test-story.ts';
import { type TraceLine, traceWriter } from '../src/headless/trace-lines.ts';
import { micros, seconds } from '../src/kernel/time.ts';
import { actorName } from '../src/kernel/world.ts';
import { loadScenario } from '../src/scenario/load.ts';
import { openTimeline } from '../src/session/run.ts';
import { fillSession } from '../src/session/whole.ts';

/** One golden file: which stretch of which scenario. */
export interface Golden {
  /** File beside this one, without its ending. */
  readonly name: string;
  readonly edition: 'document' | 'docker' | 'containerd';
  readonly scenario: string;
  readonly untilSeconds: number;
}

const POD: string = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: nginx
    image: nginx:1.25
`;

const CRASH: string = `apiVersion: v1
kind: Pod
metadata: {name: crash}
spec:
  containers:
  - name: c
    image: busybox:1.36
    command: [sh, -c, "exit 1"]
`;

const HEAD: string = `apiVersion: visualizer/v1
kind: Scenario
metadata: {name: golden}
spec:
  nodes: [{name: node-1}]
  images: {'nginx:1.25': {present: true}, 'busybox:1.36': {present: true}}
`;

const LIFE: string = `${HEAD}  steps:
  - {at: 5s, run: kubectl delete pod web --wait=false}
---
${POD}`;

/** All golden files. */
export const GOLDEN: readonly Golden[] = [
  { name: 'life-document', edition: 'document', scenario: LIFE, untilSeconds: 20 },
  { name: 'life-docker', edition: 'docker', scenario: LIFE, untilSeconds: 20 },
  { name: 'life-containerd', edition: 'containerd', scenario: LIFE, untilSeconds: 20 },
  {
    name: 'crash-loop',
    edition: 'docker',
    scenario: `${HEAD}---\n${CRASH}`,
    untilSeconds: 6,
  },
];

/** The text of a golden file. */
export function goldenText({ edition, scenario, untilSeconds }: Golden): string {
  fillSession();
  const loaded = loadScenario([{ name: 'golden.yaml', text: scenario }], { edition });
  if ('errors' in loaded) throw new Error(JSON.stringify(loaded.errors));
  const timeline = openTimeline(loaded.scenario);
  const lines: TraceLine[] = [];
  const nameOf = (actor: number): string => actorName(timeline.world, actor as never);
  const writer = traceWriter(nameOf, (line) => lines.push(line));
  const story = newStory();
  timeline.setSink({
    delivered(envelope) {
      writer.delivered?.(envelope);
      story.sink.delivered?.(envelope);
    },
    fact(fact) {
      writer.fact?.(fact);
      story.sink.fact?.(fact);
    },
    because(event, cause) {
      writer.because?.(event, cause);
      story.sink.because?.(event, cause);
    },
  });
  timeline.advance(micros(seconds(untilSeconds)));
  writer.finish();
  const led = story.led();
  const text = toldOf(lines.filter(({ id }) => led.has(id))).map(textOf);
  return `${text.join('\n')}\n`;
}

/**
 * Without the small print: what the stage draws, what tells a fact, and the commands. Numbered
 * anew, so that traffic in the background, which is not in the file, does not change it.
 */
function toldOf(story: readonly TraceLine[]): readonly TraceLine[] {
  const isTold = (line: TraceLine): boolean =>
    line.drawn === true || line.data !== undefined || line.type === 'command';
  const numbers = new Map<number, number>();
  for (const line of story) {
    if (isTold(line) && !numbers.has(line.id)) numbers.set(line.id, numbers.size + 1);
  }
  const causes = new Map(story.map(({ id, cause }) => [id, cause]));
  const numberOfCause = (id: number): number => {
    let cause = causes.get(id) ?? 0;
    while (cause !== 0 && !numbers.has(cause)) cause = causes.get(cause) ?? 0;
    return numbers.get(cause) ?? 0;
  };
  return story.flatMap((line) => {
    const id = numbers.get(line.id);
    return id === undefined ? [] : [{ ...line, id, cause: numberOfCause(line.id) }];
  });
}

function textOf({ t, id, cause, from, to, type, text, data }: TraceLine): string {
  if (data !== undefined) return `${' '.repeat(19)}! ${type} ${text}`;
  const place = from === to ? from : `${from} > ${to}`;
  const [at, event, by] = [t.toFixed(3), String(id), String(cause)];
  return `${at.padStart(7)} ${event.padStart(4)} ${by.padStart(4)}  ${place}: ${text}`;
}
