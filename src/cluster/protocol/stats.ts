// What cAdvisor answers: its samples of every cgroup, at most two minutes old. Requests go to port
// `requests` of process `cadvisor@<node>`. Asking makes no new samples unless `isUpdate` is set.

import type { Message } from '../../kernel/message.ts';
import type { Micros } from '../../kernel/time.ts';
import type { CgroupCounters, CgroupLimits } from './linux.ts';

/** The port of `cadvisor@<node>` which takes requests. */
export const CADVISOR_PORT: string = 'requests';

/** One sample of one cgroup. */
export interface ContainerSample extends CgroupCounters {
  readonly at: Micros;
}

/** A cgroup with its samples, oldest first. Models cAdvisor's info/v2 ContainerInfo. */
export interface ContainerInfo {
  /** Path of the cgroup; `/` is the machine. */
  readonly name: string;
  readonly containerId?: string;
  readonly createdAt: Micros;
  readonly limits: CgroupLimits;
  readonly samples: readonly ContainerSample[];
}

/** Asks for cgroups by path, or for all. Answer: StatsAnswer. */
export interface StatsRequest extends Message {
  readonly type: 'stats.containers';
  readonly names?: readonly string[];
  /** How many of the newest samples of each; all that are kept when missing. */
  readonly count?: number;
  /** Samples the named cgroups first (on-demand housekeeping), as the eviction manager asks. */
  readonly isUpdate?: boolean;
}

/** Answer to StatsRequest: sorted by name, unknown ones left out. */
export interface StatsAnswer extends Message {
  readonly type: 'stats.answer';
  readonly at: Micros;
  readonly containers: readonly ContainerInfo[];
}

/** A request to cAdvisor's own pages, from a client at its port or from the kubelet around it. */
export interface CadvisorRequest extends Message {
  readonly type: 'cadvisor.request';
  readonly verb: string;
  readonly path: string;
  readonly query?: { readonly [name: string]: string };
  readonly body?: unknown;
  /** The port that was called; missing: the kubelet asks, without a wire. */
  readonly port?: number;
}

/** Answer to CadvisorRequest. */
export interface CadvisorResponse extends Message {
  readonly type: 'cadvisor.response';
  readonly code: number;
  readonly body: unknown;
  readonly contentType: string;
  readonly location?: string;
}

/** What is asked of cAdvisor's own pages. */
export type CadvisorQuestion = Pick<CadvisorRequest, 'path' | 'query' | 'body'>;

/** Nobody listens at that port. */
export interface CadvisorRefused extends Message {
  readonly type: 'cadvisor.refused';
}
