// The place for what is done about a shortage: its code comes later (ADR 15).

import { type Late, late } from '../../../base/late.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Message } from '../../../kernel/message.ts';
import type { KubeletState } from '../state.ts';
import type { EvictionCall, EvictionState } from './state.ts';

type Act = (kubelet: KubeletState, state: EvictionState, io: Io) => EvictionState;

/** What the manager does once something is short. */
export interface Evictions {
  /** Something is to be done. */
  readonly begin: Act;
  /** Node-level reclaim is over, and everything was measured again. */
  readonly reclaimed: Act;
  /** The victim's containers should have been stopped by now. */
  readonly killTookTooLong: Act;
  /** Is anything left of the victim? */
  readonly cleaned: Act;
  answered(
    kubelet: KubeletState,
    state: EvictionState,
    call: EvictionCall,
    message: Message,
    io: Io,
  ): EvictionState;
}

/** Where it is, once it has come. */
export const evictions: Late<Evictions> = late('what a kubelet does about pressure');
