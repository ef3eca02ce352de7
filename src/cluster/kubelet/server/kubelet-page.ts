// /metrics: what the kubelet counts of itself, which are its books and what is read off its state
// when asked. What is not here has its reason in conformance/endpoints/absent.ts.
// Models pkg/kubelet/metrics/metrics.go, kubelet_pods.go, and server/metrics/metrics.go.

import { isStaticPod } from '../../../api/pod-helpers.ts';
import { entries, forEach, has, values } from '../../../base/persistent-map.ts';
import type { Io, Note } from '../../../kernel/component.ts';
import { kubeletServerRules } from '../../editions/kubelet-server.ts';
import { type MetricsBook, writeBook } from '../metrics/book.ts';
import { bookFamilies } from '../metrics/page.ts';
import { mirrorFor } from '../pod-manager.ts';
import type { PodWorker } from '../pod-workers/state.ts';
import type { KubeletState } from '../state.ts';
import { activePods } from '../sync-loop/active-pods.ts';
import { pluginOf } from '../volumes/paths.ts';
import { startTime } from './probes-page.ts';
import { exposition, type Family, type Labels, type Sample } from './prometheus.ts';
import { HTTP_REQUESTS, requestLabels } from './requests.ts';

/** The page; `notes` is what this very request adds to the books. */
export function kubeletPage(
  kubelet: KubeletState,
  io: Pick<Io, 'epochSeconds' | 'now'>,
  notes: readonly Note[],
): string {
  const { hasPressureAndSwap: isNew } = kubeletServerRules(kubelet.config.edition);
  const book = writeBook(kubelet.metrics, notes, io.now);
  const families = [
    ...runningFamilies(kubelet),
    ...lastSeen(kubelet, io.epochSeconds),
    ...bookFamilies(book, kubelet.config),
    inflight(book),
    startTime(kubelet, io.epochSeconds),
    ...(isNew ? podFamilies(kubelet) : olderFamilies(kubelet)),
  ];
  return exposition(families);
}

function gauge(name: string, help: string, samples: readonly Sample[] | number): Family {
  const list = typeof samples === 'number' ? [{ labels: {}, value: samples }] : samples;
  return { name, help: `[ALPHA] ${help}`, type: 'gauge', samples: list };
}

function counter(name: string, help: string, value: number): Family {
  const samples = [{ labels: {}, value }];
  return { name, help: `[ALPHA] ${help}`, type: 'counter', samples };
}

function runningFamilies({ config, podCache }: KubeletState): readonly Family[] {
  const counts = new Map<string, number>();
  let sandboxes = 0;
  forEach(podCache, (runtime) => {
    if (runtime.sandboxes.some((one) => one.state === 'SANDBOX_READY')) sandboxes++;
    for (const container of runtime.containers) {
      const word = container.state.replace('CONTAINER_', '').toLowerCase();
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  });
  const { hasPressureAndSwap: isNew } = kubeletServerRules(config.edition);
  return [
    gauge('kubelet_node_name', "The node's name. The count is always 1.", [
      { labels: { node: config.nodeName }, value: 1 },
    ]),
    gauge(
      'kubelet_running_pods',
      `Number of pods ${isNew ? 'that have a running pod sandbox' : 'currently running'}`,
      sandboxes,
    ),
    gauge(
      'kubelet_running_containers',
      'Number of containers currently running',
      [...counts].map(([container_state, value]) => ({ labels: { container_state }, value })),
    ),
  ];
}

function lastSeen({ pleg: { relistAt } }: KubeletState, epochSeconds: number): readonly Family[] {
  if (relistAt < 0) return [];
  const help = 'Timestamp in seconds when PLEG was last seen active.';
  const seen = Math.floor(epochSeconds + relistAt / 1_000_000);
  return [gauge('kubelet_pleg_last_seen_seconds', help, seen)];
}

/** Requests that are not answered yet; this page's is one of them. */
function inflight(book: MetricsBook): Family {
  const counts = new Map<string, number>();
  forEach(book.calls, ({ of, labels }) => {
    if (of === HTTP_REQUESTS) counts.set(labels, (counts.get(labels) ?? 0) + 1);
  });
  const samples = [...counts].map(([key, value]) => ({ labels: { ...requestLabels(key) }, value }));
  return gauge('kubelet_http_inflight_requests', 'Number of the inflight http requests', samples);
}

/** Later ones: desired, active and working pods. */
function podFamilies(kubelet: KubeletState): readonly Family[] {
  const pods = [...values(kubelet.podManager.pods)];
  const statics = pods.filter(isStaticPod);
  const active = activePods(kubelet);
  const ephemeral = pods.reduce(
    (sum, { spec }) => sum + (spec.ephemeralContainers?.length ?? 0),
    0,
  );
  const activeStatics = active.filter(isStaticPod);
  const mirrors = statics.filter((pod) => mirrorFor(kubelet.podManager, pod) !== undefined);
  return [
    gauge(
      'kubelet_desired_pods',
      'The number of pods the kubelet is being instructed to run. static is true if the pod is not from the apiserver.',
      byStatic(pods.length, statics.length),
    ),
    gauge(
      'kubelet_active_pods',
      'The number of pods the kubelet considers active and which are being considered when admitting new pods. static is true if the pod is not from the apiserver.',
      byStatic(active.length, activeStatics.length),
    ),
    gauge(
      'kubelet_mirror_pods',
      'The number of mirror pods the kubelet will try to create (one per admitted static pod)',
      mirrors.length,
    ),
    gauge(
      'kubelet_pod_in_progress_resizes',
      'Number of in-progress resizes for pods.',
      [...values(kubelet.syncLoop.resizes)].filter((one) => one.inProgress !== undefined).length,
    ),
    gauge(
      'kubelet_metrics_provider',
      "Metrics provider used by kubelet to collect container stats. Values can be 'cadvisor' and 'cri'",
      [{ labels: { provider: 'cadvisor' }, value: 1 }],
    ),
    gauge('kubelet_cgroup_version', 'cgroup version on the hosts.', CGROUP_VERSION),
    ...UNUSED.map(([name, help]) => counter(`kubelet_${name}`, help, 0)),
    gauge(
      'kubelet_cpu_manager_exclusive_cpu_allocation_count',
      'The total number of CPUs exclusively allocated to containers running on this node',
      0,
    ),
    gauge(
      'kubelet_managed_ephemeral_containers',
      'Current number of ephemeral containers in pods managed by this kubelet.',
      ephemeral,
    ),
    gauge(
      'kubelet_working_pods',
      'Number of pods the kubelet is actually running, broken down by lifecycle phase, whether the pod is desired, orphaned, or runtime only (also orphaned), and whether the pod is static. An orphaned pod has been removed from local configuration or force deleted in the API and consumes resources that are not otherwise visible.',
      workingPods(kubelet),
    ),
  ];
}

/** The simulated tree of cgroups is that of the recordings: one for each controller. */
const CGROUP_VERSION = 1;

/** The managers' policy is none, and PLEG lists: these never count. */
const UNUSED: readonly (readonly [name: string, help: string])[] = [
  [
    'cpu_manager_pinning_requests_total',
    'The number of cpu core allocations which required pinning.',
  ],
  [
    'cpu_manager_pinning_errors_total',
    'The number of cpu core allocations which required pinning failed.',
  ],
  [
    'memory_manager_pinning_requests_total',
    'The number of memory pages allocations which required pinning.',
  ],
  [
    'memory_manager_pinning_errors_total',
    'The number of memory pages allocations which required pinning that failed.',
  ],
  [
    'evented_pleg_connection_error_count',
    'The number of errors encountered during the establishment of streaming connection with the CRI runtime.',
  ],
  [
    'evented_pleg_connection_success_count',
    'The number of times a streaming client was obtained to receive CRI Events.',
  ],
];

function byStatic(all: number, statics: number): readonly Sample[] {
  return [
    { labels: { static: '' }, value: all - statics },
    { labels: { static: 'true' }, value: statics },
  ];
}

const LIFECYCLES = ['sync', 'terminating', 'terminated'] as const;
const CONFIGS = ['desired', 'orphan', 'runtime_only'] as const;

/** Every combination, with 0 where there is none. */
function workingPods({ podManager, podWorkers }: KubeletState): readonly Sample[] {
  const counts = new Map<string, number>();
  for (const [uid, worker] of entries(podWorkers.workers)) {
    const config = has(podManager.pods, uid)
      ? 'desired'
      : worker.isOrphan
        ? 'runtime_only'
        : 'orphan';
    const isStatic = config === 'runtime_only' ? 'unknown' : isStaticPod(worker.pod) ? 'true' : '';
    const key = `${lifecycleOf(worker)} ${config} ${isStatic}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return LIFECYCLES.flatMap((lifecycle) =>
    CONFIGS.flatMap((config) => {
      const statics = config === 'runtime_only' ? ['unknown'] : ['', 'true'];
      return statics.map((one): Sample => {
        const labels: Labels = { lifecycle, config, static: one };
        return { labels, value: counts.get(`${lifecycle} ${config} ${one}`) ?? 0 };
      });
    }),
  );
}

function lifecycleOf({ state }: PodWorker): (typeof LIFECYCLES)[number] {
  if (state === 'SyncPod') return 'sync';
  return state === 'TerminatingPod' ? 'terminating' : 'terminated';
}

/** What only the older kubelet has. */
function olderFamilies({ volumes }: KubeletState): readonly Family[] {
  const counts = new Map<string, number>();
  forEach(volumes.pods, (pod) => {
    for (const { name, isMounted } of pod.volumes) {
      const volume = pod.pod.spec.volumes?.find((one) => one.name === name);
      const plugin = volume && pluginOf(volume);
      if (plugin === undefined) continue;
      for (const state of ['desired_state_of_world', 'actual_state_of_world']) {
        if (state === 'desired_state_of_world' ? !pod.isDesired : !isMounted) continue;
        const key = `kubernetes.io/${plugin} ${state}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  });
  const samples = [...counts].map(([key, value]): Sample => {
    const [plugin_name = '', state = ''] = key.split(' ');
    return { labels: { plugin_name, state }, value };
  });
  return [
    gauge(
      'kubelet_node_config_error',
      'This metric is true (1) if the node is experiencing a configuration-related error, false (0) otherwise.',
      0,
    ),
    gauge('volume_manager_total_volumes', 'Number of volumes in Volume Manager', samples),
  ];
}
