// What the kubelet logs about a source, as a fact with the line of its era: a plain text in v1.20,
// a message with keys and values in v1.36.

import { quote } from '../../../apimachinery/go-text.ts';
import type { Io } from '../../../kernel/component.ts';
import { podSourceRules } from '../../editions/pod-sources.ts';
import type { PodSource } from '../channels.ts';
import type { KubeletConfig } from '../config.ts';

/** One line in both forms. */
export interface SourceLine {
  readonly source: PodSource;
  /** Path or URL it is about. */
  readonly origin: string;
  /** The Go error; absent when all is well again. */
  readonly error?: string;
  /** The line of the older kubelet. */
  readonly plain: string;
  /** The message of the newer one; `err` and `values` follow it. */
  readonly message: string;
  /** It was said before of the very same content. */
  readonly isAgain?: boolean;
  readonly values?: { readonly [key: string]: string };
}

/** Logs it. */
export function logSource(config: KubeletConfig, io: Io, line: SourceLine): void {
  const { source, origin, error, plain, message, isAgain = false, values = {} } = line;
  const pairs = Object.entries({ ...(error === undefined ? {} : { err: error }), ...values });
  const structured = [quote(message), ...pairs.map(([key, value]) => `${key}=${quote(value)}`)];
  const { isLogStructured } = podSourceRules(config.edition);
  const type = error === undefined ? 'SourceRead' : 'SourceFailed';
  io.fact(
    type,
    { kind: 'node', name: config.nodeName, node: config.nodeName },
    {
      source,
      origin,
      error: error ?? '',
      log: isLogStructured ? structured.join(' ') : plain,
      isAgain,
    },
  );
}
