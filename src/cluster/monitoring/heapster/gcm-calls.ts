// How the sink of Google Cloud Monitoring reaches its service, and why it cannot elsewhere: it asks
// the metadata server of Google Compute Engine who it is.
// Models metrics/sinks/gcm/gcm.go of Heapster v1.5.4, CreateGCMSink and sendRequest.

import { get, remove, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { Envelope, Json } from '../../../kernel/message.ts';
import { seconds } from '../../../kernel/time.ts';
import { CLOUD_HOST } from '../../protocol/cloud-monitoring.ts';
import { LINUX_PORT } from '../../protocol/linux.ts';
import type { NetAnswer, NetCall, NetResult } from '../../protocol/linux-network.ts';
import type { WorkloadConfig } from '../../protocol/workload.ts';
import { klog } from '../container-log.ts';
import type { Uri } from './flags.ts';
import { type GcmFilter, gcmRequests } from './gcm-sink.ts';
import type { DataBatch } from './metric-set.ts';
import type { Draft } from './state.ts';

/** What says that a program runs on Google Compute Engine. */
const METADATA_HOST = 'GCE_METADATA_HOST';

/** Of which project the machine is, as long as its metadata server is not simulated. */
const PROJECT = 'kubelet-visualizer';

const PATH = `/v3/projects/${PROJECT}/timeSeries?alt=json`;

/** Why the sink cannot be made; undefined when it can. */
export function gcmProblem({ env }: WorkloadConfig, { host, options }: Uri): string | undefined {
  if (host !== '') return 'host should not be set for GCM sink';
  const { metrics = 'all' } = options;
  if (metrics !== 'all' && metrics !== 'autoscaling')
    return `invalid metrics parameter: ${metrics}`;
  if (env.some(({ name, value }) => name === METADATA_HOST && value !== '')) return undefined;
  return (
    'error creating oauth2 client: google: could not find default credentials. See ' +
    'https://developers.google.com/accounts/docs/application-default-credentials for more information.'
  );
}

/** Sends a batch: one request for each two hundred series. */
export function exportGcm(draft: Draft, { options }: Uri, batch: DataBatch, io: Io): void {
  const actor = io.find(draft.config.linux);
  if (actor === undefined) return;
  for (const body of gcmRequests(batch, io.epochSeconds, (options.metrics ?? 'all') as GcmFilter)) {
    const call: NetCall = {
      type: 'linux.call',
      ip: CLOUD_HOST,
      port: 443,
      payload: {
        kind: 'http',
        method: 'POST',
        path: PATH,
        host: CLOUD_HOST,
        isTls: true,
        body: JSON.stringify(body),
      },
      fromNetns: draft.config.netns,
      timeout: seconds(30),
    };
    const id = io.send({ actor, port: LINUX_PORT }, call);
    draft.gcmCalls = set(draft.gcmCalls, String(id), body.timeSeries.length);
  }
}

/** Takes what the service answered; false when it is something else. */
export function receiveGcm(
  draft: Draft,
  envelope: Envelope,
  io: Io,
  tell: (data: { readonly [name: string]: Json }) => void,
): boolean {
  const key = String(envelope.inReplyTo ?? '');
  const points = get(draft.gcmCalls, key);
  if (points === undefined) return false;
  draft.gcmCalls = remove(draft.gcmCalls, key);
  const answer =
    envelope.message.type === 'linux.callDone'
      ? (envelope.message as NetResult).answer
      : { kind: 'failed' as const, error: 'reset' as const };
  if (answer.kind === 'http' && answer.status < 300) {
    tell({ step: 'pushed-cloud', sink: 'GCM Sink', points });
    return true;
  }
  const why = problemOf(answer);
  klog(draft.config, io, 'E', 'gcm.go:168', `Error while sending request to GCM ${why}`);
  tell({ step: 'lost-cloud', sink: 'GCM Sink', points, message: why });
  return true;
}

/** The words of googleapi.Error, or of the client that found nobody. */
function problemOf(answer: NetAnswer): string {
  if (answer.kind !== 'http') {
    const isRefused = answer.kind === 'failed' && answer.error === 'refused';
    const how = isRefused ? 'connect: connection refused' : 'i/o timeout';
    return `Post https://${CLOUD_HOST}${PATH}: dial tcp: ${how}`;
  }
  const { status, body } = answer;
  const said = body.startsWith('{') ? (JSON.parse(body) as CloudRefusal).error : undefined;
  if (said === undefined) return `googleapi: got HTTP response code ${status} with body: ${body}`;
  const reason = said.errors?.[0]?.reason;
  const head = `googleapi: Error ${said.code}: ${said.message}`;
  return reason === undefined ? head : `${head}, ${reason}`;
}

interface CloudRefusal {
  readonly error?: {
    readonly code: number;
    readonly message: string;
    readonly errors?: readonly { readonly reason: string }[];
  };
}
