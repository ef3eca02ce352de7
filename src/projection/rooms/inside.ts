// What rooms are made from, and the small blocks they have in common.

import type { Pod } from '../../api/pod.ts';
import type { CadvisorState } from '../../cluster/cadvisor/state.ts';
import type { KubeletState } from '../../cluster/kubelet/state.ts';
import type { Envelope } from '../../kernel/message.ts';
import type { Duration } from '../../kernel/time.ts';
import type { EngineState } from '../engine-containers.ts';
import type { RoomBlock, RoomCell, RoomWord, TableBlock, TimerBlock } from '../room.ts';

/** What a room anywhere may look into. */
export interface Around {
  readonly node: string;
  readonly engine: EngineState | undefined;
  readonly epochSeconds: number;
  /** The state of a process; undefined while it is down. */
  of<State>(process: string): State | undefined;
  /** An armed timer of the kubelet, or of another process. */
  timer(name: string, process?: string): Envelope | undefined;
}

/** What a room of a kubelet that runs may look into. */
export interface Inside extends Around {
  readonly kubelet: KubeletState;
  readonly cadvisor: CadvisorState | undefined;
}

/** One room: what it is made from, so that it is made again only when that changed. */
export interface Room<Seen extends Around = Inside> {
  reads(seen: Seen): readonly unknown[];
  blocks(seen: Seen): readonly RoomBlock[];
}

/** Lines of a table before it says how many more there are. */
const MOST_LINES = 12;

/** A timer by its armed envelope; idle while it is not armed. */
export function timerBlock(
  name: RoomWord,
  armed: Envelope | undefined,
  period: Duration,
  label?: string,
): TimerBlock {
  return {
    block: 'timer',
    name,
    ...(label === undefined ? {} : { label }),
    period: armed === undefined ? period : ((armed.deliverAt - armed.sentAt) as Duration),
    ...(armed === undefined ? {} : { lastAt: armed.sentAt, nextAt: armed.deliverAt }),
  };
}

/** A table of which only so much is told as can be read. */
export function tableBlock(
  name: RoomWord,
  columns: readonly RoomWord[],
  lines: readonly (readonly RoomCell[])[],
): TableBlock {
  const more = Math.max(0, lines.length - MOST_LINES);
  return { block: 'table', name, columns, lines: lines.slice(0, MOST_LINES), more };
}

/** What went wrong last, if anything did. */
export function errorTable(...errors: readonly (string | undefined)[]): readonly TableBlock[] {
  const lines = errors.filter((one) => one !== undefined).map((one) => [one]);
  return lines.length === 0 ? [] : [tableBlock('error', ['error'], lines)];
}

/** `namespace/name`, the namespace only where it is not the usual one. */
export function podName(pod: Pod): string {
  const { namespace = 'default', name = '' } = pod.metadata;
  return namespace === 'default' ? name : `${namespace}/${name}`;
}
