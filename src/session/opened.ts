// A session file becomes a run: scenario, timeline with its log, and what the views must know.

import type { TypedLine } from '../cluster/protocol/commands.ts';
import type { EditionWord } from '../cluster/protocol/setup.ts';
import type { LoggedCommand, Timeline } from '../kernel/timeline.ts';
import type { Printer, ViewSetting } from '../projection/view.ts';
import { defaultScenario } from '../scenario/default-scenario.ts';
import type { LoadResult } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { CommandMark, SessionFile } from './protocol.ts';
import { timelineOf } from './timeline-of.ts';
import { words } from './words.ts';

/** A session that can be told. */
export interface Opened {
  readonly file: SessionFile;
  readonly scenario: Scenario;
  readonly timeline: Timeline<TypedLine>;
  readonly setting: ViewSetting;
}

/** What is wrong with a file. */
export interface OpenProblem {
  readonly reason: string;
  readonly place?: string;
}

/** A jump replays at most so many events: some tens of milliseconds. */
const EVENTS_PER_CHECKPOINT = 500;

/** Opens a session file. */
export function openSession(file: SessionFile, print: Printer): Opened | OpenProblem {
  const loaded = scenarioOf(file);
  if ('errors' in loaded) {
    const { message = '', line, column } = loaded.errors[0] ?? {};
    return { reason: message, ...(line === undefined ? {} : { place: `${line}:${column}` }) };
  }
  const { scenario } = loaded;
  const { setup } = scenario;
  return {
    file,
    scenario,
    timeline: timelineOf(scenario, {
      log: typedLog(scenario, file.log),
      eventsPerCheckpoint: EVENTS_PER_CHECKPOINT,
    }),
    setting: {
      edition: setup.edition,
      epochSeconds: setup.epochSeconds,
      nodes: setup.nodes.map(({ name }) => name),
      print,
    },
  };
}

function scenarioOf(file: SessionFile): LoadResult {
  const options = { edition: file.edition as EditionWord, seed: file.seed };
  if (file.scenario === '') return { scenario: defaultScenario(options) };
  return words.get().loadScenario([{ name: 'scenario.yaml', text: file.scenario }], options);
}

/** What a person typed besides the scenario's own steps. */
function typedLog(
  scenario: Scenario,
  log: SessionFile['log'],
): readonly LoggedCommand<TypedLine>[] {
  return log.map(({ at, text, files }, i) => ({
    id: scenario.steps.length + i + 1,
    at,
    by: 'user',
    command: files === undefined ? { text } : { text, files },
  }));
}

/** The commands of the present branch, for the timeline of the page. */
export function commandMarks(timeline: Timeline<TypedLine>): readonly CommandMark[] {
  return timeline.branch.log.map(({ id, at, command }) => ({ id, at, text: command.text }));
}

/** The session as a file: the scenario and everything that was typed in this branch. */
export function saveSession(opened: Opened, at: SessionFile['at']): SessionFile {
  const log = opened.timeline.branch.log
    .filter(({ by }) => by !== 'scenario')
    .map(({ at: when, command: { text, files } }) => ({
      at: when,
      text,
      ...(files === undefined ? {} : { files }),
    }));
  const { edition, seed } = opened.scenario.setup;
  return { ...opened.file, edition, seed, log, at };
}
