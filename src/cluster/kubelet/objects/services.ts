// The service lister: a list and a watch of all services, for the environment of containers.

import type { Service } from '../../../api/config.ts';
import { emptyMap, remove, set } from '../../../base/persistent-map.ts';
import type { Io } from '../../../kernel/component.ts';
import type { ApiResponse, ApiWatch } from '../../protocol/apiserver.ts';
import { reflectorDelay } from '../../protocol/reflector.ts';
import { callApi, callKey } from '../api-client.ts';
import type { KubeletConfig } from '../config.ts';
import type { ObjectsState } from './state.ts';

const PATH = '/api/v1/services';

/** The timer of a list that is to be tried again. */
export const SERVICES_TIMER: string = 'objects.services';

/** Lists all services. */
export function listServices(config: KubeletConfig, state: ObjectsState, io: Io): ObjectsState {
  const id = callApi(config, io, { verb: 'GET', path: PATH });
  return { ...state, calls: set(state.calls, callKey(id), { what: 'services', id: '' }) };
}

/** The list arrived, or failed. */
export function servicesListed(
  config: KubeletConfig,
  state: ObjectsState,
  io: Io,
  answer: ApiResponse | undefined,
): ObjectsState {
  if (answer === undefined || answer.code >= 300) return listServicesLater(state, io);
  const body = answer.body as {
    readonly items?: readonly Service[];
    readonly metadata?: { readonly resourceVersion?: string };
  };
  let services = emptyMap<Service>();
  for (const service of body.items ?? []) services = set(services, nameOf(service), service);
  const resourceVersion = body.metadata?.resourceVersion ?? '';
  const known = { ...state, services, areServicesSynced: true, servicesFailures: 0 };
  return watchServices(config, known, io, resourceVersion);
}

/** Watches from a version on. */
function watchServices(
  config: KubeletConfig,
  state: ObjectsState,
  io: Io,
  resourceVersion: string,
): ObjectsState {
  const query = { watch: 'true', resourceVersion };
  const id = callApi(config, io, { verb: 'GET', path: PATH, query });
  const calls = set(state.calls, callKey(id), { what: 'services-watch' as const, id: '' });
  return { ...state, calls };
}

/** Changes of services. */
export function servicesWatched(state: ObjectsState, message: ApiWatch): ObjectsState {
  let { services } = state;
  for (const { type, object } of message.events) {
    const service = object as Service;
    if (type === 'DELETED') services = remove(services, nameOf(service));
    else if (type === 'ADDED' || type === 'MODIFIED') {
      services = set(services, nameOf(service), service);
    }
  }
  return { ...state, services };
}

/** Lists again after a while. */
export function listServicesLater(state: ObjectsState, io: Io): ObjectsState {
  const delay = reflectorDelay(io.draw('objects.retry'), state.servicesFailures);
  io.after(SERVICES_TIMER, delay, { type: 'tick' }, 'objects');
  return { ...state, servicesFailures: state.servicesFailures + 1 };
}

function nameOf({ metadata }: Service): string {
  return `${metadata.namespace ?? 'default'}/${metadata.name ?? ''}`;
}
