// A container alone in the world, for tests: runs a script, lets time pass, tells what came out.

import { emptyMap } from '../../../base/persistent-map.ts';
import type { ActorId, EventId } from '../../../kernel/message.ts';
import type { Micros } from '../../../kernel/time.ts';
import type { StartProcess } from '../../protocol/linux.ts';
import type { ProgramSetup } from '../../protocol/setup.ts';
import {
  expireExecs,
  imageTree,
  newContainer,
  nextWake,
  prepareRoot,
  runProcesses,
  signalPid,
  startExec,
  startInit,
} from './engine.ts';
import { selectLines } from './logs.ts';
import type { Effect, Outside, Run } from './machine.ts';
import { closeRun, openRun } from './machine.ts';
import type { Container } from './model.ts';

/** A container in a test. */
export interface Box {
  container: Container;
  readonly outside: Outside;
  now: Micros;
  wake: Micros | undefined;
  readonly effects: Effect[];
  /** How many wakes it took. */
  wakes: number;
  error: string | undefined;
}

/** Starts a container with this command line. */
export function startBox(
  argv: readonly string[],
  more: Partial<StartProcess> & {
    readonly image?: string;
    readonly override?: ProgramSetup;
    readonly env?: readonly { name: string; value: string }[];
  } = {},
): Box {
  let pids = 0;
  let hostPids = 999;
  const outside: Outside = {
    host: emptyMap(),
    changes: [],
    takeHostPid: () => hostPids++,
    takePid: () => ++pids,
    others: () => [],
    call: () => ({ kind: 'failed', error: 'refused' }),
    resolve: () => undefined,
    ip: '10.244.0.2',
    cpus: 2,
    memoryBytes: 4_294_967_296,
    bootAt: 0 as Micros,
    kernelVersion: '6.1.0',
    nodeName: 'node-1',
    cpuFactor: 1_000,
    isOomGroup: false,
    override: more.override,
  };
  const spec: StartProcess = {
    type: 'linux.start',
    containerId: 'c1',
    cgroup: '/kubepods/c1',
    netns: 'n1',
    program: {
      image: more.image ?? 'busybox:1.36',
      argv,
      env: more.env ?? [],
      workingDir: '',
      user: '',
      hostname: 'web',
    },
    mounts: [],
    limits: {},
    oomScoreAdj: 0,
    ...more,
  };
  const owner = { id: 1 as EventId, from: { actor: 0 as ActorId, port: 'test' } };
  const container = newContainer(spec, owner, imageTree(spec.program.image), 0 as Micros, 1, 999);
  const box: Box = {
    container,
    outside,
    now: 0 as Micros,
    wake: undefined,
    effects: [],
    wakes: 0,
    error: undefined,
  };
  within(box, (run) => {
    prepareRoot(run);
    const started = startInit(run);
    if ('error' in started) box.error = started.error;
  });
  return box;
}

/** Does something to the container now, and runs it. */
export function within(box: Box, act: (run: Run) => void): void {
  const run = openRun(box.container, box.outside, box.now, 1_700_000_000);
  act(run);
  expireExecs(run);
  runProcesses(run);
  box.wake = nextWake(run);
  box.effects.push(...run.effects);
  box.container = closeRun(run);
  box.wakes++;
}

/** Lets time pass until that many seconds, or until the container ends. */
export function runUntil(box: Box, seconds: number): Box {
  const end = seconds * 1_000_000;
  while (box.wake !== undefined && box.wake <= end && box.container.end === undefined) {
    box.now = box.wake;
    within(box, () => undefined);
  }
  box.now = Math.max(box.now, end) as Micros;
  return box;
}

/** Sends a signal to the first process. */
export function signal(box: Box, name: string): Box {
  within(box, (run) => void signalPid(run, 1, name));
  return box;
}

/** Runs a command beside it; gives its end when it ended at once. */
export function exec(
  box: Box,
  argv: readonly string[],
  more: { readonly timeout?: number } = {},
): Effect | string | undefined {
  const before = box.effects.length;
  let error: string | undefined;
  within(box, (run) => {
    const ask = { type: 'linux.exec', containerId: 'c1', argv, ...(more as object) } as const;
    error = startExec(run, ask, box.container.owner)?.error;
  });
  return error ?? box.effects.slice(before).find((effect) => effect.type === 'exec');
}

/** What it wrote so far, a line each; stderr is marked. */
export function output(box: Box): string {
  return selectLines(box.container.logs, (box.now + 1_000_000) as Micros, {})
    .map((line) => (line.stream === 'stderr' ? `! ${line.text}` : line.text))
    .join('\n');
}

/** Runs a script to its end (at most an hour): output and exit code. */
export function sh(
  script: string,
  more: Parameters<typeof startBox>[1] = {},
): { readonly out: string; readonly code: number | undefined; readonly at: number } {
  const box = runUntil(startBox(['sh', '-c', script], more), 3_600);
  return {
    out: output(box),
    code: box.container.end?.code,
    at: Math.round((box.container.end?.at ?? -1_000) / 1_000),
  };
}
