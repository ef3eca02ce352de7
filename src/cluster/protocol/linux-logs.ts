// The output of a container, and the file it goes into: its lines, how big it is, another name for
// it, a new file in its place.

import type { Message } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';

/** Reads the output kept of a container. Answer: LinuxLogs, with `isFollow` many of them. */
export interface ReadLogs extends Message {
  readonly type: 'linux.readLogs';
  readonly containerId: string;
  readonly tailLines?: number;
  readonly since?: Micros;
  readonly limitBytes?: number;
  readonly isFollow?: boolean;
}

/** One line of output, without its line feed. */
export interface LogLine {
  readonly at: Micros;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** True when the process ended without the closing line feed. */
  readonly isPartial?: boolean;
}

/** Output of a container; a follower gets more until `isEnd`. */
export interface LinuxLogs extends Message {
  readonly type: 'linux.logs';
  readonly containerId: string;
  readonly isKnown: boolean;
  readonly lines: readonly LogLine[];
  readonly isEnd: boolean;
}

/** Sizes of the log files of these containers. Answer: LogSizes. */
export interface ReadLogSizes extends Message {
  readonly type: 'linux.logSizes';
  readonly containerIds: readonly string[];
}

/** Bytes, in the order asked for; -1 for a container that is not known. */
export interface LogSizes extends Message {
  readonly type: 'linux.logSizesRead';
  readonly sizes: readonly number[];
}

/**
 * Gives the file another path: what is written goes on into it until the log is opened anew.
 * Without a path it gets its old name back. Answer: LinuxDone.
 */
export interface RenameLog extends Message {
  readonly type: 'linux.renameLog';
  readonly containerId: string;
  readonly path?: string;
}

/** Opens the log anew: an empty file when the old one was renamed. Answer: LinuxDone. */
export interface ReopenLog extends Message {
  readonly type: 'linux.reopenLog';
  readonly containerId: string;
}

/** What is asked about logs. */
export type LogRequest = ReadLogs | ReadLogSizes | RenameLog | ReopenLog;
