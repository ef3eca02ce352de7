// The comparison rule of the recordings: which differences a simulation's steps have from a case's.
// The rule's words are in the recordings' own description; this is the rule as a program.

import type { Recording, Step } from './recording.ts';

/** One difference. */
export interface Difference {
  readonly what: 'missing' | 'time' | 'extra' | 'final';
  /** Number of the recorded step, of the simulated one for `extra`, or the pod's name. */
  readonly where: number | string;
  readonly t: number;
  readonly text: string;
}

interface Streams {
  readonly sim: readonly Step[];
  /** Indices into `sim`, by stream. */
  readonly byStream: ReadonlyMap<string, readonly number[]>;
  readonly used: Set<number>;
  /** Time of the match of each recorded step. */
  readonly matched: Map<number, number>;
}

/** Compares simulated steps with a case. */
export function compare(recording: Recording, simulated: readonly Step[]): readonly Difference[] {
  const from = recording.compareFrom ?? -1;
  const latest = recording.until * 1.25 + 20;
  const expected = recording.steps
    .map((step, index) => ({ step, index }))
    .filter(({ step }) => step.t <= recording.until && step.probe !== true);
  const ordered = simulated
    .filter((step) => step.t >= from && step.t <= latest && step.probe !== true)
    .toSorted((a, b) => a.t - b.t);
  const sim = withoutRepeats(ordered);
  const byStream = new Map<string, number[]>();
  sim.forEach((step, index) => {
    const stream = streamOf(step);
    byStream.set(stream, [...(byStream.get(stream) ?? []), index]);
  });
  const streams: Streams = { sim, byStream, used: new Set(), matched: new Map() };
  const looping = new Set(
    expected.filter(({ step }) => step.min !== undefined).map(({ step }) => podOf(step)),
  );
  return [
    ...match(expected, streams),
    ...timeDifferences(expected, streams.matched),
    ...extras(recording, expected, streams, looping),
    ...finals(recording, simulated, looping, latest),
  ];
}

interface Expected {
  readonly step: Step;
  readonly index: number;
}

function streamOf(step: Step): string {
  switch (step.kind) {
    case 'watch':
      return `watch ${step.pod ?? `node:${step.node}`}`;
    case 'event':
      return `event ${step.object}`;
    case 'runtime':
      return `runtime ${step.pod}`;
    default:
      return `api ${(step.path ?? '').split('/').slice(0, 2).join('/')}`;
  }
}

function podOf(step: Step): string {
  return step.pod ?? (step.object ?? step.path ?? '/').split('/')[1] ?? '';
}

const WATCH_FIELDS = [
  'type',
  'labels',
  'specImages',
  'phase',
  'deleting',
  'graceSeconds',
  'reason',
  'message',
  'conditions',
  'conditionMessages',
  'containers',
  'initContainers',
  'ephemeralContainers',
  'hasPodIP',
] as const;

/** The content of a step as one text; `variable` names fields whose numbers do not count. */
function keyOf(step: Step, variable: readonly string[] = step.variable ?? []): string {
  const bare = (value: unknown): unknown => (variable.length === 0 ? value : withoutNumbers(value));
  switch (step.kind) {
    case 'watch': {
      if (step.node !== undefined) {
        const { node, type, conditions, conditionMessages, taints = [] } = step;
        return stable(['node', node, type, conditions, conditionMessages, taints.toSorted()]);
      }
      const fields = WATCH_FIELDS.map((name) =>
        name === 'message' || name === 'conditionMessages' ? bare(step[name]) : step[name],
      );
      return stable(['watch', step.pod, ...fields]);
    }
    case 'event': {
      const count = variable.includes('count') ? undefined : step.count;
      const { object, container, type, reason } = step;
      return stable(['event', object, container, type, reason, bare(step.message), count]);
    }
    case 'runtime': {
      const { pod, op, container, attempt, signal, exitCode } = step;
      return stable(['runtime', pod, op, container, attempt, signal, exitCode]);
    }
    default: {
      const { by, verb, path, code, gracePeriodSeconds, uidPrecondition } = step;
      return stable(['api', by, verb, path, code, gracePeriodSeconds, uidPrecondition]);
    }
  }
}

function withoutNumbers(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\d+(\.\d+)?/g, '<n>');
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutNumbers(one)]));
}

/** JSON with sorted keys; undefined counts as null. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === undefined) return null;
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    const entries = Object.entries(inner).filter(([, one]) => one !== undefined);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

/** Leaves out a MODIFIED that shows nothing new. */
function withoutRepeats(steps: readonly Step[]): readonly Step[] {
  const last = new Map<string, string>();
  return steps.filter((step) => {
    if (step.kind !== 'watch') return true;
    const { labels, specImages, type: _type, ...rest } = step;
    const shown = keyOf(rest);
    const stream = streamOf(step);
    const isNews = labels !== undefined || specImages !== undefined || step.podIPChanged === true;
    if (step.type === 'MODIFIED' && last.get(stream) === shown && !isNews) return false;
    last.set(stream, shown);
    return true;
  });
}

/** Steps recorded closer together than this may come in any order. */
const SWAP_SECONDS = 0.3;

function match(expected: readonly Expected[], streams: Streams): readonly Difference[] {
  const differences: Difference[] = [];
  const history = new Map<string, { readonly t: number; readonly hit: number }[]>();
  const required = expected.filter(({ step }) => step.optional !== true);
  const optional = expected.filter(({ step }) => step.optional === true);
  for (const { step, index } of [...required, ...optional]) {
    const stream = streamOf(step);
    const before = history.get(stream) ?? [];
    history.set(stream, before);
    const earlier = before.filter(({ t }) => step.t - t > SWAP_SECONDS).map(({ hit }) => hit);
    const lowest = step.optional === true ? -1 : Math.max(-1, ...earlier);
    const hit = findMatch(step, stream, lowest, streams);
    if (hit === undefined) {
      if (step.optional !== true) {
        differences.push({ what: 'missing', where: index, t: step.t, text: keyOf(step) });
      }
      continue;
    }
    const found = streams.sim[hit] as Step;
    const isFar = Math.abs(found.t - step.t) > Math.max(40, step.tol ?? 0);
    if (step.optional === true && step.t !== 0 && isFar) continue;
    streams.used.add(hit);
    before.push({ t: step.t, hit });
    streams.matched.set(index, found.t);
  }
  return differences;
}

function findMatch(
  step: Step,
  stream: string,
  lowest: number,
  streams: Streams,
): number | undefined {
  const wanted = keyOf(step);
  const isEmpty = (step.variable ?? []).length === 0;
  return streams.byStream.get(stream)?.find((candidate) => {
    if (streams.used.has(candidate) || candidate <= lowest) return false;
    const found = streams.sim[candidate] as Step;
    const key = isEmpty ? keyOf(found) : keyOf(found, step.variable);
    if (key !== wanted) return false;
    if (step.grace === undefined || found.grace === undefined) return true;
    return Math.abs(found.grace - step.grace) <= 1;
  });
}

function timeDifferences(
  expected: readonly Expected[],
  matched: ReadonlyMap<number, number>,
): readonly Difference[] {
  const differences: Difference[] = [];
  for (const { step, index } of expected) {
    const at = matched.get(index);
    if (at === undefined || step.optional === true) continue;
    const anchor = step.since === undefined ? undefined : matched.get(step.since);
    const problem =
      anchor === undefined ? absoluteProblem(step, at) : relativeProblem(step, at - anchor);
    if (problem === undefined) continue;
    const text = `${problem} ${keyOf(step)}`;
    differences.push({ what: 'time', where: index, t: step.t, text });
  }
  return differences;
}

function absoluteProblem(step: Step, at: number): string | undefined {
  return Math.abs(at - step.t) > (step.tol ?? 1.6) ? `t ${at.toFixed(2)}` : undefined;
}

function relativeProblem(step: Step, distance: number): string | undefined {
  const { min, max = Number.POSITIVE_INFINITY, dt = 0, tol = 0 } = step;
  const isFine =
    min === undefined ? Math.abs(distance - dt) <= tol : distance >= min - 0.3 && distance <= max;
  return isFine ? undefined : `dt ${distance.toFixed(2)} recorded ${dt.toFixed(2)}`;
}

function extras(
  recording: Recording,
  expected: readonly Expected[],
  streams: Streams,
  looping: ReadonlySet<string>,
): readonly Difference[] {
  const free = new Set(
    expected.filter(({ step }) => step.optional === true).map(({ step }) => keyOf(step)),
  );
  const { sim, byStream, used } = streams;
  return sim.flatMap((step, index): readonly Difference[] => {
    if (used.has(index) || step.t > recording.until) return [];
    if (free.has(keyOf(step)) || isFreely(step)) return [];
    const stream = byStream.get(streamOf(step)) ?? [];
    const isLast = !stream.some((other) => other > index && used.has(other));
    if (looping.has(podOf(step)) && isLast) return [];
    return [{ what: 'extra', where: index, t: step.t, text: keyOf(step) }];
  });
}

/** What a simulation may show at will. */
function isFreely(step: Step): boolean {
  if (step.kind === 'api') return step.verb === 'PATCH';
  if (step.kind === 'runtime') return ['stop', 'destroy', 'oom'].includes(step.op ?? '');
  return false;
}

function finals(
  recording: Recording,
  simulated: readonly Step[],
  looping: ReadonlySet<string>,
  latest: number,
): readonly Difference[] {
  if (recording.compareFrom !== undefined) return [];
  const last = new Map<string, Step>();
  for (const step of simulated.toSorted((a, b) => a.t - b.t)) {
    if (step.kind === 'watch' && step.pod !== undefined && step.t <= latest) {
      last.set(step.pod, step);
    }
  }
  return Object.entries(recording.final?.pods ?? {}).flatMap(([pod, state]) => {
    const step = last.get(pod);
    if (step === undefined || looping.has(pod)) return [];
    const now = step.type === 'DELETED' ? 'absent' : step.phase;
    const wanted = state === 'absent' ? 'absent' : state.phase;
    if (wanted === undefined || now === wanted) return [];
    return [{ what: 'final', where: pod, t: step.t, text: `${wanted}, not ${now}` } as const];
  });
}
