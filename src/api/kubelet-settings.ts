// What a kubelet can be told: flags, and fields of KubeletConfiguration. The kubelet's defaults
// read them; a scenario is checked against them before anything runs.

import { parseGoDuration } from '../base/go-duration.ts';

/** What a setting's value is. */
export type SettingKind = 'text' | 'number' | 'flag' | 'duration' | 'list' | 'map';

/** Every setting that is simulated, by kind; `a.b` is the field `b` of `a`. */
const SETTINGS: { readonly [kind in SettingKind]: string } = {
  text: `staticPodPath --pod-manifest-path --config staticPodURL --manifest-url
    clusterDomain --cluster-domain containerLogMaxSize --container-log-max-size
    authorization.mode --authorization-mode`,
  number: `maxPods --max-pods maxParallelImagePulls registryPullQPS --registry-qps
    eventRecordQPS --event-qps eventBurst --event-burst kubeAPIQPS --kube-api-qps
    kubeAPIBurst --kube-api-burst containerLogMaxFiles --container-log-max-files
    readOnlyPort --read-only-port logging.verbosity --v -v maxOpenFiles --max-open-files
    oomScoreAdj --oom-score-adj imageGCHighThresholdPercent --image-gc-high-threshold
    imageGCLowThresholdPercent --image-gc-low-threshold
    --maximum-dead-containers-per-container --maximum-dead-containers
    evictionMaxPodGracePeriod --eviction-max-pod-grace-period`,
  flag: `registerNode --register-node serializeImagePulls --serialize-image-pulls
    authentication.anonymous.enabled --anonymous-auth
    enableDebuggingHandlers --enable-debugging-handlers failSwapOn --fail-swap-on`,
  duration: `fileCheckFrequency --file-check-frequency httpCheckFrequency --http-check-frequency
    syncFrequency --sync-frequency nodeStatusUpdateFrequency --node-status-update-frequency
    containerLogMonitorInterval imageMinimumGCAge --minimum-image-ttl-duration imageMaximumGCAge
    --minimum-container-ttl-duration evictionPressureTransitionPeriod
    --eviction-pressure-transition-period --housekeeping-interval`,
  list: `staticPodURLHeader --manifest-url-header clusterDNS --cluster-dns
    enforceNodeAllocatable --enforce-node-allocatable`,
  map: `evictionHard --eviction-hard evictionSoft --eviction-soft
    evictionSoftGracePeriod --eviction-soft-grace-period
    evictionMinimumReclaim --eviction-minimum-reclaim
    systemReserved --system-reserved kubeReserved --kube-reserved`,
};

/** Every setting with its kind, as listed. */
export const LISTED: readonly (readonly [name: string, kind: SettingKind])[] = Object.entries(
  SETTINGS,
).flatMap(([kind, names]) =>
  names.split(/\s+/).map((name) => [name, kind as SettingKind] as const),
);

/** The kind of each setting. */
export const SETTING_KINDS: ReadonlyMap<string, SettingKind> = new Map(LISTED);

/** What is wrong with settings: the first one nobody knows, or whose value is not of its kind. */
export interface SettingProblem {
  readonly setting: string;
  readonly problem: string;
}

/** Looks through settings as a scenario writes them. */
export function settingProblem(settings: {
  readonly [setting: string]: unknown;
}): SettingProblem | undefined {
  for (const [name, value] of leaves(settings, '')) {
    const kind = SETTING_KINDS.get(name);
    if (kind === undefined) {
      const what = name.startsWith('-') ? 'flag' : 'field of KubeletConfiguration';
      return { setting: name, problem: `no ${what} that is simulated: ${name}` };
    }
    if (!isOfKind(kind, value)) {
      return { setting: name, problem: `${name} is not a ${kind}: ${JSON.stringify(value)}` };
    }
  }
  return undefined;
}

/** Settings with their whole names; a map is one setting, not a group of them. */
function leaves(
  settings: { readonly [name: string]: unknown },
  before: string,
): readonly (readonly [string, unknown])[] {
  return Object.entries(settings).flatMap(([key, value]) => {
    const name = `${before}${key}`;
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isGroup || SETTING_KINDS.has(name)) return [[name, value] as const];
    return leaves(value as { readonly [name: string]: unknown }, `${name}.`);
  });
}

function isOfKind(kind: SettingKind, value: unknown): boolean {
  switch (kind) {
    case 'number':
      return value !== '' && Number.isFinite(Number(value)) && typeof value !== 'object';
    case 'flag':
      return value === true || value === false || value === 'true' || value === 'false';
    case 'duration':
      return typeof value === 'string' && typeof parseGoDuration(value) === 'number';
    case 'list':
      return Array.isArray(value) || typeof value === 'string';
    case 'map':
      return typeof value === 'string' || (typeof value === 'object' && !Array.isArray(value));
    case 'text':
      return typeof value === 'string' || typeof value === 'number';
  }
}
