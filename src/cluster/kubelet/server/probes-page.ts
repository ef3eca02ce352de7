// /metrics/probes: how the probes ended. Models pkg/kubelet/prober/prober_manager.go.

import { entries, get } from '../../../base/persistent-map.ts';
import { kubeletServerRules } from '../../editions/kubelet-server.ts';
import type { CountedResult, ProbeCount } from '../prober/counts.ts';
import type { ProbeWorker } from '../prober/state.ts';
import type { KubeletState } from '../state.ts';
import { exposition, type Family, histogramOf, type Labels, type Sample } from './prometheus.ts';

/** The page. */
export function probesPage(kubelet: KubeletState, epochSeconds: number): string {
  const { hasPressureAndSwap: isNew } = kubeletServerRules(kubelet.config.edition);
  const { counts, workers } = kubelet.prober;
  const rows = [...entries(counts)].flatMap(([key, count]) => {
    const worker = get(workers, key);
    return worker === undefined ? [] : [{ worker, count }];
  });
  const total: Family = {
    name: 'prober_probe_total',
    help: `[${isNew ? 'BETA' : 'ALPHA'}] Cumulative number of a liveness, readiness or startup probe for a container by result.`,
    type: 'counter',
    samples: rows.flatMap(({ worker, count }) => resultsOf(worker, count)),
  };
  const durations: Family = {
    name: 'prober_probe_duration_seconds',
    help: '[ALPHA] Duration in seconds for a probe response.',
    type: 'histogram',
    samples: rows.flatMap(({ worker, count }) => histogramOf(labelsOf(worker), count.durations)),
  };
  const families = [total, startTime(kubelet, epochSeconds)];
  return exposition(isNew ? [...families, durations] : families);
}

/** `process_start_time_seconds`, on every page of the process itself; whole centiseconds. */
export function startTime({ node }: KubeletState, epochSeconds: number): Family {
  const value = Math.floor(epochSeconds * 100 + node.startedAt / 10_000) / 100;
  return {
    name: 'process_start_time_seconds',
    help: '[ALPHA] Start time of the process since unix epoch in seconds.',
    type: 'gauge',
    samples: [{ labels: {}, value }],
  };
}

function labelsOf({ pod, container, kind }: ProbeWorker): Labels {
  const { name = '', namespace = '' } = pod.metadata;
  const probe_type = `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`;
  return { container, namespace, pod: name, probe_type };
}

const RESULTS: readonly CountedResult[] = ['successful', 'failed'];

function resultsOf(worker: ProbeWorker, count: ProbeCount): readonly Sample[] {
  const labels = { ...labelsOf(worker), pod_uid: worker.pod.metadata.uid ?? '' };
  return RESULTS.flatMap((result) => {
    const value = count[result];
    return value === 0 ? [] : [{ labels: { ...labels, result }, value }];
  });
}
