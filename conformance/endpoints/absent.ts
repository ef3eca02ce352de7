// What recorded pages have and simulated ones do not, each with its reason. known-gaps.md refers to
// this list.
// tidy: data table

/** Whose absence is known. */
export interface Absent {
  readonly edition?: string;
  /** Of the case's id: the file, and the family or path in it. */
  readonly id: RegExp;
  readonly why: string;
}

const METRICS = 'metrics-(?:names|types)\\.txt ';

function ofProcess(pattern: string, why: string): Absent {
  return { id: new RegExp(`^${METRICS}(?:${pattern})$`), why };
}

function ofCgroups(pattern: string, why: string): Absent {
  return { id: new RegExp(`^metrics-cadvisor\\.txt container_(?:${pattern})$`), why };
}

/** All of it. */
export const ABSENT: readonly Absent[] = [
  ofProcess(
    'go_.*',
    'The simulated kubelet is no Go program: it has no heap, goroutines or collector.',
  ),
  ofProcess(
    'process_(cpu|max|network|open|resident|virtual)_.*',
    'The simulated machine gives the kubelet itself no processor time, memory or files.',
  ),
  ofProcess(
    '(apiserver|aggregator|cardinality|get_token|rest_client_exec_plugin|rest_client_transport)_.*',
    'Of libraries that are linked into the kubelet and have no counterpart here.',
  ),
  ofProcess(
    'kubernetes_(build_info|feature_enabled)|(disabled|hidden|registered)_metrics_total',
    'They tell of the build, its feature gates and its registry of series.',
  ),
  ofProcess(
    'rest_client_.*|workqueue_.*',
    'Client-go counts its own requests and queues; the simulated client keeps no such books.',
  ),
  ofProcess(
    'storage_operation_.*|volume_operation_.*|reconstruct_volume_.*|force_cleaned_failed_volume_.*|kubelet_volume_metric_.*|kubelet_orphan_pod_cleaned_.*',
    "The volume manager's slice holds what is mounted, not what it once did.",
  ),
  ofProcess('dra_.*', 'Devices and their claims are not simulated.'),
  ofProcess(
    'kubelet_(image_manager|image_volume|imagemanager)_.*',
    "The image manager's slice holds back-offs and the queue of pulls, not what was once asked.",
  ),
  ofProcess(
    'kubelet_(topology_manager|cpu_manager_shared_pool)_.*',
    'CPUs and memory have no topology in the simulated machine.',
  ),
  ofProcess(
    'kubelet_(cgroup_manager|pod_start|pod_status_sync|pod_worker|pod_worker_start|run_podsandbox|runtime_operations|docker_operations|network_plugin_operations|evented_pleg_connection_latency|pleg_pod_relist|first_network_pod_start_sli|node_startup(_\\w+)?|pod_start_sli|pod_start_total|http_requests)_(duration_)?(seconds|latency_seconds)|kubelet_evented_pleg_connection_latency_seconds|kubelet_(run_podsandbox|pod_worker|pod_worker_start|cgroup_manager|http_requests)_duration_seconds',
    'Nobody keeps how long each took: the trace has every begin and end, the state has not.',
  ),
  ofProcess(
    'kubelet_(containers_per_pod_count|admission_rejections_total|started_.*|terminated_containers_total|restarted_pods_total|orphaned_runtime_pods_total|pod_watch_events_dropped_total|sleep_action_terminated_early_total|lifecycle_handler_http_fallbacks_total|websocket_streaming_requests_total|network_plugin_operations_total|(docker|runtime)_operations_(errors_)?total)',
    'Totals over the life of the kubelet that nobody keeps: the trace has each single one.',
  ),
  ofProcess(
    'kubelet_(metrics_provider|http_inflight_requests|graceful_shutdown_\\w+)',
    'Of how the server and the shutdown are built, which is not simulated.',
  ),
  ofProcess(
    'kubelet_container_log_filesystem_used_bytes',
    'The simulated engines keep output beside the disk, not in files on it.',
  ),
  ofCgroups(
    'file_descriptors|sockets|ulimits_soft',
    'Simulated processes have no descriptors and no limits on them.',
  ),
  ofCgroups(
    'memory_(max_usage_bytes|mapped_file)',
    'The simulated memory is what is used now: no peaks and no mappings.',
  ),
  {
    id: /\.node\.network\.interfaces\[ifb\d\]$/,
    why: "Devices of the recording's own traffic shaping; a simulated node has one interface.",
  },
  {
    edition: 'docker',
    id: /^stats-summary\.json \.pods\[[^\]]+\]\.network$/,
    why: 'One recorded pod was sampled before its network stood; of the others it is there.',
  },
  {
    id: /^pods\.json .*\.managedFields$/,
    why: 'The simulated API server keeps no managed fields.',
  },
  {
    id: /^pods\.json .*\.status\.(resources|allocatedResources)$/,
    why: 'Resources of pods as a whole (a gate of v1.36) are not simulated; those of containers are.',
  },
  {
    id: /^pods\.json .*ontainerStatuses\[[^\]]+\]\.user$/,
    why: 'The simulated runtime does not tell as whom a container runs.',
  },
];

/** Why a case need not agree; undefined: it has to. */
export function whyAbsent(edition: string, id: string): string | undefined {
  return ABSENT.find((one) => (one.edition ?? edition) === edition && one.id.test(id))?.why;
}
