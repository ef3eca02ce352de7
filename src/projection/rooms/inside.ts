// What rooms are made from, and the small blocks they have in common.

import type { Pod } from '../../api/pod.ts';
import type { CadvisorState } from '../../cluster/cadvisor/state.ts';
import type { ControllerManagerState } from '../../cluster/controllers/state.ts';
import type { KubeletState } from '../../cluster/kubelet/state.ts';
import type { Envelope } from '../../kernel/message.ts';
import type { Duration } from '../../kernel/time.ts';
import type { RoomBlock, RoomCell, RoomWord, TableBlock, TimerBlock } from '../room.ts';

/** What a room may look into. */
export interface Inside {
  readonly kubelet: KubeletState;
  readonly cadvisor: CadvisorState | undefined;
  readonly controllers: ControllerManagerState | undefined;
  readonly epochSeconds: number;
  /** An armed timer of the kubelet, or of another process. */
  timer(name: string, process?: string): Envelope | undefined;
}

/** One room: what it is made from, so that it is made again only when that changed. */
export interface Room {
  reads(inside: Inside): readonly unknown[];
  blocks(inside: Inside): readonly RoomBlock[];
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
