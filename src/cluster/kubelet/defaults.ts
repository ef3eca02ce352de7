// The kubelet's configuration of each edition: upstream's defaults, and what a scenario sets by
// flag (`--pod-manifest-path`) or KubeletConfiguration field (`staticPodPath`).

import { amountOf } from '../../api/pod-resources.ts';
import { wholeValue } from '../../apimachinery/quantity.ts';
import { parseGoDuration } from '../../base/go-duration.ts';
import type { Json } from '../../kernel/message.ts';
import { type Duration, milliseconds, minutes, seconds } from '../../kernel/time.ts';
import type { EditionName } from '../editions/edition.ts';
import { podSourceRules } from '../editions/pod-sources.ts';
import type { NodeSetup } from '../protocol/setup.ts';
import type { KubeletConfig } from './config.ts';

/** Settings by flag or field. */
export interface KubeletSettings {
  readonly [setting: string]: Json;
}

/** What assembly knows of the node. */
export interface KubeletPlace {
  readonly node: NodeSetup;
  readonly nodeIp: string;
  readonly podCidr: string;
  readonly engine: string;
  readonly startupTime?: Duration;
}

const EVICTION_HARD = {
  'memory.available': '100Mi',
  'nodefs.available': '10%',
  'nodefs.inodesFree': '5%',
  'imagefs.available': '15%',
} as const;

/** Where the scripts that set up nodes put manifests; the kubelet itself has no default. */
const STATIC_POD_PATH = '/etc/kubernetes/manifests' as const;

/** `X-Test:abc` as a header. */
function headersOf(texts: readonly string[]): KubeletConfig['staticPodUrlHeaders'] {
  return texts.map((text) => {
    const colon = text.indexOf(':');
    return { name: text.slice(0, colon).trim(), value: text.slice(colon + 1).trim() };
  });
}

/** The configuration of one kubelet. */
export function kubeletConfig(
  edition: EditionName,
  place: KubeletPlace,
  settings: KubeletSettings,
): KubeletConfig {
  const isNew = edition === 'containerd';
  const { node } = place;
  const read = reader(settings);
  const staticPodPath =
    read.text('staticPodPath', '--pod-manifest-path', '--config') ?? STATIC_POD_PATH;
  const staticPodUrl = read.text('staticPodURL', '--manifest-url');
  return {
    edition,
    version: isNew ? 'v1.36.2' : 'v1.20.2',
    nodeName: node.name,
    nodeIp: place.nodeIp,
    podCidr: place.podCidr,
    cpuMillis: amountOf('cpu', node.cpu),
    memoryBytes: amountOf('memory', node.memory),
    diskBytes: amountOf('ephemeral-storage', node.disk),
    maxPods: read.number(node.pods, 'maxPods', '--max-pods'),
    ...(node.appArmor === false ? {} : { appArmor: node.appArmor ?? [] }),
    nodeLabels: node.labels,
    registerWithTaints: node.taints,
    isRegisterNode: read.flag(true, 'registerNode', '--register-node'),
    startupTime: place.startupTime ?? milliseconds(isNew ? 200 : 500),
    ...(staticPodPath === '' ? {} : { staticPodPath }),
    ...(staticPodUrl === undefined ? {} : { staticPodUrl }),
    staticPodUrlHeaders: headersOf(read.list([], 'staticPodURLHeader', '--manifest-url-header')),
    fileCheckFrequency: read.duration(seconds(20), 'fileCheckFrequency', '--file-check-frequency'),
    httpCheckFrequency: read.duration(seconds(20), 'httpCheckFrequency', '--http-check-frequency'),
    hasFileWatch: podSourceRules(edition).hasFileWatch,
    clusterDns: read.list([], 'clusterDNS', '--cluster-dns'),
    clusterDomain: read.text('clusterDomain', '--cluster-domain') ?? 'cluster.local',
    syncFrequency: read.duration(minutes(1), 'syncFrequency', '--sync-frequency'),
    nodeStatusUpdateFrequency: read.duration(
      seconds(10),
      'nodeStatusUpdateFrequency',
      '--node-status-update-frequency',
    ),
    nodeStatusReportFrequency: minutes(5),
    nodeLeaseDurationSeconds: 40,
    isSerializeImagePulls: read.flag(true, 'serializeImagePulls', '--serialize-image-pulls'),
    maxParallelImagePulls: read.number(1, 'maxParallelImagePulls'),
    registryPullQps: read.number(5, 'registryPullQPS', '--registry-qps'),
    eventQps: read.number(isNew ? 50 : 5, 'eventRecordQPS', '--event-qps'),
    eventBurst: read.number(isNew ? 100 : 10, 'eventBurst', '--event-burst'),
    kubeApiQps: read.number(isNew ? 50 : 5, 'kubeAPIQPS', '--kube-api-qps'),
    kubeApiBurst: read.number(isNew ? 100 : 10, 'kubeAPIBurst', '--kube-api-burst'),
    podInfraContainerImage: pauseImage(edition),
    ...gcConfig(read, isNew),
    ...evictionConfig(read),
    containerLogMaxSize: wholeValue(
      read.text('containerLogMaxSize', '--container-log-max-size') ?? '10Mi',
    ),
    containerLogMaxFiles: read.number(5, 'containerLogMaxFiles', '--container-log-max-files'),
    containerLogMonitorInterval: read.duration(seconds(10), 'containerLogMonitorInterval'),
    ...serverConfig(read, isNew),
    maxContainerRestartPeriod: minutes(5),
    apiserver: 'apiserver',
    engine: place.engine,
    linux: `linux@${node.name}`,
    cadvisor: `cadvisor@${node.name}`,
  };
}

/** The flag of cAdvisor, which is a part of the kubelet; in every edition. */
export const HOUSEKEEPING_INTERVAL = '--housekeeping-interval';

/** How often the cAdvisor inside samples. */
export function housekeepingInterval(settings: KubeletSettings): Duration {
  return reader(settings).duration(seconds(10), HOUSEKEEPING_INTERVAL);
}

type ServerConfig = Pick<
  KubeletConfig,
  | 'readOnlyPort'
  | 'isAnonymousAllowed'
  | 'authorizationMode'
  | 'hasDebuggingHandlers'
  | 'verbosity'
  | 'inert'
>;

function serverConfig(read: Reader, isNew: boolean): ServerConfig {
  const mode = read.text('authorization.mode', '--authorization-mode');
  return {
    readOnlyPort: read.number(isNew ? 0 : 10_255, 'readOnlyPort', '--read-only-port'),
    isAnonymousAllowed: read.flag(true, 'authentication.anonymous.enabled', '--anonymous-auth'),
    authorizationMode: mode === 'Webhook' ? 'Webhook' : 'AlwaysAllow',
    hasDebuggingHandlers: read.flag(true, 'enableDebuggingHandlers', '--enable-debugging-handlers'),
    verbosity: read.number(2, 'logging.verbosity', '--v', '-v'),
    inert: {
      failSwapOn: read.flag(true, 'failSwapOn', '--fail-swap-on'),
      maxOpenFiles: read.number(1_000_000, 'maxOpenFiles', '--max-open-files'),
      oomScoreAdj: read.number(-999, 'oomScoreAdj', '--oom-score-adj'),
    },
  };
}

type GcConfig = Pick<
  KubeletConfig,
  | 'imageGcHighThresholdPercent'
  | 'imageGcLowThresholdPercent'
  | 'imageMinimumGcAge'
  | 'imageMaximumGcAge'
  | 'maxPerPodContainerCount'
  | 'maxContainerCount'
  | 'minContainerAge'
>;

function gcConfig(read: Reader, isNew: boolean): GcConfig {
  const never = seconds(0);
  return {
    imageGcHighThresholdPercent: read.number(
      85,
      'imageGCHighThresholdPercent',
      '--image-gc-high-threshold',
    ),
    imageGcLowThresholdPercent: read.number(
      80,
      'imageGCLowThresholdPercent',
      '--image-gc-low-threshold',
    ),
    imageMinimumGcAge: read.duration(
      minutes(2),
      'imageMinimumGCAge',
      '--minimum-image-ttl-duration',
    ),
    imageMaximumGcAge: isNew ? read.duration(never, 'imageMaximumGCAge') : never,
    maxPerPodContainerCount: read.number(1, '--maximum-dead-containers-per-container'),
    maxContainerCount: read.number(-1, '--maximum-dead-containers'),
    minContainerAge: read.duration(never, '--minimum-container-ttl-duration'),
  };
}

type EvictionConfig = Pick<
  KubeletConfig,
  | 'evictionHard'
  | 'evictionSoft'
  | 'evictionSoftGracePeriod'
  | 'evictionMinimumReclaim'
  | 'evictionMaxPodGracePeriodSeconds'
  | 'evictionPressureTransitionPeriod'
  | 'enforceNodeAllocatable'
  | 'systemReserved'
  | 'kubeReserved'
>;

function evictionConfig(read: Reader): EvictionConfig {
  return {
    evictionHard: read.map(EVICTION_HARD, 'evictionHard', '--eviction-hard'),
    evictionSoft: read.map({}, 'evictionSoft', '--eviction-soft'),
    evictionSoftGracePeriod: read.map(
      {},
      'evictionSoftGracePeriod',
      '--eviction-soft-grace-period',
    ),
    evictionMinimumReclaim: read.map({}, 'evictionMinimumReclaim', '--eviction-minimum-reclaim'),
    evictionMaxPodGracePeriodSeconds: read.number(
      0,
      'evictionMaxPodGracePeriod',
      '--eviction-max-pod-grace-period',
    ),
    evictionPressureTransitionPeriod: read.duration(
      minutes(5),
      'evictionPressureTransitionPeriod',
      '--eviction-pressure-transition-period',
    ),
    enforceNodeAllocatable: read.list(
      ['pods'],
      'enforceNodeAllocatable',
      '--enforce-node-allocatable',
    ),
    systemReserved: read.map({}, 'systemReserved', '--system-reserved'),
    kubeReserved: read.map({}, 'kubeReserved', '--kube-reserved'),
  };
}

/** The pause image of an edition. */
export function pauseImage(edition: EditionName): string {
  switch (edition) {
    case 'document':
      return 'kubernetes/pause:latest';
    case 'docker':
      return 'k8s.gcr.io/pause:3.2';
    default:
      return 'registry.k8s.io/pause:3.10';
  }
}

interface Reader {
  text(...names: readonly string[]): string | undefined;
  number(fallback: number, ...names: readonly string[]): number;
  flag(fallback: boolean, ...names: readonly string[]): boolean;
  duration(fallback: Duration, ...names: readonly string[]): Duration;
  list(fallback: readonly string[], ...names: readonly string[]): readonly string[];
  map(
    fallback: { readonly [key: string]: string },
    ...names: readonly string[]
  ): { readonly [key: string]: string };
}

/** A flag or a field; `authorization.mode` is the field `mode` of `authorization`. */
function settingAt(settings: KubeletSettings, name: string): Json | undefined {
  if (name.startsWith('-')) return settings[name];
  let value: Json | undefined = settings;
  for (const part of name.split('.')) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
    value = (value as KubeletSettings)[part];
  }
  return value;
}

/** Reads settings of either spelling. */
function reader(settings: KubeletSettings): Reader {
  const find = (names: readonly string[]): Json | undefined =>
    names.map((name) => settingAt(settings, name)).find((value) => value !== undefined);
  const text = (...names: readonly string[]): string | undefined => {
    const value = find(names);
    return value === undefined || value === null ? undefined : String(value);
  };
  return {
    text,
    number: (fallback, ...names) => Number(text(...names) ?? fallback),
    flag: (fallback, ...names) => (text(...names) ?? String(fallback)) === 'true',
    duration: (fallback, ...names) => {
      const value = text(...names);
      const micros = value === undefined ? fallback : parseGoDuration(value);
      return typeof micros === 'string' ? fallback : (micros as Duration);
    },
    list: (fallback, ...names) => {
      const value = find(names);
      if (Array.isArray(value)) return value.map(String);
      return value === undefined ? fallback : String(value).split(',');
    },
    map: (fallback, ...names) => {
      const value = find(names);
      if (value === undefined || value === null) return fallback;
      if (typeof value === 'object') {
        return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, String(v)]));
      }
      return Object.fromEntries(String(value).split(',').map(pairOf));
    },
  };
}

/** `memory.available<100Mi` or `memory.available=1m`. */
function pairOf(text: string): readonly [string, string] {
  const at = text.search(/[<=]/);
  return [text.slice(0, at), text.slice(at + 1)];
}
