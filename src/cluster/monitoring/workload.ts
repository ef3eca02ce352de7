// The processes of programs that have one of their own (Heapster, InfluxDB, metrics-server): a thin
// shell with two loops that is there from the start. What each does comes late, with what runs in
// containers.

import { assert } from '../../base/assert.ts';
import { type Late, late } from '../../base/late.ts';
import { type Component, type Io, port } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import type { WorkloadConfig, WorkloadKind } from '../protocol/workload.ts';
import { WORKLOAD_HTTP } from '../protocol/workload.ts';
import type { CloudState } from './cloud/state.ts';

/** The state of such a process: one slice for each loop. */
export interface WorkloadState<Loop = unknown, Http = unknown> {
  readonly config: WorkloadConfig;
  /** Owned by `loop`: what the program does of its own accord. */
  readonly loop: Loop;
  /** Owned by `http`: what it does when it is asked. */
  readonly http: Http;
}

/** What such a program does. */
export interface Workload<Loop, Http> {
  /** Its beginning; `disk` is what the last incarnation on this node left, of whatever pod. */
  init(
    config: WorkloadConfig,
    io: Io,
    disk: unknown,
  ): Pick<WorkloadState<Loop, Http>, 'loop' | 'http'>;
  loop(state: WorkloadState<Loop, Http>, envelope: Envelope, io: Io): Loop;
  http(state: WorkloadState<Loop, Http>, envelope: Envelope, io: Io): Http;
  /** What lies on its volumes. */
  survives?(state: WorkloadState<Loop, Http>): unknown;
}

/** The programs, once they have come. */
export type Workloads = { readonly [kind in WorkloadKind]?: Workload<unknown, unknown> } & {
  /** What is outside the cluster and takes what Heapster writes. */
  readonly cloud?: (state: CloudState, envelope: Envelope, io: Io) => CloudState;
};

/** Where they are. */
export const workloads: Late<Workloads> = late('programs that watch the cluster');

/** The kinds there are, in the order in which every node has them. */
export const WORKLOAD_KINDS: readonly WorkloadKind[] = ['heapster', 'influxdb', 'metrics-server'];

/** The port of the loop. */
export const WORKLOAD_LOOP: string = 'loop';

/** A process of that kind; the machine that runs the program starts it with its config. */
export function workloadComponent(
  kind: WorkloadKind,
): Component<WorkloadState, WorkloadConfig | null> {
  const program = (): Workloads[WorkloadKind] => workloads.get()[kind];
  return {
    kind,
    init(config, io, disk) {
      assert(config !== null, `${kind} was started without a program`);
      const begun = program()?.init(config, io, disk) ?? { loop: null, http: null };
      return { config, ...begun };
    },
    survives: (state) => program()?.survives?.(state),
    ports: {
      [WORKLOAD_LOOP]: port<WorkloadState, 'loop'>(['loop'], (state, envelope, io) => ({
        loop: program()?.loop(state, envelope, io) ?? state.loop,
      })),
      [WORKLOAD_HTTP]: port<WorkloadState, 'http'>(['http'], (state, envelope, io) => ({
        http: program()?.http(state, envelope, io) ?? state.http,
      })),
    },
  };
}
