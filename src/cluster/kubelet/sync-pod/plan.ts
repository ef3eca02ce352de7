// A sync as data: what Go does in one blocking function is a list of steps and a cursor here, so it
// can be seen, checkpointed and cut short. Each answer advances the cursor.

import type { Duration, Micros } from '../../../kernel/time.ts';
import type { AuthConfig } from '../../protocol/cri.ts';
import type { ImageDone } from '../channels.ts';
import type { UpdateDecision } from '../kuberuntime/resize-action.ts';
import type { FoundFile } from '../objects/environment-references.ts';

/** The seven steps of the design document, in order. */
export const SYNC_STEPS = [
  'dir',
  'spec',
  'volumes',
  'secrets',
  'check',
  'pause',
  'containers',
] as const;

/** A step's name. */
export type SyncStepName = (typeof SYNC_STEPS)[number];

/** One container to stop. */
export interface KillTarget {
  readonly id: string;
  readonly name: string;
  /** Shown as the event Killing. */
  readonly message: string;
  /** `preStop` runs (or is over), then StopContainer with what is left of the grace. */
  readonly stage: 'waiting' | 'hook' | 'stopping' | 'done' | 'failed';
  /** Whole seconds between the stop signal and SIGKILL, before the hook took its part. */
  readonly graceSeconds: number;
  readonly startedAt?: Micros;
  readonly hookDeadline?: Micros;
  /** Restartable init containers wait for these names to be done first. */
  readonly after: readonly string[];
  readonly isInit: boolean;
}

/** Why a pod or a container of it is being killed; chooses the grace period. */
export type KillReason = 'sync' | 'terminate' | 'livenessProbe' | 'startupProbe';

/** One thing a sync does. */
export type PlanStep =
  /** Raises the visible step of the document; the work follows in other steps. */
  | { readonly do: 'mark'; readonly step: SyncStepName; readonly detail?: string }
  | { readonly do: 'status' }
  | { readonly do: 'cgroup' }
  | { readonly do: 'mirror' }
  | { readonly do: 'dirs' }
  | { readonly do: 'spec' }
  | { readonly do: 'volumes' }
  | { readonly do: 'pull-secrets' }
  | { readonly do: 'probes' }
  | { readonly do: 'compute' }
  | {
      readonly do: 'kill';
      readonly targets: readonly KillTarget[];
      /** Sandboxes to stop once every target is gone. */
      readonly sandboxes: readonly string[];
      readonly isStoppingSandboxes: boolean;
      /** What the runtime refused; the rest is stopped all the same. */
      readonly errors: readonly string[];
    }
  | { readonly do: 'remove'; readonly containers: readonly string[] }
  | { readonly do: 'run-sandbox'; readonly attempt: number }
  | { readonly do: 'sandbox-status'; readonly id: string }
  | { readonly do: 'resize'; readonly updates: readonly UpdateDecision[] }
  | { readonly do: 'image-volumes' }
  | { readonly do: 'start'; readonly container: StartStep }
  | { readonly do: 'wait-unmount' }
  | { readonly do: 'read-runtime' }
  | { readonly do: 'final-status' }
  | { readonly do: 'destroy-cgroup' }
  | { readonly do: 'settle-status' };

/** Starting one container: a plan within the plan. */
export interface StartStep {
  readonly name: string;
  readonly kind: 'init' | 'container' | 'ephemeral';
  readonly stage:
    | 'backoff'
    | 'image'
    | 'files'
    | 'objects'
    | 'create'
    | 'start'
    | 'post-start'
    | 'undo';
  readonly imageRef?: string;
  /** Files of volumes that the environment needs. */
  readonly files?: readonly FoundFile[];
  readonly containerId?: string;
  readonly restartCount?: number;
  /** Why what was started is stopped again: its hook failed. */
  readonly why?: { readonly reason: string; readonly message: string };
}

/** A sync under way. */
export interface Plan {
  readonly kind: 'SyncPod' | 'TerminatingPod' | 'TerminatedPod';
  readonly steps: readonly PlanStep[];
  readonly cursor: number;
  readonly startedAt: Micros;
  readonly context: PlanContext;
}

/** What later steps need of earlier ones. */
export interface PlanContext {
  readonly auths: readonly AuthConfig[];
  readonly sandboxId?: string;
  readonly podIps: readonly string[];
  /** Of each image volume: its image, or why that is not there. */
  readonly imageVolumes?: { readonly [volume: string]: ImageDone };
  /** Errors of single containers; the sync goes on, and is an error in the end. */
  readonly errors: readonly string[];
  /** Earliest end of a back-off among the errors (v1.36). */
  readonly backoffUntil?: Micros;
  /** Whether any call to the runtime was made without error: asks for a relist (v1.36). */
  readonly hasActed: boolean;
  /** Resources were changed in place: the pod is synced again once it was looked at. */
  readonly isReinspected?: boolean;
  /** A rule restarts all containers: this sync removes them, the next one starts them. */
  readonly isRestartingAll?: boolean;
  /** The pod is over: phase Succeeded or Failed. */
  readonly isTerminal: boolean;
}

/** How a sync ended. */
export interface Outcome {
  readonly isTerminal: boolean;
  readonly error?: string;
  readonly backoffUntil?: Micros;
  /** Overrides the wait before the next sync. */
  readonly requeueAfter?: Duration;
  readonly hasActed: boolean;
}

/** A context at the start of a sync. */
export const FRESH_CONTEXT: PlanContext = {
  auths: [],
  podIps: [],
  errors: [],
  hasActed: false,
  isTerminal: false,
};

/** The plan at another step. */
export function withCursor(plan: Plan, cursor: number): Plan {
  return {
    kind: plan.kind,
    steps: plan.steps,
    cursor,
    startedAt: plan.startedAt,
    context: plan.context,
  };
}
