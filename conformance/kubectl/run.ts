// The topic `kubectl`: what real kubectl printed while the recorded cases ran, against what it
// prints in the simulation at the same moments of the same cases. The parts of each pod are cases.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type PersistentMap, values } from '../../src/base/persistent-map.ts';
import type { TranscriptEntry } from '../../src/cluster/protocol/transcript.ts';
import { stateOf } from '../../src/kernel/world.ts';
import type { ScenarioStep } from '../../src/scenario/scenario.ts';
import { openTimeline } from '../../src/session/run.ts';
import { printedText } from '../../src/shell/print/print.ts';
import { tableText } from '../../src/shell/print/tabs.ts';
import type { Recording } from '../recording.ts';
import { type CaseRun, likelyRun } from '../run-case.ts';
import { instant } from '../scenario-of.ts';
import type { Failure, TopicResult } from '../topics.ts';
import { isAlike } from './bare.ts';
import { nearMoments } from './near.ts';
import { LINES, recordedTexts, type Texts, tableRows } from './outputs.ts';
import { type PodParts, partsOfPod } from './parts.ts';

/** A recorded file; `at` is the case's second. */
interface Moment {
  readonly file: string;
  readonly at: number;
  readonly texts: Texts;
}

/** A case, and where in which run it was recorded. */
type SourcedRecording = Recording & {
  readonly source?: { readonly scenario: string; readonly offset: number };
};

/** A part that was compared. */
interface Compared {
  readonly id: string;
  readonly isSame: boolean;
  readonly expected: unknown;
  readonly got: unknown;
}

/** How the folder's texts compare; the cases they belong to lie in `../../<edition>`. */
export function runKubectl(folder: string): TopicResult {
  const edition = basename(folder);
  const files = readdirSync(folder)
    .toSorted()
    .map((file): Moment => {
      const { seconds, texts } = recordedTexts(readFileSync(join(folder, file), 'utf8'));
      return { file, at: seconds, texts };
    });
  const cases = [
    ...files.flatMap(layouts),
    ...casesOf(join(folder, '../..', edition)).flatMap((one) => comparedCase(one, files)),
  ];
  const failures = cases
    .filter(({ isSame }) => !isSame)
    .map(({ id, expected, got }): Failure => ({ id, expected, got }));
  const total = cases.length;
  const passed = total - failures.length;
  return { topic: `kubectl-${edition}`, total, passed, isMissing: false, failures };
}

/** The cells of a recorded table come to lie where they lay. */
function layouts({ file, texts }: Moment): readonly Compared[] {
  return [...texts].flatMap(([line, text]) => {
    const rows = tableRows(text);
    if (rows.length === 0) return [];
    const got = tableText(rows);
    return [{ id: `${file} layout of ${line}`, isSame: got === text, expected: text, got }];
  });
}

function casesOf(folder: string): readonly SourcedRecording[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names
    .toSorted()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as SourcedRecording);
}

function comparedCase(recording: SourcedRecording, files: readonly Moment[]): readonly Compared[] {
  const { source, compareFrom = 0, until, id } = recording;
  if (source === undefined) return [];
  const moments = files
    .filter(({ file }) => file.startsWith(`${source.scenario}-`))
    .map((one) => ({ ...one, at: one.at - source.offset }))
    .filter(({ at }) => at >= compareFrom && at <= until);
  if (moments.length === 0) return [];
  const run = likelyRun(recording);
  const near = moments.map(({ at }) => nearMoments(recording, run.steps, at));
  const printed = printedAt(run, near.flat(), recording.until);
  return moments.flatMap(({ file, texts }, i) =>
    podsOf(recording).flatMap((pod) => {
      const wanted = partsOfPod(texts, pod, source.scenario);
      const got = (near[i] ?? []).map((at) => partsOfPod(printed(at), pod, 'default'));
      const parts = comparedParts(wanted, got);
      return parts.map((one) => ({ ...one, id: `${file} ${id} ${pod} ${one.id}` }));
    }),
  );
}

/** The pods a case is about. */
function podsOf({ steps }: Recording): readonly string[] {
  const names = steps.flatMap(({ kind, pod = '' }) => (kind === 'watch' ? [pod] : []));
  return [...new Set(names)].filter((name) => name !== '').toSorted();
}

/** Types the lines at these moments of the case; gives what each printed. */
function printedAt(
  { scenario, chance }: CaseRun,
  moments: readonly number[],
  until: number,
): (at: number) => Texts {
  const lines = [...new Set(moments.map((at) => instant(at, chance.age)))].flatMap((at) =>
    LINES.map((text): ScenarioStep => ({ at, line: { text, files: {} } })),
  );
  const steps = [...scenario.steps, ...lines].sort((a, b) => a.at - b.at);
  const timeline = openTimeline({ ...scenario, steps });
  timeline.advance(instant(until * 1.25 + 30, chance.age));
  const user = stateOf<{ readonly transcript: PersistentMap<TranscriptEntry> }>(
    timeline.world,
    'user',
  );
  const entries = [...values(user?.transcript as PersistentMap<TranscriptEntry>)];
  return (at) => {
    const own = entries.filter((entry) => entry.at === instant(at, chance.age));
    return new Map(
      own.map((entry) => [entry.text, printedText(entry, false) + printedText(entry, true)]),
    );
  };
}

/** Each part has to be the same at one of the moments. */
function comparedParts(wanted: PodParts, got: readonly PodParts[]): readonly Compared[] {
  const [first = {}] = got;
  const names = new Set([...Object.keys(wanted), ...Object.keys(first)]);
  return [...names].map((id) => ({
    id,
    isSame: got.some((parts) => isAlike(parts[id], wanted[id])),
    expected: wanted[id] ?? null,
    got: first[id] ?? null,
  }));
}
