// What a program with a process of its own does to its container: it writes lines into its log, as
// programs in Go do through glog and klog, and it ends.

import { rfc3339Micro } from '../../base/calendar.ts';
import type { Io } from '../../kernel/component.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import type { WorkloadConfig, WorkloadExit, WorkloadOutput } from '../protocol/workload.ts';

/** How grave a line is. */
export type Severity = 'I' | 'W' | 'E' | 'F';

/** `E0101 00:00:00.000000       1 scraper.go:149] text` */
export function klog(
  config: WorkloadConfig,
  io: Io,
  severity: Severity,
  place: string,
  text: string,
): void {
  // `2026-01-02T03:04:05.678901Z` holds all that the head needs.
  const time = rfc3339Micro(io.epochSeconds, io.now);
  const head = `${severity}${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 26)}`;
  writeLines(config, io, `${head}       1 ${place}] ${text}`);
}

/** A text without a head, line by line. */
export function writeLines({ linux, containerId }: WorkloadConfig, io: Io, text: string): void {
  const actor = io.find(linux);
  const output: WorkloadOutput = {
    type: 'linux.workloadOutput',
    containerId,
    stream: 'stderr',
    lines: text.split('\n'),
  };
  if (actor !== undefined) io.send({ actor, port: LINUX_PORT }, output);
}

/** Ends the program, as `klog.Fatal` and a panic do. */
export function exit({ linux, containerId }: WorkloadConfig, io: Io, exitCode: number): void {
  const actor = io.find(linux);
  const message: WorkloadExit = { type: 'linux.workloadExit', containerId, exitCode };
  if (actor !== undefined) io.send({ actor, port: LINUX_PORT }, message);
}
