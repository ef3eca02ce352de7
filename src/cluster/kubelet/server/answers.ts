// Answers of the kubelet's server that need nobody else: pods, configuration, counts.
// Models pkg/kubelet/server/server.go, getPods, getRunningPods and configz.

import type { Pod } from '../../../api/pod.ts';
import { isStaticPod } from '../../../api/pod-helpers.ts';
import { entries, get, values } from '../../../base/persistent-map.ts';
import type { KubeletConfig } from '../config.ts';
import { goDurationText } from '../go-duration.ts';
import { mirrorFor } from '../pod-manager.ts';
import type { KubeletState } from '../state.ts';

/** /pods: what is wished for, with the statuses the kubelet knows. */
export function podList(state: KubeletState): object {
  const items = [...values(state.podManager.pods)].map((pod): Pod => {
    const status = get(state.statuses.statuses, pod.metadata.uid ?? '')?.status;
    return status === undefined ? pod : { ...pod, status };
  });
  return { kind: 'PodList', apiVersion: 'v1', metadata: {}, items };
}

/** /runningpods/: what the runtime runs, as bare pods. */
export function runningPods(state: KubeletState): object {
  const items: object[] = [];
  for (const [uid, runtime] of entries(state.podCache)) {
    const running = runtime.containers.filter((one) => one.state === 'CONTAINER_RUNNING');
    const isReady = runtime.sandboxes.some((one) => one.state === 'SANDBOX_READY');
    if (running.length === 0 && !isReady) continue;
    const containers = running.map((one) => ({
      name: one.metadata.name,
      image: one.imageRef,
      resources: {},
    }));
    items.push({
      metadata: { name: runtime.name, namespace: runtime.namespace, uid },
      spec: { containers: containers.length === 0 ? null : containers },
      status: {},
    });
  }
  return { kind: 'PodList', apiVersion: 'v1', metadata: {}, items };
}

/** /configz: the configuration in force. */
export function configz(config: KubeletConfig): object {
  return {
    kubeletconfig: {
      ...(config.staticPodPath === undefined ? {} : { staticPodPath: config.staticPodPath }),
      syncFrequency: goDurationText(config.syncFrequency),
      fileCheckFrequency: goDurationText(config.fileCheckFrequency),
      httpCheckFrequency: goDurationText(config.httpCheckFrequency),
      ...(config.staticPodUrl === undefined ? {} : { staticPodURL: config.staticPodUrl }),
      port: 10_250,
      registryPullQPS: config.registryPullQps,
      eventRecordQPS: config.eventQps,
      eventBurst: config.eventBurst,
      clusterDomain: config.clusterDomain,
      clusterDNS: config.clusterDns,
      nodeStatusUpdateFrequency: goDurationText(config.nodeStatusUpdateFrequency),
      nodeStatusReportFrequency: goDurationText(config.nodeStatusReportFrequency),
      nodeLeaseDurationSeconds: config.nodeLeaseDurationSeconds,
      imageGCHighThresholdPercent: config.imageGcHighThresholdPercent,
      imageGCLowThresholdPercent: config.imageGcLowThresholdPercent,
      maxPods: config.maxPods,
      podCIDR: config.podCidr,
      serializeImagePulls: config.isSerializeImagePulls,
      evictionHard: config.evictionHard,
      evictionPressureTransitionPeriod: goDurationText(config.evictionPressureTransitionPeriod),
      kubeAPIQPS: config.kubeApiQps,
      kubeAPIBurst: config.kubeApiBurst,
      containerLogMaxSize: String(config.containerLogMaxSize),
      containerLogMaxFiles: config.containerLogMaxFiles,
      registerNode: config.isRegisterNode,
    },
  };
}

/** /metrics: the gauges that this kubelet can count. */
export function metricsText(state: KubeletState): string {
  const counts = new Map<string, number>();
  let sandboxes = 0;
  for (const runtime of values(state.podCache)) {
    if (runtime.sandboxes.some((one) => one.state === 'SANDBOX_READY')) sandboxes++;
    for (const container of runtime.containers) {
      const word = container.state.replace('CONTAINER_', '').toLowerCase();
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const pods = [...values(state.podManager.pods)];
  const ofStatic = pods.filter(isStaticPod);
  const mirrors = ofStatic.filter((pod) => mirrorFor(state.podManager, pod) !== undefined).length;
  const words = [...counts.keys()].toSorted();
  return [
    '# TYPE kubelet_node_name gauge',
    `kubelet_node_name{node="${state.config.nodeName}"} 1`,
    '# TYPE kubelet_running_pods gauge',
    `kubelet_running_pods ${sandboxes}`,
    '# TYPE kubelet_running_containers gauge',
    ...words.map(
      (word) => `kubelet_running_containers{container_state="${word}"} ${counts.get(word)}`,
    ),
    '# TYPE kubelet_desired_pods gauge',
    `kubelet_desired_pods{static=""} ${pods.length - ofStatic.length}`,
    `kubelet_desired_pods{static="true"} ${ofStatic.length}`,
    '# TYPE kubelet_mirror_pods gauge',
    `kubelet_mirror_pods ${mirrors}`,
    '# TYPE kubelet_working_pods gauge',
    `kubelet_working_pods ${state.podWorkers.workers.size}`,
    '',
  ].join('\n');
}
