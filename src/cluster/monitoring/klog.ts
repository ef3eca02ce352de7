// Lines that a program in Go writes with klog, into the log of its container.

import { rfc3339Micro } from '../../base/calendar.ts';
import type { Io } from '../../kernel/component.ts';
import { LINUX_PORT } from '../protocol/linux.ts';
import type { WorkloadConfig, WorkloadOutput } from '../protocol/workload.ts';

/** `E0101 00:00:00.000000       1 scraper.go:149] text` */
export function klog(
  config: WorkloadConfig,
  io: Io,
  severity: 'I' | 'W' | 'E',
  place: string,
  text: string,
): void {
  const time = rfc3339Micro(io.epochSeconds, io.now);
  const head = `${severity}${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 26)}`;
  writeLines(config, io, [`${head}       1 ${place}] ${text}`]);
}

/** Lines without a head. */
export function writeLines(config: WorkloadConfig, io: Io, lines: readonly string[]): void {
  const actor = io.find(config.linux);
  const { containerId } = config;
  const output: WorkloadOutput = {
    type: 'linux.workloadOutput',
    containerId,
    stream: 'stderr',
    lines,
  };
  if (actor !== undefined) io.send({ actor, port: LINUX_PORT }, output);
}
