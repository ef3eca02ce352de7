// What stands in an opened part of a node: blocks that the page knows how to draw, as plain data.
// Names are keys of the page's words; what Kubernetes itself calls things is a label.

import type { Duration, Micros } from '../kernel/time.ts';
import type { DisplayState } from './rows.ts';

/** A part that can be opened: a place of the stage, or `pod.<uid>`. */
export type RoomId = string;

/** Words of the page for what stands in a room. */
export const ROOM_WORDS = [
  'look',
  'steps',
  'rank',
  'soft',
  'hard',
  'reclaimTo',
  'grace',
  'transition',
  'ranking',
  'victims',
  'pod',
  'container',
  'image',
  'volume',
  'used',
  'requested',
  'priority',
  'idle',
  'observing',
  'reclaiming',
  'limits',
  'killing',
  'cleaning',
  'pullQueue',
  'pulling',
  'backoff',
  'imageGc',
  'imageDisk',
  'high',
  'low',
  'images',
  'size',
  'firstSeen',
  'lastUsed',
  'removing',
  'logSizes',
  'rotating',
  'dead',
  'exitCode',
  'finished',
  'relist',
  'waiting',
  'listing',
  'reading',
  'plegHealth',
  'unhealthy',
  'running',
  'readAt',
  'pods',
  'statusTick',
  'statusQueue',
  'get',
  'patch',
  'delete',
  'statuses',
  'known',
  'sent',
  'reconcile',
  'worlds',
  'desired',
  'actual',
  'mountWait',
  'timeout',
  'retry',
  'objects',
  'object',
  'references',
  'watch',
  'version',
  'waiters',
  'workers',
  'probe',
  'result',
  'streak',
  'sampling',
  'cgroups',
  'cgroup',
  'sampled',
  'memory',
  'nodeStatus',
  'reported',
  'reportDue',
  'runtime',
  'conditions',
  'condition',
  'lease',
  'renewed',
  'expired',
  'monitor',
  'heard',
  'lost',
  'evictions',
  'channels',
  'configCh',
  'plegCh',
  'syncCh',
  'probes',
  'housekeepingCh',
  'sync',
  'housekeeping',
  'standstill',
  'held',
  'nextSyncs',
  'due',
  'reflector',
  'watching',
  'check',
  'files',
  'file',
  'error',
  'sources',
  'source',
  'resize',
  'allocated',
  'nextSync',
  'folder',
  'address',
  'requestBody',
  'inFlight',
  'watchCaches',
  'prefix',
  'watches',
  'leases',
  'leaseId',
  'keys',
  'activeQueue',
  'backoffOver',
  'flush',
  'waitingPods',
  'queue',
  'attempts',
  'since',
  'assumed',
  'node',
  'podGc',
  'binder',
  'services',
  'service',
  'ready',
  'notReady',
  'controllers',
  'controller',
  'pulls',
  'layers',
  'engineContainers',
  'state',
  'line',
  'answers',
  'silent',
  'speed',
  'firstByte',
  'perSecond',
  'rules',
  'answer',
  'detail',
  'workerStates',
  'serving',
  'served',
  'path',
  'method',
  'times',
] as const;

/** One of them. */
export type RoomWord = (typeof ROOM_WORDS)[number];

/** A cell: words as they are, an instant, or an amount of bytes. */
export type RoomCell = string | { readonly at: Micros } | { readonly bytes: number };

/** One thing in a room. */
export type RoomBlock =
  | TimerBlock
  | AgeBlock
  | GaugeBlock
  | StepsBlock
  | QueueBlock
  | TableBlock
  | DocumentsBlock
  | MachineBlock;

interface Named {
  /** What it is, in the page's words … */
  readonly name: RoomWord;
  /** … and which one, in Kubernetes' own. */
  readonly label?: string;
}

/** A timer that goes round, or one that goes off once. */
export interface TimerBlock extends Named {
  readonly block: 'timer';
  readonly period: Duration;
  readonly lastAt?: Micros;
  readonly nextAt?: Micros;
  readonly state?: DisplayState;
}

/** How long ago something was, against the time after which it is too long. */
export interface AgeBlock extends Named {
  readonly block: 'age';
  /** Absent: it never was. */
  readonly since?: Micros;
  readonly limit: Duration;
  readonly limitName: RoomWord;
}

/** A value between nothing and most, with the marks that matter. */
export interface GaugeBlock extends Named {
  readonly block: 'gauge';
  readonly value: number;
  readonly most: number;
  readonly unit: 'bytes' | 'percent' | 'count';
  readonly marks: readonly { readonly name: RoomWord; readonly at: number }[];
  readonly isOver: boolean;
}

/** Steps of a thing that goes through them one by one; `active` is the one it is at. */
export interface StepsBlock extends Named {
  readonly block: 'steps';
  readonly steps: readonly RoomWord[];
  readonly active: number;
}

/** What waits in a row, the next one first. */
export interface QueueBlock extends Named {
  readonly block: 'queue';
  readonly items: readonly string[];
  /** What is being worked at. */
  readonly busy: readonly string[];
}

/** Lines with columns. */
export interface TableBlock extends Named {
  readonly block: 'table';
  readonly columns: readonly RoomWord[];
  readonly lines: readonly (readonly RoomCell[])[];
  /** How many more lines there are. */
  readonly more: number;
}

/** What a source of pods is read from, to be edited as what it is. */
export interface DocumentsBlock extends Named {
  readonly block: 'documents';
  /** How one gets there: as a file of a folder, as an address's answer, as a request's body. */
  readonly put: 'write' | 'serve' | 'post';
  /** The folder or the address. */
  readonly place: string;
  readonly documents: readonly SourceDocument[];
}

/** A file with its whole path, or an address with what it answers. */
export interface SourceDocument {
  readonly name: string;
  readonly text: string;
}

/** A state machine with the state it is in. */
export interface MachineBlock extends Named {
  readonly block: 'machine';
  readonly machine: string;
  readonly state: string;
}

/** Key `room`. */
export interface RoomRow {
  readonly row: 'room';
  readonly room: RoomId;
  readonly blocks: readonly RoomBlock[];
}
