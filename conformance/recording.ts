// The form of a recording: one case of a real kubelet, as recordings/ holds them.

/** A container as a watch step shows it. */
export interface ContainerStep {
  readonly state: string;
  readonly reason?: string;
  readonly exitCode?: number;
  readonly message?: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly started?: boolean;
  readonly lastState?: Omit<ContainerStep, 'lastState'>;
}

/** What happened, recorded or simulated. */
export interface Step {
  readonly t: number;
  readonly kind: 'watch' | 'runtime' | 'event' | 'api';
  readonly pod?: string;
  readonly node?: string;
  readonly type?: string;
  readonly phase?: string;
  readonly deleting?: boolean;
  readonly graceSeconds?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly conditions?: { readonly [type: string]: string };
  readonly conditionMessages?: { readonly [type: string]: string };
  readonly containers?: { readonly [name: string]: ContainerStep };
  readonly initContainers?: { readonly [name: string]: ContainerStep };
  readonly ephemeralContainers?: { readonly [name: string]: ContainerStep };
  readonly hasPodIP?: boolean;
  readonly podIPChanged?: boolean;
  readonly labels?: { readonly [key: string]: string };
  readonly specImages?: { readonly [container: string]: string };
  readonly taints?: readonly string[];
  readonly unschedulable?: boolean;
  readonly op?: string;
  readonly container?: string;
  readonly attempt?: number;
  readonly signal?: number;
  readonly exitCode?: number;
  readonly grace?: number;
  readonly object?: string;
  readonly init?: boolean;
  readonly count?: number;
  readonly seriesCount?: number;
  readonly from?: string;
  readonly by?: string;
  readonly verb?: string;
  readonly path?: string;
  readonly code?: number;
  readonly gracePeriodSeconds?: number;
  readonly uidPrecondition?: boolean;
  readonly probe?: boolean;
  readonly optional?: boolean;
  readonly variable?: readonly string[];
  readonly since?: number;
  readonly dt?: number;
  readonly min?: number;
  readonly max?: number;
  readonly tol?: number;
}

/** A line that was typed. */
export interface RecordedCommand {
  readonly at: number;
  readonly run: string;
  readonly files?: { readonly [name: string]: string };
  readonly content?: string;
  readonly status?: number;
}

/** How an image's program or its pull is described. */
export interface RecordedImage {
  readonly present?: boolean;
  readonly program?: {
    readonly is?: string;
    readonly listens?: string;
    readonly http?: { readonly [path: string]: number };
    readonly onSIGTERM?: string;
  };
  readonly pull?: {
    readonly result: string;
    readonly kind?: string;
    readonly afterSeconds?: number;
    readonly detail?: string;
    readonly seconds?: number;
    readonly bytes?: number;
  };
}

/** What a case starts from. */
export interface RecordedSetup {
  readonly nodes: readonly {
    readonly name: string;
    readonly cpu: string;
    readonly memory: string;
    readonly pods: number;
    readonly allocatableMemory?: string;
  }[];
  readonly kubelet?: { readonly [setting: string]: unknown };
  readonly images?: { readonly [image: string]: RecordedImage };
  readonly objects?: readonly unknown[];
  readonly machine?: { readonly [fact: string]: unknown };
  /** Luck that the recording happened to have. */
  readonly draws?: { readonly [draw: string]: unknown };
  readonly controllers?: readonly string[];
  readonly nodeTaints?: readonly string[];
  readonly nodeObject?: string;
  readonly docker?: { readonly 'live-restore'?: boolean };
}

/** One case. */
export interface Recording {
  readonly id: string;
  readonly edition: 'docker' | 'containerd';
  readonly title: string;
  readonly setup: RecordedSetup;
  readonly commands: readonly RecordedCommand[];
  readonly until: number;
  readonly compareFrom?: number;
  readonly steps: readonly Step[];
  readonly final?: {
    readonly pods?: { readonly [pod: string]: 'absent' | { readonly phase?: string } };
  };
  /** What the case shows and what its machine added, in words. */
  readonly notes?: readonly string[];
}
