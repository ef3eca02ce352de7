// Every scenario in its edition, or in all of them when it names none: what it expects must hold,
// and nothing it types may be refused. kill-container and crash-loop show KUBELET-8, kill-pause
// KUBELET-9, remove-container KUBELET-10, change-image KUBELET-11, secret-missing KUBELET-12,
// kubelet-restart KUBELET-34, pods-that-fail KUBELET-35, KUBELET-36 and KUBELET-37.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type PersistentMap, values } from '../src/base/persistent-map.ts';
import type { EditionWord } from '../src/cluster/protocol/setup.ts';
import type { TranscriptEntry } from '../src/cluster/protocol/transcript.ts';
import { stateOf } from '../src/kernel/world.ts';
import { evaluate } from '../src/scenario/evaluate.ts';
import { newHistory, noteFact } from '../src/scenario/history.ts';
import { loadScenario } from '../src/scenario/load.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { openTimeline } from '../src/session/run.ts';
import { fillSession } from '../src/session/whole.ts';
import { printedText } from '../src/shell/print/print.ts';

fillSession();

const FOLDER = join(import.meta.dirname, 'scenarios');
const EDITIONS: readonly EditionWord[] = ['document', 'docker', 'containerd'];

interface Case {
  readonly name: string;
  readonly edition: EditionWord;
  readonly text: string;
}

const cases: readonly Case[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    const own = /^ {2}edition: (\w+)$/m.exec(text)?.[1] as EditionWord | undefined;
    const editions = own === undefined ? EDITIONS : [own];
    return editions.map((edition) => ({ name, edition, text }));
  });

function load({ name, edition, text }: Case, seed?: number): Scenario {
  const luck = seed === undefined ? {} : { seed };
  const loaded = loadScenario([{ name, text }], { edition, ...luck });
  if ('errors' in loaded) throw new Error(JSON.stringify(loaded.errors));
  return loaded.scenario;
}

/** What was not as it should have been. */
function complaintsOf(scenario: Scenario): readonly string[] {
  const { until, expectations } = scenario;
  if (until === undefined || expectations.length === 0) return ['it expects nothing'];
  const timeline = openTimeline(scenario);
  const history = newHistory();
  timeline.setSink({ fact: (fact) => noteFact(history, fact) });
  timeline.advance(until);
  type User = { readonly transcript: PersistentMap<TranscriptEntry> };
  const commands = [...values((stateOf<User>(timeline.world, 'user') as User).transcript)];
  const refused = commands.filter((entry) => entry.status !== 'done' || entry.exitCode !== 0);
  const unmet = evaluate({ ...history, commands }, expectations).filter(({ isMet }) => !isMet);
  return [
    ...refused.map((entry) => `${entry.text}: ${printedText(entry, true)}`),
    ...unmet.map(({ expectation: { when, at, text }, seen }) => {
      return `${when} ${at / 1_000_000}s: ${text} (seen: ${seen})`;
    }),
  ];
}

describe.each(cases)('$name in edition $edition', (one) => {
  test('does what it expects', () => {
    expect(complaintsOf(load(one))).toEqual([]);
  });

  test('does so with other luck', () => {
    expect(complaintsOf(load(one, 4_711))).toEqual([]);
  });
});
