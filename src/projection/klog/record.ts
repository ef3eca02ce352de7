// What a kubelet would log, before an edition gives it words: which occasion, and about what.

import type { PodStatus } from '../../api/pod.ts';
import type { PodName } from './text.ts';

/** The facts of an occasion that words are made of. */
export interface Occasion {
  readonly pod: PodName;
  readonly pods: readonly PodName[];
  readonly source: string;
  readonly updateType: string;
  readonly workType: string;
  readonly container: string;
  /** Container or sandbox. */
  readonly id: string;
  readonly ips: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly grace: number;
  readonly exitCode: number;
  readonly version: number;
  readonly status: PodStatus;
  readonly patch: unknown;
  readonly cgroup: string;
  readonly path: string;
  readonly node: string;
  readonly ip: string;
  readonly reason: string;
  readonly message: string;
  readonly eventType: string;
  readonly kind: string;
  readonly fieldPath: string;
  readonly object: string;
  readonly error: string;
  readonly engine: string;
  readonly isFlag: boolean;
  readonly containers: readonly object[];
  readonly resources: object;
  readonly aliases: readonly string[];
  readonly command: readonly string[];
  readonly image: string;
}

/** How an edition says one occasion. */
export interface KlogWords {
  /** `kubelet.go:2724`. */
  readonly source: string;
  /** The least `-v` at which it is written. */
  readonly v: number;
  readonly severity?: 'W' | 'E';
  readonly text: (about: Occasion) => string;
}

/** An edition's words by occasion; what is missing it does not say. */
export type KlogTable = { readonly [what: string]: KlogWords };
