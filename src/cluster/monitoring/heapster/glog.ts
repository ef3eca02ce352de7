// Lines as Heapster writes them, by glog: `I0101 00:01:05.000123       1 heapster.go:78] …`.

import { rfc3339Micro } from '../../../base/calendar.ts';
import type { Io } from '../../../kernel/component.ts';
import { LINUX_PORT } from '../../protocol/linux.ts';
import type { WorkloadConfig, WorkloadExit, WorkloadOutput } from '../../protocol/workload.ts';

/** How grave a line is. */
export type Severity = 'I' | 'W' | 'E' | 'F';

/** Writes a line into the container's log. */
export function writeLine(
  { linux, containerId }: WorkloadConfig,
  io: Io,
  severity: Severity,
  place: string,
  text: string,
): void {
  // `2026-01-02T03:04:05.678901Z` holds all that the head needs.
  const now = rfc3339Micro(io.epochSeconds, io.now);
  const head = `${severity}${now.slice(5, 7)}${now.slice(8, 10)} ${now.slice(11, 26)}       1`;
  writePlain({ linux, containerId }, io, `${head} ${place}] ${text}`);
}

/** Writes what does not go through glog. */
export function writePlain(
  { linux, containerId }: Pick<WorkloadConfig, 'linux' | 'containerId'>,
  io: Io,
  text: string,
): void {
  const actor = io.find(linux);
  if (actor === undefined) return;
  const lines = text.split('\n');
  const output: WorkloadOutput = {
    type: 'linux.workloadOutput',
    containerId,
    stream: 'stderr',
    lines,
  };
  io.send({ actor, port: LINUX_PORT }, output);
}

/** Ends the program, as `glog.Fatal` and a panic do. */
export function exit({ linux, containerId }: WorkloadConfig, io: Io, exitCode: number): void {
  const actor = io.find(linux);
  const message: WorkloadExit = { type: 'linux.workloadExit', containerId, exitCode };
  if (actor !== undefined) io.send({ actor, port: LINUX_PORT }, message);
}
