// The port `endpoint`: keeps the Endpoints of every service with a selector as its pods are.
// Models pkg/controller/endpoint/endpoints_controller.go.

import type { Endpoints, Service } from '../../api/config.ts';
import type { Pod } from '../../api/pod.ts';
import { keyOf } from '../../apimachinery/meta.ts';
import { hasLabels } from '../../apimachinery/selector.ts';
import { isEqual } from '../../base/equal.ts';
import { emptyMap, get, has, keys, remove, set, values } from '../../base/persistent-map.ts';
import type { Io } from '../../kernel/component.ts';
import type { Envelope } from '../../kernel/message.ts';
import { microseconds } from '../../kernel/time.ts';
import type { ApiResponse } from '../protocol/apiserver.ts';
import { request } from './client.ts';
import { endpointsOf, withoutVersions } from './endpoint-subsets.ts';
import type { PodChanged, ServiceChanged } from './informers.ts';
import { type ControllerManagerState, type EndpointWork, isModern } from './state.ts';

const FIRST_RETRY_MICROS = 5_000;
const MOST_DOUBLINGS = 14;

/** Handles one message. */
export function syncEndpoints(
  state: ControllerManagerState,
  envelope: Envelope,
  io: Io,
): EndpointWork {
  const { message } = envelope;
  const { endpointWork: work } = state;
  switch (message.type) {
    case 'service.changed':
      return enqueue(state, work, (message as ServiceChanged).key, io);
    case 'endpoints.changed': {
      const { key } = message as ServiceChanged;
      return has(state.endpoints, key) ? work : enqueue(state, work, key, io);
    }
    case 'endpoints.synced':
      return enqueueAll(state, work, io);
    case 'pod.changed':
      return podChanged(state, message as PodChanged, io);
    case 'net.closed':
      return disconnected(state, io);
    case 'net.refused':
    case 'api.response':
      return answered(state, envelope, io);
    default:
      return work;
  }
}

/** Nothing is written before everything was listed. */
function areSynced({ revisions }: ControllerManagerState): boolean {
  return has(revisions, 'services') && has(revisions, 'endpoints') && has(revisions, 'pods');
}

/** The first look: at every service, and at Endpoints whose service may be gone. */
function enqueueAll(state: ControllerManagerState, work: EndpointWork, io: Io): EndpointWork {
  let next: EndpointWork = { ...work, dirty: emptyMap() };
  for (const key of new Set([...keys(state.services), ...keys(state.endpoints)])) {
    next = enqueue(state, next, key, io);
  }
  return next;
}

/** Looks at a service, or remembers it while its endpoints are being written. */
function enqueue(
  state: ControllerManagerState,
  work: EndpointWork,
  key: string,
  io: Io,
): EndpointWork {
  const isBusy = [...values(work.writes)].includes(key);
  if (isBusy || !areSynced(state)) return { ...work, dirty: set(work.dirty, key, true) };
  return sync(state, work, key, io);
}

/** The services that took the pod before, or take it now. */
function podChanged(
  state: ControllerManagerState,
  { key, before }: PodChanged,
  io: Io,
): EndpointWork {
  const after = get(state.pods, key);
  let work = state.endpointWork;
  if (before !== undefined && after !== undefined && !isNoticed(before, after)) return work;
  const namespace = (after ?? before)?.metadata.namespace;
  for (const service of values(state.services)) {
    if (service.metadata.namespace !== namespace) continue;
    const isConcerned = isBehind(service, before) || isBehind(service, after);
    if (isConcerned) work = enqueue(state, work, keyOf(service), io);
  }
  return work;
}

function isBehind({ spec }: Service, pod: Pod | undefined): boolean {
  if (pod === undefined || spec?.selector === undefined) return false;
  return hasLabels(pod.metadata.labels, spec.selector);
}

/** Whether anything changed that endpoints show. */
function isNoticed(before: Pod, after: Pod): boolean {
  if (before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp) return true;
  if (before.status !== after.status || before.spec !== after.spec) return true;
  return !isEqual(before.metadata.labels, after.metadata.labels);
}

function sync(
  state: ControllerManagerState,
  work: EndpointWork,
  key: string,
  io: Io,
): EndpointWork {
  const service = get(state.services, key);
  const current = get(state.endpoints, key);
  const [namespace = '', name = ''] = key.split('/');
  const path = `/api/v1/namespaces/${namespace}/endpoints`;
  if (service === undefined) {
    if (current === undefined) return work;
    return wrote(work, key, request(io, { verb: 'DELETE', path: `${path}/${name}` }));
  }
  const wanted = endpointsOf(service, values(state.pods), isModern(state));
  if (wanted === undefined) return work;
  if (current === undefined) {
    return wrote(work, key, request(io, { verb: 'POST', path, body: wanted }));
  }
  if (isSame(current, wanted)) return work;
  const { resourceVersion, uid, annotations } = current.metadata;
  const metadata = {
    ...wanted.metadata,
    resourceVersion,
    uid,
    ...(annotations && { annotations }),
  };
  const body = { ...wanted, metadata };
  return wrote(work, key, request(io, { verb: 'PUT', path: `${path}/${name}`, body }));
}

function isSame(current: Endpoints, wanted: Endpoints): boolean {
  return (
    isEqual(current.metadata.labels ?? {}, wanted.metadata.labels ?? {}) &&
    isEqual(withoutVersions(current.subsets), withoutVersions(wanted.subsets))
  );
}

function wrote(work: EndpointWork, key: string, id: number | undefined): EndpointWork {
  return id === undefined ? work : { ...work, writes: set(work.writes, String(id), key) };
}

/** A write ended: one that was refused is tried again, ever later. */
function answered(state: ControllerManagerState, envelope: Envelope, io: Io): EndpointWork {
  const { endpointWork: work } = state;
  const id = String(envelope.inReplyTo);
  const key = get(work.writes, id);
  if (key === undefined) return work;
  const { message } = envelope;
  const code = message.type === 'api.response' ? (message as ApiResponse).code : 503;
  const done = { ...work, writes: remove(work.writes, id) };
  if (code >= 300 && code !== 404) return tryLater(done, key, io);
  const isDirty = has(done.dirty, key);
  const clean = { ...done, dirty: remove(done.dirty, key), failures: remove(done.failures, key) };
  // The cache may not show the write yet; what changes then comes in anyway.
  return isDirty ? tryLater(clean, key, io) : clean;
}

function tryLater(work: EndpointWork, key: string, io: Io): EndpointWork {
  const failures = get(work.failures, key) ?? 0;
  const wait = microseconds(FIRST_RETRY_MICROS * 2 ** Math.min(failures, MOST_DOUBLINGS));
  const again: ServiceChanged = { type: 'service.changed', key };
  io.after(`endpoints/${key}`, wait, again);
  return { ...work, failures: set(work.failures, key, failures + 1) };
}

/** No write under way will be answered. */
function disconnected({ endpointWork: work }: ControllerManagerState, io: Io): EndpointWork {
  let next: EndpointWork = { ...work, writes: emptyMap() };
  for (const key of values(work.writes)) next = tryLater(next, key, io);
  return next;
}
