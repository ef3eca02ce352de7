// A session for tests: worked off at once, its answers kept in order.

import type { Micros } from '../kernel/time.ts';
import type { Row, RowKey } from '../projection/rows.ts';
import type {
  Answer,
  Chunk,
  FromSession,
  SessionFile,
  ToSession,
  TypedCommand,
  WatchId,
} from './protocol.ts';
import { createSession, type Session } from './session.ts';
import { fillSession } from './whole.ts';

fillSession();

/** An open session in a test's hands. */
export interface TestSession {
  readonly session: Session;
  readonly heard: FromSession[];
  /** All chunks of (from, until]. */
  demand(from: number, until: number, budget?: number): readonly Chunk[];
  ask(question: Record<string, unknown> & { type: ToSession['type'] }): Answer;
  issue(at: number, command: TypedCommand, seen?: number): Extract<Answer, { ok: 'issued' }>;
  branch: number;
}

/** A file without commands. */
export function emptyFile(edition: string, scenario = ''): SessionFile {
  return {
    apiVersion: 'visualizer/v1',
    kind: 'Session',
    scenario,
    edition,
    seed: 1,
    log: [],
    at: 0 as Micros,
  };
}

/** Opens a session. */
export function openTest(file: SessionFile): TestSession {
  const heard: FromSession[] = [];
  const session = createSession(
    (message) => heard.push(message),
    () => ({ stdout: '', stderr: '' }),
  );
  session.receive({ type: 'open', file });
  const test: TestSession = {
    session,
    heard,
    branch: 1,
    demand(from, until, budget = 5_000) {
      heard.length = 0;
      const { branch } = test;
      session.receive({ type: 'demand', branch, from: from as Micros, until: until as Micros });
      work(session, budget);
      fail(heard);
      return heard.flatMap((message) => (message.type === 'chunk' ? [message.chunk] : []));
    },
    ask(question) {
      heard.length = 0;
      session.receive({ ...question, ticket: 1 } as unknown as ToSession);
      work(session, 5_000);
      fail(heard);
      const answer = heard.find((message) => message.type === 'answer');
      if (answer === undefined) throw new Error('no answer');
      return answer.result;
    },
    issue(at, command, seen = at) {
      const answer = test.ask({ type: 'issue', at, seen, command });
      if (answer.ok !== 'issued') throw new Error(JSON.stringify(answer));
      test.branch = answer.branch;
      return answer;
    },
  };
  return test;
}

function work(session: Session, budget: number): void {
  while (session.pump(budget));
}

function fail(heard: readonly FromSession[]): void {
  for (const message of heard) {
    if (message.type === 'halted' || message.type === 'refused') {
      throw new Error(JSON.stringify(message));
    }
  }
}

/** Rows by watch, as a player keeps them. */
export type Screen = Map<WatchId, Map<RowKey, Row>>;

/** Applies chunks to a screen, forwards. */
export function applyChunks(screen: Screen, chunks: readonly Chunk[]): Screen {
  for (const { keyframe, changes } of chunks) {
    for (const { watch, rows } of keyframe ?? []) screen.set(watch, new Map(rows));
    for (const entry of changes) {
      const rows = screen.get(entry.watch) as Map<RowKey, Row>;
      for (const { key, after } of entry.changes) {
        if (after === undefined) rows.delete(key);
        else rows.set(key, after);
      }
    }
  }
  return screen;
}

/** Takes chunks back, newest first. */
export function takeBack(screen: Screen, chunks: readonly Chunk[]): Screen {
  for (const { changes } of [...chunks].reverse()) {
    for (const entry of [...changes].reverse()) {
      const rows = screen.get(entry.watch) as Map<RowKey, Row>;
      for (const { key, before } of entry.changes) {
        if (before === undefined) rows.delete(key);
        else rows.set(key, before);
      }
    }
  }
  return screen;
}

/** The rows in the order of their keys. */
export function sorted(
  rows: ReadonlyMap<RowKey, Row> | undefined,
): readonly (readonly [RowKey, Row])[] {
  return [...(rows ?? [])].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** A pod with one container. */
export function podFile(name: string, image = 'nginx:1.25', more = ''): TypedCommand {
  const text = [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    '  terminationGracePeriodSeconds: 3',
    '  containers:',
    '  - name: main',
    `    image: ${image}`,
    ...(more === '' ? [] : [more]),
    '',
  ].join('\n');
  return { text: `kubectl apply -f ${name}.yaml`, files: { [`${name}.yaml`]: text } };
}
