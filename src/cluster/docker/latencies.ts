// How long dockerd works at each operation. Read off the recorded runs: times between Docker's own
// events on a quiet machine, less what the kubelet and the kernel take. Data only.

import { type Span, span } from '../runtime/latency.ts';

/** The operations that take time. */
export interface DockerLatencies {
  readonly create: Span;
  /** A start that joins another container's network. */
  readonly start: Span;
  /** A start that sets up an interface on the bridge first. */
  readonly startOnBridge: Span;
  /** From the request to the signal. */
  readonly signal: Span;
  /** From the end of the process to the event `die`: unmounting, network, the shim's end. */
  readonly exit: Span;
  readonly remove: Span;
  /** From the request to the start of a command inside a container. */
  readonly exec: Span;
  readonly tag: Span;
  /** A list of everything: what makes a relist take its time. */
  readonly list: Span;
  /** Its version: it runs `runc --version` and `docker-init --version` each time. */
  readonly version: Span;
  /** Between one container's stop signal and the next one's when the daemon ends. */
  readonly closingTurn: Span;
  /** From the end of the last container to the end of the daemon. */
  readonly closing: Span;
}

/** Docker 20.10 on two quiet cores. */
export const DOCKER_LATENCIES: DockerLatencies = {
  create: span(9, 16),
  start: span(98, 124),
  startOnBridge: span(225, 282),
  signal: span(2, 6),
  exit: span(58, 70),
  remove: span(14, 30),
  exec: span(55, 80),
  tag: span(1, 3),
  list: span(2, 6),
  version: span(20, 32),
  closingTurn: span(5, 20),
  closing: span(2_050, 2_250),
};
