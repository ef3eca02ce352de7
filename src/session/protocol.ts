// Messages between the page and the session (in a worker, or in process). Plain data both ways.

import type { InfluxReply } from '../cluster/protocol/influxdb.ts';
import type { CadvisorQuestion } from '../cluster/protocol/stats.ts';
import type { EventId, Subject } from '../kernel/message.ts';
import type { Micros } from '../kernel/time.ts';
import type { Channel, Shape } from '../projection/describe/description.ts';
import type { KlogLine } from '../projection/klog/writer.ts';
import type { Row, RowChange, RowKey, ViewRequest } from '../projection/rows.ts';

/** Name of a watch, chosen by the page. */
export type WatchId = string;

/** Files that a typed command names, by name. */
export type Files = { readonly [name: string]: string };

/** A typed line as it is logged; its parse is the command. */
export interface TypedCommand {
  readonly text: string;
  readonly files?: Files;
}

/** A scenario with the commands given so far: all one needs to have a session again. */
export interface SessionFile {
  readonly apiVersion: 'visualizer/v1';
  readonly kind: 'Session';
  /** Scenario document(s) as YAML or JSON text; empty for the default cluster. */
  readonly scenario: string;
  readonly edition: string;
  readonly seed: number;
  readonly log: readonly { readonly at: Micros; readonly text: string; readonly files?: Files }[];
  /** Where the playhead stood. */
  readonly at: Micros;
}

/** From the page. Every `ticket` is answered by one `answer`. */
export type ToSession =
  | { readonly type: 'open'; readonly file: SessionFile }
  | { readonly type: 'watch'; readonly watch: WatchId; readonly view: ViewRequest }
  | { readonly type: 'unwatch'; readonly watch: WatchId }
  /** Wants chunks covering (from, until]; the session simulates no further than asked. */
  | {
      readonly type: 'demand';
      readonly branch: number;
      readonly from: Micros;
      readonly until: Micros;
    }
  | {
      readonly type: 'issue';
      readonly ticket: number;
      readonly at: Micros;
      /** How far the person has seen; a command before that opens a branch. */
      readonly seen?: Micros;
      readonly command: TypedCommand;
    }
  /** Cause chain of an event, newest first, back to the command or timer at its root. */
  | { readonly type: 'why'; readonly ticket: number; readonly event: EventId }
  /** The next (or previous) instant worth stopping at. */
  | {
      readonly type: 'find';
      readonly ticket: number;
      readonly from: Micros;
      readonly event: EventId;
      readonly direction: 1 | -1;
      readonly follow?: string;
      readonly isMilestone?: boolean;
    }
  /** The newest lines of a kubelet's log up to an instant, at this `-v`. */
  | {
      readonly type: 'log';
      readonly ticket: number;
      readonly node: string;
      readonly until: Micros;
      readonly verbosity: number;
      readonly count: number;
    }
  /** What the InfluxDB of the cluster answers at an instant, query by query. */
  | {
      readonly type: 'metrics.query';
      readonly ticket: number;
      readonly at: Micros;
      readonly queries: readonly string[];
      /** `k8s`, Heapster's, when missing. */
      readonly database?: string;
    }
  /** What the pages of a node's cAdvisor answer at an instant, one by one. */
  | {
      readonly type: 'cadvisor.query';
      readonly ticket: number;
      readonly at: Micros;
      readonly node: string;
      readonly questions: readonly CadvisorQuestion[];
    }
  | { readonly type: 'switch'; readonly ticket: number; readonly branch: number }
  | { readonly type: 'save'; readonly ticket: number; readonly at: Micros }
  | { readonly type: 'digest'; readonly ticket: number; readonly at: Micros };

/** To the page. */
export type FromSession =
  | {
      readonly type: 'opened';
      readonly branch: number;
      readonly edition: string;
      readonly epochSeconds: number;
      readonly nodes: readonly string[];
      readonly commands: readonly CommandMark[];
    }
  | { readonly type: 'chunk'; readonly chunk: Chunk }
  | { readonly type: 'answer'; readonly ticket: number; readonly result: Answer }
  | { readonly type: 'refused'; readonly reason: string; readonly place?: string }
  | { readonly type: 'halted'; readonly error: string; readonly session: SessionFile };

/** Answers by the question asked. */
export type Answer =
  /** Parsed and logged; `branch` is new when the command was given in the past. */
  | {
      readonly ok: 'issued';
      readonly id: number;
      readonly at: Micros;
      readonly branch: number;
      readonly commands: readonly CommandMark[];
    }
  /** Not a command we know, in the tool's own words; nothing changed. */
  | {
      readonly ok: 'rejected';
      readonly message: string;
      readonly line?: number;
      readonly column?: number;
    }
  | { readonly ok: 'why'; readonly chain: readonly CauseStep[] }
  | { readonly ok: 'found'; readonly at: Micros; readonly event: EventId }
  | { readonly ok: 'log'; readonly lines: readonly KlogLine[] }
  | { readonly ok: 'metrics'; readonly replies: readonly InfluxReply[] }
  /** Bodies in the order of the questions; none when nobody listens. */
  | { readonly ok: 'cadvisor'; readonly bodies: readonly unknown[] | undefined }
  | { readonly ok: 'nothing' }
  | { readonly ok: 'saved'; readonly file: SessionFile }
  | { readonly ok: 'digest'; readonly digest: string };

/** A command on the timeline. */
export interface CommandMark {
  readonly id: number;
  readonly at: Micros;
  readonly text: string;
}

/** One link of a cause chain. */
export interface CauseStep {
  readonly event: EventId;
  readonly at: Micros;
  /** Process and port that handled it, e.g. `kubelet@node-1`, `sync-loop`. */
  readonly process: string;
  readonly port: string;
  /** One line in plain words and real names, e.g. `POST /api/v1/namespaces/default/pods`. */
  readonly text: string;
  readonly type: string;
  readonly about?: Subject;
  /** How many ticks of the same timer were folded into this link. */
  readonly repeated?: number;
}

/** A message in flight, drawn between two ports. */
export interface Flight {
  readonly id: EventId;
  readonly cause: EventId;
  readonly flow: EventId;
  readonly from: Station;
  readonly to: Station;
  /** Which line it travels on. */
  readonly channel: Channel;
  /** `request` is an arrow-shaped tag, `response` a plain one, `watch` a capsule with a letter. */
  readonly shape: Shape;
  /** e.g. `POST pods`, `201`, `ADDED pods/web`. */
  readonly label: string;
  readonly about?: Subject;
  readonly sentAt: Micros;
  readonly deliverAt: Micros;
  readonly fate: 'delivered' | 'lost';
}

/** Where a flight starts or ends. */
export interface Station {
  readonly process: string;
  readonly port: string;
  /** Of a program in a container with a process of its own: the uid of its pod. */
  readonly pod?: string;
}

/** An instant at which something visible happened. */
export interface Beat {
  readonly at: Micros;
  readonly event: EventId;
  readonly flow: EventId;
  /** Pod the beat is about, if any. */
  readonly uid?: string;
  /** Component lane on the timeline. */
  readonly lane: 'kubectl' | 'apiserver' | 'etcd' | 'scheduler' | 'kubelet' | 'runtime' | 'node';
  /** 1 = small print (a tick), 2 = ordinary, 3 = a milestone. */
  readonly weight: 1 | 2 | 3;
  /** Text key for caption and explanation, e.g. `SyncStep.6`, `ObjectChanged.pod.ADDED`. */
  readonly topic: string;
  /** Parameters of the texts. */
  readonly data: { readonly [name: string]: string | number };
}

/** A stretch of the simulation, told. */
export interface Chunk {
  readonly branch: number;
  readonly from: Micros;
  readonly to: Micros;
  /** Whole content of watches as of `from`; after open, watch, seek or branch. */
  readonly keyframe?: readonly {
    readonly watch: WatchId;
    readonly rows: readonly (readonly [RowKey, Row])[];
  }[];
  /** In order of (at, event); both sides, so that a player can go back. */
  readonly changes: readonly {
    readonly at: Micros;
    readonly event: EventId;
    readonly watch: WatchId;
    readonly changes: readonly RowChange[];
  }[];
  readonly flights: readonly Flight[];
  readonly beats: readonly Beat[];
}
