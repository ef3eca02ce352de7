// How long containerd works at each operation. Read off the recorded runs: times between its own
// events on a quiet machine, less what the kubelet and the kernel take. Data only.

import { type Span, span } from '../runtime/latency.ts';

/** The operations that take time. */
export interface ContainerdLatencies {
  /** Network namespace and CNI, before the sandbox's container is created. */
  readonly network: Span;
  /** From that creation to the start of pause. */
  readonly sandboxStart: Span;
  readonly create: Span;
  readonly start: Span;
  /** From the request to the signal. */
  readonly signal: Span;
  /** From the end of a process to the event `die`. */
  readonly exit: Span;
  /** Taking the network of a sandbox down. */
  readonly teardown: Span;
  readonly remove: Span;
  readonly exec: Span;
  /** A list of everything: what makes a relist take its time. */
  readonly list: Span;
}

/** containerd 2.1 with the CNI plugins bridge and host-local, on two quiet cores. */
export const CONTAINERD_LATENCIES: ContainerdLatencies = {
  network: span(35, 55),
  sandboxStart: span(110, 190),
  create: span(14, 28),
  start: span(52, 85),
  signal: span(1, 4),
  exit: span(33, 46),
  teardown: span(20, 45),
  remove: span(8, 18),
  exec: span(45, 70),
  list: span(2, 6),
};
