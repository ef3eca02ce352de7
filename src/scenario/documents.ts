// The types of a scenario file as it is written; `schema.ts` checks that a file has them.

import type { RegistryFailureKind } from '../cluster/protocol/registry.ts';

/** A program as a scenario writes it; durations and quantities are texts. */
export interface ProgramDocument {
  readonly command?: readonly string[];
  readonly listens?: string | number | readonly (string | number)[];
  readonly listensAfter?: string;
  readonly http?: { readonly [path: string]: HttpDocument | readonly HttpDocument[] };
  readonly log?: readonly string[];
  readonly onSIGTERM?: 'ignored' | { readonly exitCode: number; readonly after?: string };
  readonly exitsAfter?: string;
  readonly exitCode?: number;
  readonly memory?: string;
  readonly cpu?: string;
}

/** A status, or one with a body and a time in which it is given. */
export type HttpDocument =
  | number
  | {
      readonly status: number;
      readonly body?: string;
      readonly from?: string;
      readonly until?: string;
    };

/** An image as a scenario writes it. */
export interface ImageDocument {
  readonly present?: boolean;
  readonly program?: ProgramDocument;
  readonly pull?: {
    readonly answer: PullAnswer;
    readonly after?: string;
    readonly detail?: string;
    readonly size?: string;
    readonly username?: string;
    readonly password?: string;
  };
}

/** How a registry answers a pull. */
export type PullAnswer = 'ok' | 'private' | RegistryFailureKind;

/** A node as a scenario writes it. */
export interface NodeDocument {
  readonly name: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly disk?: string;
  readonly pods?: number;
  readonly labels?: { readonly [key: string]: string };
  readonly taints?: readonly {
    readonly key: string;
    readonly value?: string;
    readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  }[];
  readonly allocatableMemory?: string;
  readonly appArmor?: readonly string[] | false;
  readonly running?: boolean;
  /** Beside what every kubelet is told. */
  readonly kubelet?: { readonly [setting: string]: unknown };
}

/** A step as a scenario writes it. */
export interface StepDocument {
  readonly at: string;
  readonly run: string;
  readonly files?: { readonly [name: string]: string };
  readonly note?: string;
}

/** An expectation as a scenario writes it: one of `by`, `at`, `until`. */
export interface ExpectationDocument {
  readonly by?: string;
  readonly at?: string;
  readonly until?: string;
  readonly that: string;
}

/** The `spec` of a scenario, as written. */
export interface ScenarioSpec {
  readonly edition?: 'document' | 'docker' | 'containerd';
  readonly seed?: number;
  readonly epoch?: string;
  readonly nodes?: readonly NodeDocument[];
  /** How long the cluster runs before time zero. */
  readonly settle?: string;
  readonly latency?: 'recorded' | 'slow' | 'none';
  readonly kubelet?: { readonly [setting: string]: unknown };
  readonly images?: { readonly [image: string]: ImageDocument };
  readonly objects?: readonly {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
  }[];
  readonly scheduler?: boolean;
  readonly controllers?: readonly (
    | 'node-lifecycle'
    | 'taint-eviction'
    | 'pod-garbage-collector'
    | 'persistentvolume-binder'
    | 'endpoint'
  )[];
  readonly nodeMonitorGracePeriod?: string;
  readonly machine?: MachineDocument;
  readonly steps?: readonly StepDocument[];
  readonly expect?: readonly ExpectationDocument[];
  readonly until?: string;
}

/** How fast the machine is, as a scenario writes it. */
export interface MachineDocument {
  readonly kubeletStartupSeconds?: number;
  readonly apiserverStartupSeconds?: number;
  readonly dockerStartupSeconds?: number;
  readonly containerdStartupSeconds?: number;
  readonly etcdStartupSeconds?: number;
  readonly systemMemory?: string;
  readonly liveRestore?: boolean;
}

/** A scenario file's one document. */
export interface ScenarioDocument {
  readonly apiVersion: 'visualizer/v1';
  readonly kind: 'Scenario';
  readonly metadata: { readonly name: string; readonly title?: string };
  readonly spec: ScenarioSpec;
}
