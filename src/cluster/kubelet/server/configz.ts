// /configz: the configuration in force, with the defaults of the fields that nothing here changes.
// Models pkg/kubelet/apis/config/v1beta1, SetDefaults_KubeletConfiguration.
// tidy: data table

import { goDurationText } from '../../../base/go-duration.ts';
import { kubeletServerRules } from '../../editions/kubelet-server.ts';
import type { KubeletConfig } from '../config.ts';

/** The object. */
export function configz(config: KubeletConfig): object {
  const { isConfigTyped: isNew } = kubeletServerRules(config.edition);
  return { kubeletconfig: isNew ? typed(config) : common(config, false) };
}

function typed(config: KubeletConfig): object {
  const kind = {
    kind: 'KubeletConfiguration',
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
  };
  const later = {
    podLogsDir: '/var/log/pods',
    imagePullCredentialsVerificationPolicy: 'NeverVerifyPreloadedImages',
    imageMaximumGCAge: goDurationText(config.imageMaximumGcAge),
    memoryManagerPolicy: 'None',
    mergeDefaultEvictionSettings: false,
    memorySwap: {},
    containerLogMaxWorkers: 1,
    containerLogMonitorInterval: '10s',
    enableSystemLogQuery: false,
    crashLoopBackOff: {
      maxContainerRestartPeriod: goDurationText(config.maxContainerRestartPeriod),
    },
    enableProfilingHandler: true,
    enableDebugFlagsHandler: true,
    seccompDefault: false,
    memoryThrottlingFactor: 0.9,
    memoryReservationPolicy: 'None',
    registerNode: config.isRegisterNode,
    localStorageCapacityIsolation: true,
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    failCgroupV1: false,
  };
  return { ...kind, ...common(config, true), ...later };
}

function common(config: KubeletConfig, isNew: boolean): object {
  return {
    enableServer: true,
    ...(config.staticPodPath === undefined ? {} : { staticPodPath: config.staticPodPath }),
    syncFrequency: goDurationText(config.syncFrequency),
    fileCheckFrequency: goDurationText(config.fileCheckFrequency),
    httpCheckFrequency: goDurationText(config.httpCheckFrequency),
    ...(config.staticPodUrl === undefined ? {} : { staticPodURL: config.staticPodUrl }),
    ...serving(config),
    registryPullQPS: config.registryPullQps,
    registryBurst: config.registryPullQps * 2,
    eventRecordQPS: config.eventQps,
    eventBurst: config.eventBurst,
    enableDebuggingHandlers: config.hasDebuggingHandlers,
    healthzPort: 10_248,
    healthzBindAddress: '127.0.0.1',
    oomScoreAdj: config.inert.oomScoreAdj,
    clusterDomain: config.clusterDomain,
    ...(config.clusterDns.length === 0 ? {} : { clusterDNS: config.clusterDns }),
    streamingConnectionIdleTimeout: '4h0m0s',
    ...reporting(config),
    volumeStatsAggPeriod: '1m0s',
    ...resources(config),
    resolvConf: '/etc/resolv.conf',
    cpuCFSQuota: true,
    cpuCFSQuotaPeriod: '100ms',
    nodeStatusMaxImages: 50,
    maxOpenFiles: config.inert.maxOpenFiles,
    contentType: 'application/vnd.kubernetes.protobuf',
    kubeAPIQPS: config.kubeApiQps,
    kubeAPIBurst: config.kubeApiBurst,
    serializeImagePulls: config.isSerializeImagePulls,
    ...evicting(config),
    enableControllerAttachDetach: true,
    makeIPTablesUtilChains: true,
    iptablesMasqueradeBit: 14,
    iptablesDropBit: 15,
    failSwapOn: config.inert.failSwapOn,
    containerLogMaxSize: quantityText(config.containerLogMaxSize),
    containerLogMaxFiles: config.containerLogMaxFiles,
    configMapAndSecretChangeDetectionStrategy: 'Watch',
    enforceNodeAllocatable: config.enforceNodeAllocatable,
    volumePluginDir: '/usr/libexec/kubernetes/kubelet-plugins/volume/exec/',
    logging: logging(config, isNew),
    enableSystemLogHandler: true,
    shutdownGracePeriod: '0s',
    shutdownGracePeriodCriticalPods: '0s',
  };
}

function serving(config: KubeletConfig): object {
  return {
    address: '0.0.0.0',
    port: 10_250,
    ...(config.readOnlyPort === 0 ? {} : { readOnlyPort: config.readOnlyPort }),
    tlsCertFile: '/var/lib/kubelet/pki/kubelet.crt',
    tlsPrivateKeyFile: '/var/lib/kubelet/pki/kubelet.key',
    authentication: {
      x509: { clientCAFile: '/etc/kubernetes/pki/ca.crt' },
      webhook: { enabled: false, cacheTTL: '2m0s' },
      anonymous: { enabled: config.isAnonymousAllowed },
    },
    authorization: {
      mode: config.authorizationMode,
      webhook: { cacheAuthorizedTTL: '5m0s', cacheUnauthorizedTTL: '30s' },
    },
  };
}

function reporting(config: KubeletConfig): object {
  return {
    nodeStatusUpdateFrequency: goDurationText(config.nodeStatusUpdateFrequency),
    nodeStatusReportFrequency: goDurationText(config.nodeStatusReportFrequency),
    nodeLeaseDurationSeconds: config.nodeLeaseDurationSeconds,
    imageMinimumGCAge: goDurationText(config.imageMinimumGcAge),
    imageGCHighThresholdPercent: config.imageGcHighThresholdPercent,
    imageGCLowThresholdPercent: config.imageGcLowThresholdPercent,
  };
}

function resources(config: KubeletConfig): object {
  return {
    cgroupsPerQOS: true,
    cgroupDriver: 'cgroupfs',
    cpuManagerPolicy: 'none',
    cpuManagerReconcilePeriod: '10s',
    topologyManagerPolicy: 'none',
    topologyManagerScope: 'container',
    runtimeRequestTimeout: '2m0s',
    hairpinMode: 'promiscuous-bridge',
    maxPods: config.maxPods,
    podPidsLimit: -1,
    ...filled('systemReserved', config.systemReserved),
    ...filled('kubeReserved', config.kubeReserved),
  };
}

function evicting(config: KubeletConfig): object {
  return {
    evictionHard: config.evictionHard,
    ...filled('evictionSoft', config.evictionSoft),
    ...filled('evictionSoftGracePeriod', config.evictionSoftGracePeriod),
    evictionPressureTransitionPeriod: goDurationText(config.evictionPressureTransitionPeriod),
    ...(config.evictionMaxPodGracePeriodSeconds === 0
      ? {}
      : { evictionMaxPodGracePeriod: config.evictionMaxPodGracePeriodSeconds }),
    ...filled('evictionMinimumReclaim', config.evictionMinimumReclaim),
  };
}

function filled(name: string, map: { readonly [key: string]: string }): object {
  return Object.keys(map).length === 0 ? {} : { [name]: map };
}

function logging({ verbosity }: KubeletConfig, isNew: boolean): object {
  if (!isNew) return { format: 'text' };
  const options = { text: { infoBufferSize: '0' }, json: { infoBufferSize: '0' } };
  return { format: 'text', flushFrequency: '5s', verbosity, options };
}

function quantityText(bytes: number): string {
  const mebi = bytes / (1_024 * 1_024);
  return Number.isInteger(mebi) ? `${mebi}Mi` : String(bytes);
}
