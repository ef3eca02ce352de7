// The families of the kubelet's books, with upstream's words for them.
// Models pkg/kubelet/metrics/metrics.go, pkg/kubelet/server/metrics, pkg/kubelet/images/metrics.go,
// pkg/volume/util/metrics.go and component-base/metrics/prometheus/restclient.
// tidy: data table

import { BOUNDS } from '../histogram.ts';
import {
  CONTAINER_BOUNDS,
  PULL_BOUNDS,
  STARTUP_BOUNDS,
  STATUS_BOUNDS,
  STORAGE_BOUNDS,
} from './bounds.ts';
import { OPERATION_BOUNDS } from './instrumented.ts';

/** One family. */
export interface BookFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** Names of labels in the order of the key; without labels the family is always there. */
  readonly labels?: readonly string[];
  /** Values of the labels of series that are always there. */
  readonly always?: readonly (readonly string[])[];
  /** Shown once it has a value, although it has no labels. */
  readonly isLate?: boolean;
  readonly bounds?: readonly number[];
  /** How sure upstream is of it, when it is not ALPHA. */
  readonly stability?: 'BETA' | 'INTERNAL';
}

const OPERATION = ['operation_type'];
const STARTED_POD =
  'measured from pod creation timestamp to when all its containers are reported as started and observed via watch';

/** What kubelets of both versions have. */
export const FAMILIES: readonly BookFamily[] = [
  {
    name: 'kubelet_cgroup_manager_duration_seconds',
    help: 'Duration in seconds for cgroup manager operations. Broken down by method.',
    type: 'histogram',
    labels: OPERATION,
  },
  {
    name: 'kubelet_containers_per_pod_count',
    help: 'The number of containers per pod.',
    type: 'histogram',
    bounds: CONTAINER_BOUNDS,
  },
  {
    name: 'kubelet_evictions',
    help: 'Cumulative number of pod evictions by eviction signal',
    type: 'counter',
    labels: ['eviction_signal'],
  },
  {
    name: 'kubelet_http_requests_duration_seconds',
    help: 'Duration in seconds to serve http requests',
    type: 'histogram',
    labels: ['method', 'path', 'server_type', 'long_running'],
  },
  {
    name: 'kubelet_http_requests_total',
    help: 'Number of the http requests received since the server started',
    type: 'counter',
    labels: ['method', 'path', 'server_type', 'long_running'],
  },
  {
    name: 'kubelet_pleg_discard_events',
    help: 'The number of discard events in PLEG.',
    type: 'counter',
  },
  {
    name: 'kubelet_pleg_relist_duration_seconds',
    help: 'Duration in seconds for relisting pods in PLEG.',
    type: 'histogram',
  },
  {
    name: 'kubelet_pleg_relist_interval_seconds',
    help: 'Interval in seconds between relisting in PLEG.',
    type: 'histogram',
  },
  {
    name: 'kubelet_pod_worker_duration_seconds',
    help: 'Duration in seconds to sync a single pod. Broken down by operation type: create, update, or sync',
    type: 'histogram',
    labels: OPERATION,
  },
  {
    name: 'kubelet_preemptions',
    help: 'Cumulative number of pod preemptions by preemption resource',
    type: 'counter',
    labels: ['preemption_signal'],
  },
  {
    name: 'kubelet_run_podsandbox_duration_seconds',
    help: 'Duration in seconds of the run_podsandbox operations. Broken down by RuntimeClass.Handler.',
    type: 'histogram',
    labels: ['runtime_handler'],
  },
  {
    name: 'kubelet_run_podsandbox_errors_total',
    help: 'Cumulative number of the run_podsandbox operation errors by RuntimeClass.Handler.',
    type: 'counter',
    labels: ['runtime_handler'],
  },
  {
    name: 'kubelet_runtime_operations_duration_seconds',
    help: 'Duration in seconds of runtime operations. Broken down by operation type.',
    type: 'histogram',
    labels: OPERATION,
    bounds: OPERATION_BOUNDS,
  },
  {
    name: 'kubelet_runtime_operations_errors_total',
    help: 'Cumulative number of runtime operation errors by operation type.',
    type: 'counter',
    labels: OPERATION,
  },
  {
    name: 'kubelet_runtime_operations_total',
    help: 'Cumulative number of runtime operations by operation type.',
    type: 'counter',
    labels: OPERATION,
  },
  {
    name: 'rest_client_requests_total',
    help: 'Number of HTTP requests, partitioned by status code, method, and host.',
    type: 'counter',
    labels: ['code', 'method'],
  },
];

/** What only v1.20 has. */
export const OLDER_FAMILIES: readonly BookFamily[] = [
  {
    name: 'kubelet_docker_operations_duration_seconds',
    help: 'Latency in seconds of Docker operations. Broken down by operation type.',
    type: 'histogram',
    labels: OPERATION,
  },
  {
    name: 'kubelet_docker_operations_errors_total',
    help: 'Cumulative number of Docker operation errors by operation type.',
    type: 'counter',
    labels: OPERATION,
  },
  {
    name: 'kubelet_docker_operations_total',
    help: 'Cumulative number of Docker operations by operation type.',
    type: 'counter',
    labels: OPERATION,
  },
  {
    name: 'kubelet_pod_start_duration_seconds',
    help: 'Duration in seconds for a single pod to go from pending to running.',
    type: 'histogram',
    bounds: BOUNDS,
  },
  {
    name: 'kubelet_pod_worker_start_duration_seconds',
    help: 'Duration in seconds from seeing a pod to starting a worker.',
    type: 'histogram',
  },
  {
    name: 'rest_client_request_duration_seconds',
    help: 'Request latency in seconds. Broken down by verb and URL.',
    type: 'histogram',
    labels: ['verb'],
  },
  {
    name: 'storage_operation_duration_seconds',
    help: 'Storage operation duration',
    type: 'histogram',
    labels: ['volume_plugin', 'operation_name'],
    bounds: STORAGE_BOUNDS,
  },
  {
    name: 'storage_operation_errors_total',
    help: 'Storage operation errors',
    type: 'counter',
    labels: ['volume_plugin', 'operation_name'],
  },
  {
    name: 'storage_operation_status_count',
    help: 'Storage operation return statuses count',
    type: 'counter',
    labels: ['volume_plugin', 'operation_name', 'status'],
  },
];

/** What only v1.36 has. */
export const NEWER_FAMILIES: readonly BookFamily[] = [
  {
    name: 'kubelet_admission_rejections_total',
    help: 'Cumulative number pod admission rejections by the Kubelet.',
    type: 'counter',
    labels: ['reason'],
  },
  {
    name: 'kubelet_evented_pleg_connection_latency_seconds',
    help: 'The latency of streaming connection with the CRI runtime, measured in seconds.',
    type: 'histogram',
  },
  {
    name: 'kubelet_first_network_pod_start_sli_duration_seconds',
    help: `Duration in seconds to start the first network pod, excluding time to pull images and run init containers, ${STARTED_POD}`,
    type: 'gauge',
    stability: 'INTERNAL',
  },
  {
    name: 'kubelet_graceful_shutdown_end_time_seconds',
    help: 'Last graceful shutdown end time since unix epoch in seconds',
    type: 'gauge',
  },
  {
    name: 'kubelet_graceful_shutdown_start_time_seconds',
    help: 'Last graceful shutdown start time since unix epoch in seconds',
    type: 'gauge',
  },
  {
    name: 'kubelet_image_garbage_collected_total',
    help: 'Total number of images garbage collected by the kubelet, whether through disk usage or image age.',
    type: 'counter',
    labels: ['reason'],
  },
  {
    name: 'kubelet_image_manager_ensure_image_requests_total',
    help: 'Number of ensure-image requests processed by the kubelet.',
    type: 'counter',
    labels: ['pull_policy', 'present_locally', 'pull_required'],
  },
  {
    name: 'kubelet_image_pull_duration_seconds',
    help: 'Duration in seconds to pull an image.',
    type: 'histogram',
    labels: ['image_size_in_bytes'],
    bounds: PULL_BOUNDS,
  },
  {
    name: 'kubelet_image_volume_mounted_errors_total',
    help: 'Number of failed image volume mounts.',
    type: 'counter',
    stability: 'BETA',
  },
  {
    name: 'kubelet_image_volume_mounted_succeed_total',
    help: 'Number of successful image volume mounts.',
    type: 'counter',
    stability: 'BETA',
  },
  {
    name: 'kubelet_image_volume_requested_total',
    help: 'Number of requested image volumes.',
    type: 'counter',
    stability: 'BETA',
  },
  {
    name: 'kubelet_lifecycle_handler_http_fallbacks_total',
    help: 'The number of times lifecycle handlers successfully fell back to http from https.',
    type: 'counter',
  },
  {
    name: 'kubelet_node_startup_duration_seconds',
    help: 'Duration in seconds of node startup in total.',
    type: 'gauge',
  },
  {
    name: 'kubelet_node_startup_pre_kubelet_duration_seconds',
    help: 'Duration in seconds of node startup before kubelet starts.',
    type: 'gauge',
  },
  {
    name: 'kubelet_node_startup_pre_registration_duration_seconds',
    help: 'Duration in seconds of node startup before registration.',
    type: 'gauge',
  },
  {
    name: 'kubelet_node_startup_registration_duration_seconds',
    help: 'Duration in seconds of node startup during registration.',
    type: 'gauge',
  },
  {
    name: 'kubelet_node_startup_post_registration_duration_seconds',
    help: 'Duration in seconds of node startup after registration.',
    type: 'gauge',
  },
  {
    name: 'kubelet_orphaned_runtime_pods_total',
    help: 'Number of pods that have been detected in the container runtime without being already known to the pod worker. This typically indicates the kubelet was restarted while a pod was force deleted in the API or in the local configuration, which is unusual.',
    type: 'counter',
  },
  {
    name: 'kubelet_pleg_pod_relist_duration_seconds',
    help: 'Duration in seconds for relisting a single pod in PLEG.',
    type: 'histogram',
  },
  {
    name: 'kubelet_pod_start_duration_seconds',
    help: 'Duration in seconds from kubelet seeing a pod for the first time to the pod starting to run',
    type: 'histogram',
    bounds: STARTUP_BOUNDS,
  },
  {
    name: 'kubelet_pod_start_sli_duration_seconds',
    help: `Duration in seconds to start a pod, excluding time to pull images and run init containers, ${STARTED_POD}`,
    type: 'histogram',
    isLate: true,
    bounds: STARTUP_BOUNDS,
  },
  {
    name: 'kubelet_pod_start_total_duration_seconds',
    help: `Duration in seconds to start a pod since creation, including time to pull images and run init containers, ${STARTED_POD}`,
    type: 'histogram',
    isLate: true,
    bounds: STARTUP_BOUNDS,
  },
  {
    name: 'kubelet_pod_status_sync_duration_seconds',
    help: 'Duration in seconds to sync a pod status update. Measures time from detection of a change to pod status until the API is successfully updated for that pod, even if multiple intevening changes to pod status occur.',
    type: 'histogram',
    bounds: STATUS_BOUNDS,
  },
  {
    name: 'kubelet_pod_watch_events_dropped_total',
    help: 'Cumulative number of pod watch events dropped.',
    type: 'counter',
  },
  {
    name: 'kubelet_pod_worker_start_duration_seconds',
    help: 'Duration in seconds from kubelet seeing a pod to starting a worker.',
    type: 'histogram',
  },
  {
    name: 'kubelet_restarted_pods_total',
    help: 'Number of pods that have been restarted because they were deleted and recreated with the same UID while the kubelet was watching them (common for static pods, extremely uncommon for API pods)',
    type: 'counter',
    labels: ['static'],
    always: [[''], ['true']],
  },
  {
    name: 'kubelet_sleep_action_terminated_early_total',
    help: 'The number of times lifecycle sleep handler got terminated before it finishes',
    type: 'counter',
  },
  {
    name: 'kubelet_started_containers_errors_total',
    help: 'Cumulative number of errors when starting containers',
    type: 'counter',
    labels: ['container_type', 'code'],
  },
  {
    name: 'kubelet_started_containers_total',
    help: 'Cumulative number of containers started',
    type: 'counter',
    labels: ['container_type'],
  },
  {
    name: 'kubelet_started_pods_errors_total',
    help: 'Cumulative number of errors when starting pods',
    type: 'counter',
  },
  {
    name: 'kubelet_started_pods_total',
    help: 'Cumulative number of pods started',
    type: 'counter',
  },
  {
    name: 'kubelet_started_user_namespaced_pods_errors_total',
    help: 'Cumulative number of errors when starting pods with user namespaces. This metric will only be collected on Linux.',
    type: 'counter',
  },
  {
    name: 'kubelet_started_user_namespaced_pods_total',
    help: 'Cumulative number of pods with user namespaces started. This metric will only be collected on Linux.',
    type: 'counter',
  },
  {
    name: 'kubelet_terminated_containers_total',
    help: 'Cumulative number of container terminations.',
    type: 'counter',
    labels: ['container_type', 'exit_code', 'reason'],
  },
  {
    name: 'kubelet_websocket_streaming_requests_total',
    help: 'Total number of WebSocket streaming requests (exec/attach/portforward) received by the kubelet.',
    type: 'counter',
    labels: ['subresource'],
  },
  {
    name: 'rest_client_request_duration_seconds',
    help: 'Request latency in seconds. Broken down by verb, and host.',
    type: 'histogram',
    labels: ['verb'],
  },
  {
    name: 'storage_operation_duration_seconds',
    help: 'Storage operation duration',
    type: 'histogram',
    labels: ['volume_plugin', 'operation_name', 'status', 'migrated'],
    bounds: STORAGE_BOUNDS,
  },
  {
    name: 'volume_operation_total_seconds',
    help: 'Storage operation end to end duration in seconds',
    type: 'histogram',
    labels: ['plugin_name', 'operation_name'],
    bounds: STORAGE_BOUNDS,
  },
];
