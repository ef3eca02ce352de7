// Topic backoff: the clock of an exponential back-off.

import {
  type Backoff,
  type BackoffLimits,
  backoffUntilSinceUpdate,
  delayOf,
  emptyBackoff,
  nextBackoff,
} from '../../src/cluster/kubelet/kuberuntime/backoff.ts';
import { type Micros, seconds } from '../../src/kernel/time.ts';

interface Move {
  readonly repeat?: number;
  readonly advanceSeconds: number;
  readonly fail?: boolean;
  readonly gc?: boolean;
}

interface Input {
  readonly baseSeconds: number;
  readonly maxSeconds: number;
  readonly steps?: string;
  readonly timeline?: readonly Move[];
  readonly ticksSeconds?: readonly number[];
}

const KEY = 'key';

/** backoff.json */
export function backoff(raw: unknown): unknown {
  const input = raw as Input;
  const limits = { initial: seconds(input.baseSeconds), max: seconds(input.maxSeconds) };
  if (input.ticksSeconds !== undefined) return atTicks(limits, input.ticksSeconds);
  if (input.timeline !== undefined) return alongTimeline(limits, input.timeline);
  const count = Number(/(\d+) times/.exec(input.steps ?? '')?.[1] ?? 0);
  let state = emptyBackoff();
  const delays: number[] = [];
  for (let i = 1; i <= count; i++) {
    delays.push(delayOf(state, KEY) / 1_000_000);
    const now = seconds(i) as number as Micros;
    state = nextBackoff(state, limits, KEY, now, now);
  }
  const delayAfterReset = delayOf(emptyBackoff(), KEY) / 1_000_000;
  return { delaySecondsBeforeEachFailure: delays, delayAfterReset };
}

function atTicks(limits: BackoffLimits, ticks: readonly number[]): unknown {
  let state: Backoff = emptyBackoff();
  const inBackOff: boolean[] = [];
  const delays: (number | null)[] = [];
  for (const tick of ticks) {
    const now = seconds(tick) as number as Micros;
    const isIn = backoffUntilSinceUpdate(state, limits, KEY, now) !== undefined;
    inBackOff.push(isIn);
    delays.push(isIn ? delayOf(state, KEY) / 1_000_000 : null);
    if (!isIn) state = nextBackoff(state, limits, KEY, now, now);
  }
  return { inBackOff, delaySecondsWhenInBackOff: delays };
}

function alongTimeline(limits: BackoffLimits, moves: readonly Move[]): unknown {
  let state: Backoff = emptyBackoff();
  let now = 0;
  let failedAt = 0;
  const kept: boolean[] = [];
  for (const move of moves) {
    for (let i = 0; i < (move.repeat ?? 1); i++) {
      now += seconds(move.advanceSeconds);
      if (move.fail) {
        state = nextBackoff(state, limits, KEY, now as Micros, now as Micros);
        failedAt = now;
      }
      if (move.gc) {
        // An entry nothing happened to for twice the longest delay is as good as gone.
        const isGone = now - failedAt > limits.max * 2;
        kept.push(!isGone);
      }
    }
  }
  return { delaySeconds: delayOf(state, KEY) / 1_000_000, entryKeptAfterEachGC: kept };
}
