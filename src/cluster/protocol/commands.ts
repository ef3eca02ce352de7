// Everything a person, a lesson or a scenario can do, as plain data: the parse of one typed line.
// `shell` makes these from text; the process `user` and `cluster/commands.ts` carry them out.
// Words stay as typed where the real tool would look them up at the server (resource names).

import type { Message } from '../../kernel/message.ts';
import type { KubectlCommand } from './kubectl-commands.ts';
import type {
  CrictlCommand,
  CtrCommand,
  CurlCommand,
  DockerCommand,
  EtcdctlCommand,
  NodeFileCommand,
  SystemctlCommand,
} from './node-commands.ts';

/** What is stored in the log: the words and the files that lay beside them. */
export interface TypedLine {
  readonly text: string;
  readonly files?: { readonly [name: string]: string };
  readonly note?: string;
}

/** The message that starts a command at the process `user`. */
export interface UserCommand extends Message {
  readonly type: 'command';
  /** Unique in the log; names the entry of the transcript. */
  readonly id: number;
  readonly text: string;
  readonly command: Command;
}

/**
 * Faults and knobs of the laboratory. Processes are named as in the simulation:
 * `kubelet@node-1`.
 */
export type Fault =
  /** Two processes; or all of a node from all that is outside it. */
  | { readonly type: 'lab.partition'; readonly a: string; readonly b?: string }
  | { readonly type: 'lab.heal'; readonly a?: string; readonly b?: string }
  | {
      readonly type: 'lab.drop';
      readonly from: string;
      readonly to: string;
      readonly count: number;
    }
  | {
      readonly type: 'lab.delay';
      readonly a: string;
      readonly b: string;
      readonly delayMicros: number;
    }
  | {
      readonly type: 'lab.registry';
      readonly isDown?: boolean;
      readonly bytesPerSecond?: number;
      readonly latencyMicros?: number;
    }
  | {
      readonly type: 'lab.image';
      readonly image: string;
      readonly answer: 'ok' | 'not-found' | 'unauthorized';
    }
  | { readonly type: 'lab.fill-disk'; readonly node?: string; readonly percent: number }
  | { readonly type: 'lab.crash'; readonly process: string }
  | { readonly type: 'lab.restart'; readonly process: string }
  | {
      readonly type: 'lab.load';
      readonly pod: string;
      readonly container?: string;
      readonly milliCpu?: number;
      readonly memoryBytes?: number;
      /** Bytes a second. */
      readonly leakPerSecond?: number;
      readonly writePerSecond?: number;
    }
  | {
      readonly type: 'lab.send';
      readonly pod: string;
      readonly container?: string;
      readonly url: string;
      readonly perSecond: number;
    };

/** A line no tool could read: its own words, as it would print them. */
export interface RefusedCommand {
  readonly type: 'refused';
  readonly tool: string;
  readonly message: string;
  readonly exitCode: number;
  /** Where in the line or file the trouble stands. */
  readonly place?: Place;
}

/** A line whose answer needs nobody: `kubectl --help`, an empty line, a comment. */
export interface LocalCommand {
  readonly type: 'local';
  readonly lines: readonly string[];
}

/** A position in a typed line (no `file`) or in one of its files; line and column count from 1. */
export interface Place {
  readonly file?: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** The parse of one typed line. */
export type Command =
  | KubectlCommand
  | DockerCommand
  | CrictlCommand
  | CtrCommand
  | EtcdctlCommand
  | CurlCommand
  | SystemctlCommand
  | NodeFileCommand
  | Fault
  | LocalCommand
  | RefusedCommand;

/** The name of one kind of command, such as `kubectl.get`. */
export type CommandType = Command['type'];
