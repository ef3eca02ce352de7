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
    'rest_client_(rate_limiter_duration_seconds|request_size_bytes|response_size_bytes)',
    'Bodies are data here, not bytes, and the limits on requests are with who is limited.',
  ),
  ofProcess(
    'workqueue_.*',
    "Client-go's queues in a kubelet are those of its certificates, which are not simulated.",
  ),
  ofProcess(
    'reconstruct_volume_.*|force_cleaned_failed_volume_.*|kubelet_orphan_pod_cleaned_.*',
    'A simulated kubelet that starts anew does not look for volumes of the one before.',
  ),
  ofProcess(
    'kubelet_volume_metric_collection_duration_seconds',
    'The simulated kernel keeps the sizes of directories: nobody walks through them.',
  ),
  ofProcess(
    'kubelet_imagemanager_.*',
    'Which pod may use an image that another one pulled is not asked: no records of pulls.',
  ),
  ofProcess(
    'kubelet_(docker|runtime)_operations_errors_total|storage_operation_errors_total|kubelet_(admission_rejections|websocket_streaming_requests)_total',
    'Shown from the first time on: it had happened to the recorded kubelet, not to the simulated one.',
  ),
  ofProcess(
    'kubelet_network_plugin_operations_.*',
    'The simulated dockershim has no network plugin: the engine gives a sandbox its address.',
  ),
  {
    edition: 'containerd',
    id: new RegExp(
      `^${METRICS}(storage_operation_duration_seconds|volume_operation_total_seconds)$`,
    ),
    why: 'None of the pods that were there has a volume; the recorded kubelet had known others.',
  },
  ofProcess(
    'kubelet_(topology_manager|cpu_manager_shared_pool)_.*',
    'CPUs and memory have no topology in the simulated machine.',
  ),
  ofProcess('dra_.*', 'Devices and their claims are not simulated.'),
  ofProcess(
    'kubelet_container_log_filesystem_used_bytes',
    'The simulated engines keep output beside the disk, not in files on it.',
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
