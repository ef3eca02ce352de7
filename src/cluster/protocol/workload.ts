// Programs in containers that have a process of their own in the simulation: Heapster, InfluxDB,
// metrics-server. The machine starts and ends that process with the program, and carries what is
// said to the program's port to it. Must not know what any of them does.

import type { Message } from '../../kernel/message.ts';

/** Programs that have a process of their own; it is called `<kind>@<node>`. */
export type WorkloadKind = 'heapster' | 'influxdb' | 'metrics-server';

/** Whose program the process is: given with every `process.start`. */
export interface WorkloadConfig {
  /** Name of the node it runs on. */
  readonly node: string;
  /** The node's operating system: `linux@node-1`. */
  readonly linux: string;
  readonly podUid: string;
  readonly podName: string;
  readonly namespace: string;
  readonly podIp: string;
  readonly netns: string;
  readonly containerId: string;
  /** Name of the image as the pod says it. */
  readonly image: string;
  readonly argv: readonly string[];
  /** Later ones of the same name win. */
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

/** The port of such a process that takes what comes in over its network ports. */
export const WORKLOAD_HTTP: string = 'http';

/** A request that reached a port the program listens on. Answer: WorkloadAnswer. */
export interface WorkloadHttp extends Message {
  readonly type: 'workload.http';
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body?: string;
  /** The port of the pod that was called. */
  readonly port: number;
}

/** What the program answers; the caller's time limit holds meanwhile. */
export interface WorkloadAnswer extends Message {
  readonly type: 'workload.answer';
  readonly status: number;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: string;
}

/** To port `syscalls` of the own machine: the program writes lines into its container's log. */
export interface WorkloadOutput extends Message {
  readonly type: 'linux.workloadOutput';
  readonly containerId: string;
  readonly stream: 'stdout' | 'stderr';
  readonly lines: readonly string[];
}

/** To port `syscalls` of the own machine: the program ends by itself. */
export interface WorkloadExit extends Message {
  readonly type: 'linux.workloadExit';
  readonly containerId: string;
  readonly exitCode: number;
}
