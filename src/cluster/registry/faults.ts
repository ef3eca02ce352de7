// What the laboratory's faults mean to the registry.

import { microseconds } from '../../kernel/time.ts';
import type { Fault } from '../protocol/commands.ts';
import type { RegistryConfigure, RegistryFailureKind, RegistryRule } from '../protocol/registry.ts';

type RegistryFault = Extract<Fault, { readonly type: 'lab.registry' | 'lab.image' }>;

/** The change of the registry that a fault asks for. */
export function configureOf(fault: RegistryFault): RegistryConfigure {
  if (fault.type === 'lab.image') {
    const rule: RegistryRule = { image: fault.image, answer: ANSWERS[fault.answer] };
    return { type: 'registry.configure', rules: [rule] };
  }
  const { isDown, bytesPerSecond, latencyMicros } = fault;
  return {
    type: 'registry.configure',
    ...(isDown === undefined ? {} : { isDown }),
    ...(bytesPerSecond === undefined ? {} : { bytesPerSecond }),
    ...(latencyMicros === undefined ? {} : { latency: microseconds(latencyMicros) }),
  };
}

const ANSWERS: {
  readonly [answer in 'ok' | 'not-found' | 'unauthorized']: RegistryRule['answer'];
} = { ok: 'ok', 'not-found': '404', unauthorized: 'denied' };

/** How a scenario words the result of a pull. */
export interface PullOutcome {
  readonly result: 'ok' | 'error';
  /** `http-404`, `dns-timeout`, `tls-not-a-handshake`, or a kind of failure itself. */
  readonly kind?: string;
  readonly afterSeconds?: number;
  readonly detail?: string;
  readonly bytes?: number;
}

/** The rule that makes the pull of `image` end so. */
export function ruleOf(image: string, outcome: PullOutcome): RegistryRule {
  const { kind = '404', afterSeconds, detail, bytes } = outcome;
  return {
    image,
    answer: outcome.result === 'ok' ? 'ok' : (WORDS.get(kind) ?? (kind as RegistryFailureKind)),
    ...(afterSeconds === undefined ? {} : { afterSeconds }),
    ...(detail === undefined ? {} : { detail }),
    ...(bytes === undefined ? {} : { sizeBytes: bytes }),
  };
}

const WORDS: ReadonlyMap<string, RegistryFailureKind> = new Map([
  ['http-404', '404'],
  ['http-401', '401'],
  ['http-403', 'denied'],
  ['http-500', '500'],
  ['tls-not-a-handshake', 'not-tls'],
  ['connection-refused', 'refused'],
  ['no-such-host', 'no-host'],
]);
