// How many requests the server had, as its own series count them.
// Models pkg/kubelet/server/server.go, getMetricBucket, and server/metrics/metrics.go.

import type { Io, Note } from '../../../kernel/component.ts';
import type { EventId } from '../../../kernel/message.ts';
import type { KubeletRequest } from '../../protocol/kubelet-server.ts';
import { callBegins, count, seriesKey } from '../metrics/book.ts';
import { KUBELET_PORTS } from './routes.ts';

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

/** The kind of these calls in the books. */
export const HTTP_REQUESTS: string = 'http_requests';

/** A request came; the health port's are not counted. */
export function countRequest(
  io: Pick<Io, 'note' | 'now'>,
  id: EventId,
  request: KubeletRequest,
): void {
  const { port = KUBELET_PORTS.secure, verb, path } = request;
  if (port === KUBELET_PORTS.healthz) return;
  const bucket = bucketOf(path);
  const kind = port === KUBELET_PORTS.secure ? 'readwrite' : 'readonly';
  const labels = [verb, bucket, kind, String(LASTING.includes(bucket))].join('\n');
  count(io, seriesKey('http_requests_total', labels));
  callBegins(io, id, HTTP_REQUESTS, labels);
}

/** What a request adds to the books, for the page that it asks for. */
export function notesOf({ now, event }: Io, request: KubeletRequest): readonly Note[] {
  const notes: Note[] = [];
  countRequest({ now, note: (one) => void notes.push(one) }, event, request);
  return notes;
}

/** The labels that a key stands for. */
export function requestLabels(key: string): RequestLabels {
  const [method = '', path = '', server_type = '', long_running = ''] = key.split('\n');
  return { long_running, method, path, server_type };
}

function bucketOf(path: string): string {
  const [first = '', second] = path.slice(1).split('/');
  const root = first === 'metrics' && second ? `metrics/${second}` : first;
  return BUCKETS.includes(root) ? root : 'other';
}
