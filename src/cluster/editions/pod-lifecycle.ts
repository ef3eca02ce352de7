// How the pod's life differs between the editions: data that the kubelet's sync path asks, so that
// no code there asks "which era is this?".

import { type Duration, milliseconds, seconds } from '../../kernel/time.ts';
import type { EditionName } from './edition.ts';

/** What the sync path of one era does differently. */
export interface PodLifecycle {
  /** v1.27+: SyncPod, TerminatingPod and TerminatedPod are functions of their own. */
  readonly hasThreePhases: boolean;
  /** v1.21+: a container's number goes on from its newest log file when its record is gone. */
  readonly areLogsCounted: boolean;
  /** The kubelet rotates the logs of running containers; Docker's it leaves to Docker. */
  readonly rotatesLogs: boolean;
  /** Profiles that cannot be enforced hold a pod up instead of rejecting it (v1.4 to v1.21). */
  readonly isAppArmorSoft: boolean;
  /** v1.36: a sync that did something asks PLEG to look at the pod at once. */
  readonly hasOnDemandRelist: boolean;
  /** v1.35+: a CrashLoopBackOff is tried again when it ends, not every 10-15 s. */
  readonly isRequeuedAtBackoffEnd: boolean;
  /** A worker wakes a moment after it is told: what one relist tells becomes one update. */
  readonly isWokenLater: boolean;
  /** A failing startup probe wakes the pod's worker at once. */
  readonly isStartupFailureASync: boolean;
  /** A shorter grace period cuts a running termination short. */
  readonly isGraceShortened: boolean;
  /** The design document: a changed container takes the pause container down with it. */
  readonly isPauseTiedToHash: boolean;
  /** Step 2 asks the API server instead of the cache (design document). */
  readonly isSpecReadFromApi: boolean;
  /** Step 4 fetches secrets by GET (design document). */
  readonly areSecretsFetched: boolean;
  /** BackOff event with the container's and the pod's name. */
  readonly isBackOffEventLong: boolean;
  /** Events `Created` and `Started` name the container. */
  readonly createdMessage: 'Created container {c}' | 'Container created';
  readonly startedMessage: 'Started container {c}' | 'Container started';
  /** From the moment housekeeping finds the cgroup of an unknown pod until its processes die. */
  readonly cgroupKillTime: Duration;
  /** Killing a container of an unknown pod is told as an event. */
  readonly hasOrphanEvents: boolean;
  /** Of static pods with one full name only one is started; the others wait (v1.22+). */
  readonly areSameNamedPodsSerial: boolean;
  /** Forced deletion keeps the grace of an update seen before (v1.22+). */
  readonly isKillingEventRepeated: boolean;
  /** Wait of a pod whose sync failed before it is tried again, times 1 to 1.5. */
  readonly retryAfterError: Duration;
  readonly houseKeepingPeriod: Duration;
  readonly relistPeriod: Duration;
  /** The kubelet's own work around a step of a sync. */
  readonly stepWork: Duration;
}

const DOCKER: PodLifecycle = {
  hasThreePhases: false,
  areLogsCounted: false,
  rotatesLogs: false,
  isAppArmorSoft: true,
  hasOnDemandRelist: false,
  isRequeuedAtBackoffEnd: false,
  isWokenLater: false,
  isStartupFailureASync: false,
  isGraceShortened: false,
  isPauseTiedToHash: false,
  isSpecReadFromApi: false,
  areSecretsFetched: false,
  isBackOffEventLong: false,
  createdMessage: 'Created container {c}',
  startedMessage: 'Started container {c}',
  cgroupKillTime: milliseconds(70),
  hasOrphanEvents: false,
  areSameNamedPodsSerial: false,
  isKillingEventRepeated: true,
  retryAfterError: seconds(10),
  houseKeepingPeriod: seconds(2),
  relistPeriod: seconds(1),
  stepWork: milliseconds(1),
};

const LIFECYCLES: { readonly [edition in EditionName]: PodLifecycle } = {
  document: {
    ...DOCKER,
    isAppArmorSoft: false,
    isPauseTiedToHash: true,
    isSpecReadFromApi: true,
    areSecretsFetched: true,
  },
  docker: DOCKER,
  containerd: {
    ...DOCKER,
    hasThreePhases: true,
    areLogsCounted: true,
    rotatesLogs: true,
    isAppArmorSoft: false,
    hasOnDemandRelist: true,
    isRequeuedAtBackoffEnd: true,
    isWokenLater: true,
    isStartupFailureASync: true,
    isGraceShortened: true,
    isBackOffEventLong: true,
    createdMessage: 'Container created',
    startedMessage: 'Container started',
    cgroupKillTime: milliseconds(15),
    hasOrphanEvents: true,
    areSameNamedPodsSerial: true,
    isKillingEventRepeated: false,
  },
};

/** The pod's life in `edition`. */
export function podLifecycle(edition: EditionName): PodLifecycle {
  return LIFECYCLES[edition];
}
