// How many requests the server had, as its own series count them.
// Models pkg/kubelet/server/server.go, getMetricBucket, and server/metrics/metrics.go.

import { get, set } from '../../../base/persistent-map.ts';
import type { KubeletRequest } from '../../protocol/kubelet-server.ts';
import { KUBELET_PORTS } from './routes.ts';
import type { ServerState } from './state.ts';

const BUCKETS: readonly string[] = [
  'attach',
  'configz',
  'containerLogs',
  'debug',
  'exec',
  'healthz',
  'logs',
  'metrics',
  'metrics/cadvisor',
  'metrics/probes',
  'metrics/resource',
  'pods',
  'portForward',
  'run',
  'runningpods',
  'stats',
  'statusz',
];

const LASTING: readonly string[] = ['exec', 'attach', 'portForward', 'containerLogs'];

/** The labels of a counted request. */
export interface RequestLabels {
  readonly long_running: string;
  readonly method: string;
  readonly path: string;
  readonly server_type: string;
}

/** The slice with one request more; the health port is not counted. */
export function countRequest(state: ServerState, request: KubeletRequest): ServerState {
  const { port = KUBELET_PORTS.secure, verb } = request;
  if (port === KUBELET_PORTS.healthz) return state;
  const bucket = bucketOf(request.path);
  const kind = port === KUBELET_PORTS.secure ? 'readwrite' : 'readonly';
  const key = `${LASTING.includes(bucket)} ${verb} ${bucket} ${kind}`;
  return { ...state, requests: set(state.requests, key, (get(state.requests, key) ?? 0) + 1) };
}

/** The labels that a key stands for. */
export function requestLabels(key: string): RequestLabels {
  const [long_running = '', method = '', path = '', server_type = ''] = key.split(' ');
  return { long_running, method, path, server_type };
}

function bucketOf(path: string): string {
  const [first = '', second] = path.slice(1).split('/');
  const root = first === 'metrics' && second ? `metrics/${second}` : first;
  return BUCKETS.includes(root) ? root : 'other';
}
